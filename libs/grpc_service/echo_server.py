"""A server of `test.Echo`, for tests that send signals.

Call it so: `python -m grpc_service.echo_server DRAIN_DELAY DRAIN_GRACE CONNECTION_GRACE [HEALTH_PORT]`.
It says on stdout where it listens, that a call has begun, and that it is closed.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

import uvloop

from grpc_service.address import Address
from grpc_service.echo_service import DESCRIPTOR, Echo
from grpc_service.handlers import Rules, service_handler
from grpc_service.lifecycle import Options, Served, serve
from grpc_service.logs import configure
from grpc_service.streams import Streams


async def ping() -> None:
    pass


@asynccontextmanager
async def opened() -> AsyncIterator[Served]:
    rules, streams = Rules("shop", lambda error: None, nullcontext), Streams()
    echo = Echo(lambda: print("begun", flush=True))
    yield Served([service_handler(DESCRIPTOR, echo, rules, streams)], [DESCRIPTOR.full_name], ping, streams)
    print("closed", flush=True)


def main(drain_delay: str, drain_grace: str, connection_grace: str, health_port: str = "") -> None:
    configure("info", "text")
    probed = Address("127.0.0.1", int(health_port)) if health_port else None
    listen, grace = Address("127.0.0.1", 0), float(connection_grace)
    options = Options(listen, "shop", float(drain_delay), float(drain_grace), probed, connection_grace=grace)
    uvloop.run(serve(options, opened, lambda address: print(address, flush=True)))


if __name__ == "__main__":
    main(*sys.argv[1:])
