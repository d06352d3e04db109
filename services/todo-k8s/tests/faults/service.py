"""The server as people run it, before a DynamoDB that fails on request."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
from google.protobuf.message import Message
from todo.v1.event_service_pb2_grpc import EventServiceStub
from todo.v1.member_service_pb2_grpc import MemberServiceStub
from todo.v1.sync_service_pb2 import WatchChangesRequest
from todo.v1.sync_service_pb2_grpc import SyncServiceStub
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest
from todo.v1.task_list_service_pb2_grpc import TaskListServiceStub
from todo.v1.task_service_pb2_grpc import TaskServiceStub

from dynamodb_faults.proxy import FaultyDynamoDb, faulty_dynamodb
from faults.outcome import Outcome, measured
from pexes import run_server, server
from todo_k8s.storage.testing import ENVIRONMENT

_NO_RETRIES = [("grpc.enable_retries", 0)]


@dataclass(frozen=True)
class Service:
    """`outcomes` are those of all calls so far. No call is tried again behind the test's back."""

    table_name: str
    proxy: FaultyDynamoDb
    channel: grpc.aio.Channel
    log: Path
    outcomes: list[Outcome] = field(default_factory=list)

    async def call(self, rpc: str, request: Message, timeout: float) -> tuple[Outcome, Any]:
        """How the call of the method went, and its answer where that is OK."""
        kinds = (TaskServiceStub, TaskListServiceStub, EventServiceStub, MemberServiceStub, SyncServiceStub)
        stubs = [stub(self.channel) for stub in kinds]
        method = next(getattr(stub, rpc) for stub in stubs if hasattr(stub, rpc))
        call = method(request, timeout=timeout)
        answering = _bookmark(call) if isinstance(request, WatchChangesRequest) else call
        outcome, answer = await measured(rpc, timeout, answering)
        self.outcomes.append(outcome)
        return outcome, answer

    async def new_list(self) -> str:
        """The name of a new list."""
        _, made = await self.call("CreateTaskList", CreateTaskListRequest(task_list=TaskList(title="home")), 10)
        return str(made.name)


async def _bookmark(stream: "grpc.aio.UnaryStreamCall[Any, Any]") -> Any:
    """The first one of a watch, which is then given up."""
    async for message in stream:
        if message.HasField("bookmark"):
            stream.cancel()
            return message
    raise AssertionError("a watch ended with OK, and without a bookmark")


@asynccontextmanager
async def service(dynamodb_local: str, folder: Path, seed: int) -> AsyncIterator[Service]:
    """A server with an empty table, before a DynamoDB that fails at nothing yet."""
    print(f"seed {seed}")
    table_name = f"test-{uuid4()}"
    store = ("--store", f"dynamodb:{table_name}", "--dynamodb-endpoint")
    run_server("table", "create", *store, dynamodb_local, extra=ENVIRONMENT)
    async with AsyncExitStack() as stack, faulty_dynamodb(dynamodb_local, seed) as proxy:
        processes = stack.enter_context(ExitStack())
        starting = server(folder / "log", *store, proxy.endpoint, extra=ENVIRONMENT)
        # Waited for in a thread: the faulty DynamoDB lives on this one's event loop.
        running = await asyncio.to_thread(processes.enter_context, starting)
        channel = await stack.enter_async_context(grpc.aio.insecure_channel(running.address, _NO_RETRIES))
        async with asyncio.timeout(30):
            await channel.channel_ready()
        yield Service(table_name, proxy, channel, folder / "log")
