"""Servers of nothing, that tell what a call costs before it does any work: bare grpc.aio, and the handlers of all
services of ours around a method that answers with its request."""

import asyncio
import os
import sys
from dataclasses import replace

import click
import grpc
import uvloop

from grpc_service.echo_service import DESCRIPTOR, Echo
from grpc_service.handlers import service_handler
from grpc_service.logs import LEVELS, configure
from grpc_service.streams import Streams
from todo_k8s.server.services import ANYONE, RULES


class Bare:
    async def Given(self, request: bytes, _context: object) -> bytes:
        return request

    async def Read(self, _requests: object, context: "grpc.aio.ServicerContext[bytes, bytes]") -> bytes:
        return await context.read()

    async def Timed(self, _requests: object, context: "grpc.aio.ServicerContext[bytes, bytes]") -> bytes:
        async with asyncio.timeout(10):
            return await context.read()


async def serve() -> None:
    server, bare = grpc.aio.server(), Bare()
    methods: dict[str, grpc.RpcMethodHandler[bytes, bytes]] = {
        "Given": grpc.unary_unary_rpc_method_handler(bare.Given),
        "Read": grpc.stream_unary_rpc_method_handler(bare.Read),
        "Timed": grpc.stream_unary_rpc_method_handler(bare.Timed),
    }
    ours = service_handler(DESCRIPTOR, Echo(lambda: None), replace(RULES, admit=ANYONE.admit), Streams())
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("bare", methods), ours])
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(f"listening on 127.0.0.1:{port}", flush=True)
    await server.wait_for_termination()


@click.command()
@click.option("--log-level", type=click.Choice(LEVELS), default="warning")
def main(log_level: str) -> None:
    with open(os.devnull, "w", buffering=1) as nowhere:
        sys.stderr = nowhere
        configure(log_level, "json")
        uvloop.run(serve())


if __name__ == "__main__":
    main()
