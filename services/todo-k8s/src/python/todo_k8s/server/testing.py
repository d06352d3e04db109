"""What tests of the server share: the services on a free port, over a store of the test's own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import grpc
from todo.v1 import task_list_service_pb2_grpc, task_service_pb2_grpc

from todo_k8s.server.services import served
from todo_k8s.storage.table import Table


class Client:
    """`lists` and `tasks` are the generated stubs."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self.channel = channel
        self.lists = task_list_service_pb2_grpc.TaskListServiceStub(channel)
        self.tasks = task_service_pb2_grpc.TaskServiceStub(channel)


@asynccontextmanager
async def client_of(table: Table) -> AsyncIterator[Client]:
    server = grpc.aio.server()
    server.add_generic_rpc_handlers(served(table).handlers)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield Client(channel)
    finally:
        await server.stop(None)
