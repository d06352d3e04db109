"""What our own Python takes of each RPC, and which functions: gRPC is left out, and a store that remembers its answers.

./pants run services/todo-k8s/benchmarks:profile_rpcs -- --functions 20 ListEvents
"""

import asyncio
import cProfile
import pstats
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import click
import uvloop

from todo_benchmarks.profile_calls import WATCHED, prepared
from todo_k8s.server.services import served
from todo_k8s.storage.open import SqliteStore, open_table
from todo_k8s.storage.table import Action, Cursor, Item, Key, Page, Range, Table

Handler: TypeAlias = Callable[[object, Any], Awaitable[Any]]


@dataclass
class Remembering:
    """Once it is `frozen` it writes nothing, and reads each thing once."""

    table: Table
    frozen: bool = False
    _answers: dict[object, Any] = field(default_factory=dict)

    async def get(self, *keys: Key) -> tuple[Item | None, ...]:
        items: tuple[Item | None, ...] = await self._remembered(keys, lambda: self.table.get(*keys))
        return items

    async def query(self, stretch: Range, limit: int, after: Cursor | None = None, *, detail: bool = False) -> Page:
        asked = stretch, limit, after, detail
        page: Page = await self._remembered(asked, lambda: self.table.query(stretch, limit, after, detail=detail))
        return page

    async def _remembered(self, asked: object, ask: Callable[[], Awaitable[Any]]) -> Any:
        if not self.frozen:
            return await ask()
        if asked not in self._answers:
            self._answers[asked] = await ask()
        return self._answers[asked]

    async def transact(self, *actions: Action) -> None:
        if not self.frozen:
            await self.table.transact(*actions)

    async def ping(self) -> None:
        await self.table.ping()

    async def close(self) -> None:
        await self.table.close()


@dataclass(slots=True)
class Call:
    """What the handlers ask of grpc's context. Who reads a stream leaves after `WATCHED` messages."""

    request: bytes
    _written: int = 0

    async def read(self) -> bytes:
        return self.request

    def time_remaining(self) -> float:
        return 10.0

    async def write(self, _response: bytes) -> None:
        self._written += 1
        if self._written == WATCHED:
            raise asyncio.CancelledError

    async def abort_with_status(self, status: Any) -> None:
        raise RuntimeError(status.details)


@dataclass(frozen=True, slots=True)
class Details:
    method: str


def handlers_of(table: Table) -> Callable[[str], Handler]:
    """The handler of a method, named without its package. Who watches gets heartbeats without a pause."""
    generic = served(table, heartbeat=0.0).handlers

    def find(method: str) -> Handler:
        details: Any = Details(f"/todo.v1.{method}")
        found: Any = next(filter(None, (each.service(details) for each in generic)))
        return found.stream_unary or found.stream_stream  # type: ignore[no-any-return]

    return find


async def profiled(calls: int, only: str, profile: cProfile.Profile | None, cold: int = 0) -> Mapping[str, float]:
    """Microseconds of CPU of each RPC whose name ends so: what nine tenths of the calls took more than. So many `cold`
    bytes are overwritten before each call."""
    with tempfile.TemporaryDirectory() as folder:
        table = Remembering(await open_table(SqliteStore(Path(folder) / "todo.db")))
        find = handlers_of(table)
        requests = await prepared(lambda method, request: find(method)(None, Call(request)))
        table.frozen = True
        found = {
            row: await _micros(find(method), request, calls, profile, bytearray(cold))
            for row, request in requests.items()
            if (method := row.partition(",")[0]).endswith(only)
        }
        await table.close()
    return found


async def _micros(
    handler: Handler, request: bytes, calls: int, profile: cProfile.Profile | None, overwritten: bytearray
) -> float:
    took, other = [], bytes(overwritten)
    for number in range(-10, calls):
        if profile and number == 0:
            profile.enable()
        call = Call(request)
        overwritten[:] = other
        begun = time.process_time()
        with suppress(asyncio.CancelledError):
            await handler(None, call)
        took.append(time.process_time() - begun)
    if profile:
        profile.disable()
    return sorted(took[10:])[calls // 10] * 1e6


@click.command()
@click.option("--calls", default=300, show_default=True, help="How often each is made.")
@click.option("--functions", default=0, help="Show so many functions that take most, which slows all down.")
@click.option("--cold", default=0, help="Overwrite so many MiB before each call, so that caches hold little of it.")
@click.argument("only", default="")
def main(calls: int, functions: int, cold: int, only: str) -> None:
    """Prints a table; ONLY is how the names of RPCs end."""
    profile = cProfile.Profile() if functions else None
    found = uvloop.run(profiled(calls, only, profile, cold << 20))
    click.echo("\n".join(["| RPC | µs |", "|---|---|", *(f"| {each} | {took:.0f} |" for each, took in found.items())]))
    if profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(functions)


if __name__ == "__main__":
    main()
