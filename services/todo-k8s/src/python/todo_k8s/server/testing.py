"""What tests of the server share: the services on a free port, over a store of the test's own."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
from todo.v1.member_pb2 import Member
from todo.v1.member_service_pb2 import CreateMemberRequest
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import CompleteTaskRequest, CreateTaskRequest

from grpc_service.handlers import UnknownMethods
from grpc_service.requests import Context
from todo.v1 import (
    event_service_pb2_grpc,
    member_service_pb2_grpc,
    sync_service_pb2_grpc,
    task_list_service_pb2_grpc,
    task_service_pb2_grpc,
)
from todo_k8s.domain.model import Principal
from todo_k8s.server.errors import DOMAIN
from todo_k8s.server.identity import Admission
from todo_k8s.server.services import ANYONE, now, served
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.table import Action, Item, Key, Table


class FaultyTable(SqliteTable):
    """A SQLite store that raises `fault`, or hangs, instead of answering."""

    fault: Exception | None = None
    write_fault: Exception | None = None
    hangs = False

    async def get(self, *keys: Key) -> tuple[Item | None, ...]:
        if self.hangs:
            await asyncio.sleep(60)
        if self.fault:
            raise self.fault
        return await super().get(*keys)

    async def transact(self, *actions: Action) -> None:
        if self.write_fault:
            raise self.write_fault
        await super().transact(*actions)


class Client:
    """`lists`, `tasks`, `events`, `members` and `sync` are the generated stubs."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self.channel = channel
        self.lists = task_list_service_pb2_grpc.TaskListServiceStub(channel)
        self.tasks = task_service_pb2_grpc.TaskServiceStub(channel)
        self.events = event_service_pb2_grpc.EventServiceStub(channel)
        self.members = member_service_pb2_grpc.MemberServiceStub(channel)
        self.sync = sync_service_pb2_grpc.SyncServiceStub(channel)

    async def new_list(self, title: str = "home") -> TaskList:
        return await self.lists.CreateTaskList(CreateTaskListRequest(task_list=TaskList(title=title)))

    async def new_task(self, parent: TaskList, title: str = "milk", **request: Any) -> Task:
        return await self.tasks.CreateTask(CreateTaskRequest(parent=parent.name, task=Task(title=title), **request))

    async def let_in(self, to: TaskList, user: str, role: Member.Role = Member.ROLE_VIEWER) -> Member:
        return await self.members.CreateMember(
            CreateMemberRequest(parent=to.name, member_id=user, member=Member(role=role), request_id=str(uuid4()))
        )

    async def complete(self, task: Task) -> Task:
        return await self.tasks.CompleteTask(CompleteTaskRequest(name=task.name, request_id=str(uuid4())))


@asynccontextmanager
async def serving(table: Table, clock: Callable[[], datetime], admission: Admission) -> AsyncIterator[str]:
    """The address of the services."""
    server = grpc.aio.server()
    services = served(table, clock, admission)
    server.add_generic_rpc_handlers([*services.handlers, UnknownMethods(DOMAIN)])
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        await server.stop(None)


@asynccontextmanager
async def client_of(
    table: Table, clock: Callable[[], datetime] = now, admission: Admission = ANYONE
) -> AsyncIterator[Client]:
    async with serving(table, clock, admission) as address, grpc.aio.insecure_channel(address) as channel:
        yield Client(channel)


async def _by_agent(context: Context) -> Principal:
    agent = next(value for key, value in context.invocation_metadata() or () if key == "user-agent")
    return Principal(str(agent).split()[0])


@asynccontextmanager
async def clients_of(table: Table, *users: str, clock: Callable[[], datetime] = now) -> AsyncIterator[list[Client]]:
    """A client for each user: the name of its program says whose it is, and is believed."""
    async with serving(table, clock, Admission(_by_agent)) as address, AsyncExitStack() as stack:
        options = ([("grpc.primary_user_agent", user)] for user in users)
        channels = [await stack.enter_async_context(grpc.aio.insecure_channel(address, each)) for each in options]
        yield [Client(channel) for channel in channels]


@asynccontextmanager
async def sqlite_client(folder: Path, admission: Admission = ANYONE) -> AsyncIterator[tuple[Client, FaultyTable]]:
    """A client, and the table that it reaches, to break."""
    table = FaultyTable(folder / "todo.db", time.time)
    try:
        async with client_of(table, admission=admission) as client:
            yield client, table
    finally:
        await table.close()
