"""A server that has nothing but its health, as pods of the tests run it.

Call it so: `python -m k8s_rollout.testing_server HOW`, with LISTEN, HOST:PORT, in the environment. HOW it is:
`good`, `never-ready`, `dying` (its liveness ends after a second), `deaf` (SIGTERM does nothing to it).
"""

import asyncio
import os
import signal
import sys

import grpc
from grpc_health.v1.health import aio as grpc_health
from grpc_health.v1.health_pb2 import HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import add_HealthServicer_to_server

SERVICE = "test.Pod"


async def main(how: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: None if how == "deaf" else stop.set())
    health, server = grpc_health.HealthServicer(), grpc.aio.server()
    add_HealthServicer_to_server(health, server)
    never = how == "never-ready"
    await health.set(SERVICE, HealthCheckResponse.NOT_SERVING if never else HealthCheckResponse.SERVING)
    server.add_insecure_port(os.environ["LISTEN"])
    await server.start()
    if how == "dying":
        await asyncio.sleep(1)
        await health.set("", HealthCheckResponse.NOT_SERVING)
    await stop.wait()
    await server.stop(0)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
