"""What readers cost who open a watch and read nothing: the memory of the one process that has them.

    ./pants run services/todo-k8s/benchmarks:stuck_readers

A server in a process of its own, on an embedded store, has one list of large tasks, and all watch it. The limit of
watches of one user is lifted there.
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
from todo.v1.sync_service_pb2 import WatchChangesRequest
from todo.v1.sync_service_pb2_grpc import SyncServiceStub
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest
from todo.v1.task_list_service_pb2_grpc import TaskListServiceStub
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import CreateTaskRequest
from todo.v1.task_service_pb2_grpc import TaskServiceStub

from todo_benchmarks.watches import usage
from todo_k8s.domain import limits
from todo_k8s.server.services import served
from todo_k8s.storage.sqlite import SqliteTable

READERS = (0, 100, 2_000)
PER_CONNECTION = 10
TASKS = 60
NOTES = "x" * 16_000 + "🥛"
"""16 KB on the wire, and 64 in memory: that is what Python makes of one such character among others."""
OPTIONS = (
    # A connection of its own, not the one that the process shares; and the client takes little that nobody reads.
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.http2.bdp_probe", 0),
    ("grpc.http2.lookahead_bytes", 1),
)
SETTLING_SECONDS = 10.0


async def serve(folder: str) -> None:
    """Tells where it listens, until it is killed."""
    limits.WATCHES_PER_USER = 10 * max(READERS)
    server = grpc.aio.server()
    server.add_generic_rpc_handlers(served(SqliteTable(Path(folder) / "todo.db", time.time)).handlers)
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    await server.start()
    await server.wait_for_termination()


async def new_list(address: str) -> str:
    async with grpc.aio.insecure_channel(address) as channel:
        made = await TaskListServiceStub(channel).CreateTaskList(
            CreateTaskListRequest(task_list=TaskList(title="home"))
        )
        for _ in range(TASKS):
            request = CreateTaskRequest(parent=made.name, task=Task(title="milk", notes=NOTES))
            await TaskServiceStub(channel).CreateTask(request)
        return str(made.name)


async def main(folder: str) -> None:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = await asyncio.create_subprocess_exec(sys.executable, __file__, folder, env=environ, stdout=PIPE)
    assert process.stdout
    address = f"127.0.0.1:{int(await process.stdout.readline())}"
    parent = await new_list(address)
    print("| readers who read nothing | memory | for each |\n|---|---|---|")
    calls: list[object] = []
    base = 0
    async with AsyncExitStack() as stack:
        for readers in READERS:
            for _ in range(len(calls), readers, PER_CONNECTION):
                channel = await stack.enter_async_context(grpc.aio.insecure_channel(address, OPTIONS))
                watch = SyncServiceStub(channel).WatchChanges
                begun = [watch(WatchChangesRequest(parent=parent)) for _ in range(PER_CONNECTION)]
                await asyncio.gather(*(call.read() for call in begun))
                calls += begun
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
