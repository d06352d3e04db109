"""The capacity units that a call takes, by a proxy before DynamoDB Local that has it tell them.

DynamoDB Local adds a transaction's items up before it rounds, which AWS does not: docs/capacity.md has the service's
units by AWS's own rule.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import msgspec
from aiohttp import ClientSession, web

from todo_benchmarks.compare import Sizes, contestants_on
from todo_benchmarks.load import connected

_TYPE = "application/x-amz-json-1.0"


CALLS = 20


async def used(endpoint: str, sizes: Sizes) -> Mapping[tuple[str, str], float]:
    """The units of a call, by call and server."""
    found = {}
    async with metered(endpoint) as meter, contestants_on(meter.endpoint, sizes) as contestants:
        for each in contestants:
            for work in each.works:
                async with connected(each.server.address, work.method, 1) as (method,):
                    before = meter.units
                    for _ in range(CALLS):
                        request = work.request(0)
                        assert request is not None, "as many are created as are completed"
                        await method(request)
                found[work.name, each.name] = (meter.units - before) / CALLS
    return found


@dataclass
class Meter:
    """`units` of all calls so far."""

    endpoint: str
    units: float = 0.0


@asynccontextmanager
async def metered(endpoint: str) -> AsyncIterator[Meter]:
    """An endpoint that stands for the other one."""
    meter = Meter("")
    async with ClientSession(auto_decompress=False) as session:

        async def forward(request: web.Request) -> web.Response:
            body = msgspec.json.decode(await request.read())
            if not request.headers["x-amz-target"].endswith("Table"):
                body["ReturnConsumedCapacity"] = "TOTAL"
            headers = {name: value for name, value in request.headers.items() if name.lower() != "content-length"}
            async with session.post(endpoint, data=msgspec.json.encode(body), headers=headers) as response:
                answer = await response.read()
                meter.units += _units(answer)
                kept = {name: value for name, value in response.headers.items() if name.lower() == "x-amz-crc32"}
                return web.Response(status=response.status, body=answer, headers=kept, content_type=_TYPE)

        application = web.Application()
        application.router.add_post("/", forward)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0]
        meter.endpoint = f"http://{host}:{port}"
        try:
            yield meter
        finally:
            await runner.cleanup()


def _units(answer: bytes) -> float:
    """One, or one of each table."""
    consumed = msgspec.json.decode(answer).get("ConsumedCapacity", ())
    parts = [consumed] if isinstance(consumed, dict) else consumed
    return float(sum(part["CapacityUnits"] for part in parts))
