"""The service behind a server as a first one is written, which knows nothing of its end.

Call it so: `python -m rollout.naive_server HOW`, with the settings of the real one in the environment. At SIGTERM it is
`killed`, as a process without a handler is, or `stopped`, by a handler that stops the server and waits for nothing.
"""

import asyncio
import os
import signal
import sys

import grpc
from grpc_health.v1.health import aio as grpc_health
from grpc_health.v1.health_pb2 import HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import add_HealthServicer_to_server

from todo_k8s.server.services import served
from todo_k8s.storage.open import open_table, parse_store


async def main(how: str) -> None:
    stop = asyncio.Event()
    if how == "stopped":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    table = await open_table(parse_store(os.environ["TODO_STORE"]))
    serving, health, server = served(table), grpc_health.HealthServicer(), grpc.aio.server()
    server.add_generic_rpc_handlers(serving.handlers)
    add_HealthServicer_to_server(health, server)
    for name in serving.names:
        await health.set(name, HealthCheckResponse.SERVING)
    for variable in ("TODO_LISTEN", "TODO_HEALTH_LISTEN"):
        server.add_insecure_port(os.environ[variable])
    await server.start()
    await stop.wait()
    await server.stop(0)
    await table.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
