"""SIGKILL under writes: every write that was acknowledged is found again."""

import asyncio
import random
from pathlib import Path
from uuid import uuid4

import grpc
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest
from todo.v1.task_list_service_pb2_grpc import TaskListServiceStub
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import CreateTaskRequest, ListTasksRequest
from todo.v1.task_service_pb2_grpc import TaskServiceStub

from pexes import server
from stores import StoreSettings

KILLS = 20
WRITERS = 8
SEED = 20260201


async def test_every_acknowledged_write_survives_sigkill(store: StoreSettings, tmp_path: Path) -> None:
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    # A list takes one write at a time: those of several are on their way to the disk together.
    parents = await _new_lists(store, tmp_path)
    acknowledged: set[str] = set()
    for number in range(KILLS):
        with server(tmp_path / f"{number}.log", *store.arguments, extra=store.environment) as running:
            async with grpc.aio.insecure_channel(running.address) as channel:
                wrote = asyncio.Event()
                writers = [asyncio.create_task(_write(channel, parent, acknowledged, wrote)) for parent in parents]
                # However long the first write takes on a busy machine: the kill is to hit others under way.
                async with asyncio.timeout(60):
                    await wrote.wait()
                await asyncio.sleep(chance.uniform(0.05, 0.5))
                running.kill()
                await asyncio.gather(*writers)
    with server(tmp_path / "last.log", *store.arguments, extra=store.environment) as running:
        async with grpc.aio.insecure_channel(running.address) as channel:
            assert acknowledged <= set().union(*[await _all_names(channel, parent) for parent in parents])


async def _new_lists(store: StoreSettings, tmp_path: Path) -> list[str]:
    with server(tmp_path / "list.log", *store.arguments, extra=store.environment) as running:
        async with grpc.aio.insecure_channel(running.address) as channel:
            request = CreateTaskListRequest(task_list=TaskList(title="home"))
            lists = TaskListServiceStub(channel)
            return [(await lists.CreateTaskList(request)).name for _ in range(WRITERS)]


async def _write(channel: grpc.aio.Channel, parent: str, acknowledged: set[str], wrote: asyncio.Event) -> None:
    """Creates tasks until the server is gone, and says when there is one."""
    tasks = TaskServiceStub(channel)
    while True:
        request = CreateTaskRequest(parent=parent, task=Task(title="milk"), request_id=str(uuid4()))
        try:
            made = await tasks.CreateTask(request, timeout=10)
        except grpc.aio.AioRpcError as error:
            assert error.code() is grpc.StatusCode.UNAVAILABLE, error
            return
        acknowledged.add(made.name)
        wrote.set()


async def _all_names(channel: grpc.aio.Channel, parent: str) -> set[str]:
    tasks = TaskServiceStub(channel)
    names: set[str] = set()
    token = ""
    while True:
        request = ListTasksRequest(parent=parent, page_size=500, page_token=token)
        page = await tasks.ListTasks(request)
        names.update(task.name for task in page.tasks)
        if not (token := page.next_page_token):
            return names
