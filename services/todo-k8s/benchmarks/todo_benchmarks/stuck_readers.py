"""What readers cost who open a watch and read nothing: the memory of the one process that has them.

    ./pants run services/todo-k8s/benchmarks:stuck_readers

A server in a process of its own, on an embedded store, has one list of tasks as large as can be, and all watch it: a
hundred watches for each user, all that one may have.
"""

import asyncio
import os
import sys
import tempfile
import time
from asyncio.subprocess import PIPE
from contextlib import AsyncExitStack
from pathlib import Path

import grpc
import uvloop
from todo.v1.member_pb2 import Member
from todo.v1.member_service_pb2 import CreateMemberRequest
from todo.v1.member_service_pb2_grpc import MemberServiceStub
from todo.v1.sync_service_pb2 import PullChangesRequest, WatchChangesRequest
from todo.v1.sync_service_pb2_grpc import SyncServiceStub
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest
from todo.v1.task_list_service_pb2_grpc import TaskListServiceStub
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import CreateTaskRequest
from todo.v1.task_service_pb2_grpc import TaskServiceStub

from grpc_service.requests import Context
from todo_benchmarks.watches import usage
from todo_k8s.domain import limits
from todo_k8s.domain.model import Principal
from todo_k8s.server.identity import Admission
from todo_k8s.server.services import served
from todo_k8s.storage.sqlite import SqliteTable

READERS = (0, 100, 2_000)
PER_USER = limits.WATCHES_PER_USER
PER_CONNECTION = 10
TASKS = 10
MILK = "🥛"
"""Four bytes on the wire and in memory."""
NOTES = limits.NOTES_CODE_POINTS * MILK
ANNOTATIONS = {f"a{number}": limits.ANNOTATION_VALUE_CODE_POINTS * MILK for number in range(15)}
OPTIONS = (
    # A connection of its own, not the one that the process shares; and the client takes little that nobody reads.
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.http2.bdp_probe", 0),
    ("grpc.http2.lookahead_bytes", 1),
)
PAUSE_SECONDS = 0.1
SETTLING_SECONDS = 10.0


async def by_agent(context: Context) -> Principal:
    """The name of the client's program says whose it is, and is believed."""
    agent = next(value for key, value in context.invocation_metadata() or () if key == "user-agent")
    return Principal(str(agent).split()[0])


def connection(address: str, user: int) -> grpc.aio.Channel:
    return grpc.aio.insecure_channel(address, [*OPTIONS, ("grpc.primary_user_agent", f"user{user}")])


async def serve(folder: str) -> None:
    """Tells where it listens, until it is killed."""
    server, table = grpc.aio.server(), SqliteTable(Path(folder) / "todo.db", time.time)
    server.add_generic_rpc_handlers(served(table, admission=Admission(by_agent)).handlers)
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    await server.start()
    await server.wait_for_termination()


async def new_list(address: str) -> WatchChangesRequest:
    """Whoever watches it begins with its tasks."""
    async with connection(address, 0) as channel:
        made = await TaskListServiceStub(channel).CreateTaskList(
            CreateTaskListRequest(task_list=TaskList(title="home"))
        )
        for _ in range(TASKS):
            request = CreateTaskRequest(parent=made.name, task=Task(title="milk", notes=NOTES, annotations=ANNOTATIONS))
            await TaskServiceStub(channel).CreateTask(request)
        for user in range(1, max(READERS) // PER_USER):
            member = Member(role=Member.ROLE_VIEWER)
            await MemberServiceStub(channel).CreateMember(
                CreateMemberRequest(parent=made.name, member_id=f"user{user}", member=member)
            )
        begun = await SyncServiceStub(channel).PullChanges(PullChangesRequest(parent=made.name, page_size=2))
        return WatchChangesRequest(parent=made.name, sync_token=begun.next_sync_token)


async def main(folder: str) -> None:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = await asyncio.create_subprocess_exec(sys.executable, __file__, folder, env=environ, stdout=PIPE)
    assert process.stdout
    address = f"127.0.0.1:{int(await process.stdout.readline())}"
    request = await new_list(address)
    print("| readers who read nothing | memory | for each |\n|---|---|---|")
    calls: list[object] = []
    base = 0
    async with AsyncExitStack() as stack:
        for readers in READERS:
            for number in range(len(calls), readers, PER_CONNECTION):
                channel = await stack.enter_async_context(connection(address, number // PER_USER))
                watch = SyncServiceStub(channel).WatchChanges
                calls += [watch(request) for _ in range(PER_CONNECTION)]
                await asyncio.sleep(PAUSE_SECONDS)
            await asyncio.sleep(SETTLING_SECONDS)
            _, memory, _ = usage(process.pid)
            base = base or memory
            each = f"{(memory - base) / readers:.0f} KB" if readers else ""
            print(f"| {readers:,} | {memory / 1024:.0f} MB | {each} |", flush=True)
        process.kill()
        await process.wait()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        uvloop.run(serve(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as made:
            uvloop.run(main(made))
