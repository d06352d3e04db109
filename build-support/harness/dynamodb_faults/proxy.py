"""A DynamoDB that fails on request: a proxy before a real one."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

from aiohttp import ClientError, ClientSession, TCPConnector

from dynamodb_faults.exchange import Exchange
from dynamodb_faults.faults import healthy
from dynamodb_faults.plan import HEALTHY, Plan
from dynamodb_faults.replies import Reply

_PASSED_ON = ("authorization", "content-type", "x-amz-date", "x-amz-target")


class FaultyDynamoDb:
    """Passes requests on to the DynamoDB at `upstream`, except those that its `plan` has a fault for.

    The plan can be set at any time. What becomes of the n-th request follows from the seed, n, the plan and the
    request alone. `befallen` counts the requests that each fault befell.
    """

    def __init__(self, upstream: str, seed: int) -> None:
        self.plan: Plan = HEALTHY
        self.befallen: Counter[str] = Counter()
        self.endpoint = ""
        self._upstream = upstream
        self._seed = seed
        self._requests = 0
        self._in_hand = 0
        self._settled = asyncio.Event()
        self._befell = asyncio.Event()
        self._connections: set[asyncio.Task[None]] = set()
        self._session = ClientSession(auto_decompress=False, connector=TCPConnector(limit=0))

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Works through the requests of one connection until `close`."""
        connection = asyncio.create_task(self._serve(reader, writer))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing():
                fields, body = await _read(reader)
                with self._taken_in_hand():
                    await self._deal_with(fields, body, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError, ClientError):
            # Either side is gone, as it may: the other one sees its connection end.
            pass
        finally:
            writer.close()

    async def _deal_with(
        self, fields: Mapping[str, str], body: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        chance = random.Random(f"{self._seed} {self._requests}")
        self._requests += 1
        exchange = Exchange(fields, body, chance, self._forward, reader, writer)
        fault = self.plan.choose(exchange.operation, chance)
        if fault is None:
            await healthy(exchange)
        else:
            self.befallen[fault.name] += 1
            self._befell.set()
            await fault.inflict(exchange)

    async def _forward(self, fields: Mapping[str, str], body: bytes) -> Reply:
        headers = {name: fields[name] for name in _PASSED_ON if name in fields}
        async with self._session.post(self._upstream, data=body, headers=headers) as response:
            answer = await response.read()
            return Reply(response.status, answer, response.content_type, response.headers.get("x-amz-crc32"))

    @contextmanager
    def _taken_in_hand(self) -> Iterator[None]:
        self._in_hand += 1
        self._settled.clear()
        try:
            yield
        finally:
            self._in_hand -= 1
            if not self._in_hand:
                self._settled.set()

    @contextmanager
    def failing(self, plan: Plan) -> Iterator[None]:
        """Follows the plan until the end of the block, or until another one is set."""
        self.plan = plan
        try:
            yield
        finally:
            self.plan = HEALTHY

    async def befall(self) -> None:
        """Returns when a fault befalls the next request."""
        self._befell.clear()
        await self._befell.wait()

    async def settled(self) -> None:
        """Returns when no request is in hand: one can still be a write, although whoever sent it has given up."""
        if self._in_hand:
            await self._settled.wait()

    async def close(self) -> None:
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._session.close()


@asynccontextmanager
async def faulty_dynamodb(upstream: str, seed: int) -> AsyncIterator[FaultyDynamoDb]:
    """One that listens on a free port, and fails at nothing yet."""
    proxy = FaultyDynamoDb(upstream, seed)
    listener = await asyncio.start_server(proxy.accept, "127.0.0.1", 0)
    host, port = listener.sockets[0].getsockname()[:2]
    proxy.endpoint = f"http://{host}:{port}"
    try:
        yield proxy
    finally:
        listener.close()
        await proxy.close()


async def _read(reader: asyncio.StreamReader) -> tuple[Mapping[str, str], bytes]:
    """The header fields, with names in lower case, and the body of the next request."""
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[1:]
    pairs = (line.split(":", 1) for line in lines if line)
    fields = {name.lower(): value.strip() for name, value in pairs}
    return fields, await reader.readexactly(int(fields["content-length"]))
