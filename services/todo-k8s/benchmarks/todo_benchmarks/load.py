"""Clients that call a server, each one call after the other, and what they saw."""

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import grpc

from grpc_service.testing import RawMethod, raw_method
from todo_benchmarks.processes import Server

CLIENTS_PER_CONNECTION = 8
OPEN_LOOP_CLIENTS = 64
WARM_UP_CALLS = 20


@dataclass(frozen=True, slots=True)
class Work:
    """Calls of one method. `request` makes the next one for the client of that number, None where there are no more."""

    name: str
    method: str
    request: Callable[[int], bytes | None]


@dataclass
class Seen:
    """Latencies in seconds, of calls that ended with OK; `failed` counts the others by their status."""

    latencies: list[float] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    cpu_seconds: float = 0.0

    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def cpu_micros(self) -> float:
        """Of the server's process, for one call."""
        return self.cpu_seconds / (len(self.latencies) + self.failed.total()) * 1e6

    def percentile(self, share: int) -> float:
        """Milliseconds."""
        return statistics.quantiles(self.latencies, n=100)[share - 1] * 1e3


@asynccontextmanager
async def connected(address: str, method: str, clients: int) -> AsyncIterator[list[RawMethod]]:
    """The method on one connection for each few clients."""
    options = [("grpc.use_local_subchannel_pool", 1)]
    count = -(-clients // CLIENTS_PER_CONNECTION)
    opened = [grpc.aio.insecure_channel(address, options) for _ in range(count)]
    try:
        yield [raw_method(channel, method) for channel in opened]
    finally:
        await asyncio.gather(*(channel.close() for channel in opened))


async def closed_loop(server: Server, work: Work, clients: int, seconds: float) -> Seen:
    """What that many clients see in that time, each with one call after the other."""
    seen = Seen()
    async with connected(server.address, work.method, clients) as opened:
        await _warm_up(opened, work)
        cpu, begun = server.cpu_seconds(), time.perf_counter()
        until = begun + seconds
        await asyncio.gather(*(_client(opened[each % len(opened)], work, each, until, seen) for each in range(clients)))
        seen.seconds, seen.cpu_seconds = time.perf_counter() - begun, server.cpu_seconds() - cpu
    return seen


async def open_loop(server: Server, work: Work, per_second: float, seconds: float) -> Seen:
    """What is seen where calls come at a rate, whether those before have ended or not. A latency counts from when the
    call should have begun."""
    seen = Seen()
    async with connected(server.address, work.method, OPEN_LOOP_CLIENTS) as opened:
        await _warm_up(opened, work)
        cpu, begun = server.cpu_seconds(), time.perf_counter()
        calls = []
        for number in range(int(per_second * seconds)):
            due = begun + number / per_second
            if (early := due - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            calls.append(
                asyncio.create_task(_call(opened[number % len(opened)], work, number % OPEN_LOOP_CLIENTS, due, seen))
            )
        await asyncio.gather(*calls)
        seen.seconds, seen.cpu_seconds = time.perf_counter() - begun, server.cpu_seconds() - cpu
    return seen


async def _warm_up(opened: list[RawMethod], work: Work) -> None:
    ignored = Seen()
    for number in range(WARM_UP_CALLS):
        await _call(opened[number % len(opened)], work, 0, time.perf_counter(), ignored)
    if ignored.failed:
        raise RuntimeError(f"{work.name}: {dict(ignored.failed)} where every call should end with OK")


async def _client(method: RawMethod, work: Work, number: int, until: float, seen: Seen) -> None:
    while time.perf_counter() < until and await _call(method, work, number, time.perf_counter(), seen):
        pass


async def _call(method: RawMethod, work: Work, client: int, begun: float, seen: Seen) -> bool:
    """False where there is nothing more to ask for."""
    request = work.request(client)
    if request is None:
        return False
    try:
        await method(request, timeout=30)
    except grpc.aio.AioRpcError as error:
        seen.failed[error.code().name] += 1
    else:
        seen.latencies.append(time.perf_counter() - begun)
    return True
