"""Two devices complete one occurrence at once, each through a process of its own: that makes one next occurrence."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import grpc
from google.type.date_pb2 import Date
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest, GetTaskListRequest
from todo.v1.task_list_service_pb2_grpc import TaskListServiceStub
from todo.v1.task_pb2 import Due, Recurrence, Task
from todo.v1.task_service_pb2 import CompleteTaskRequest, CreateTaskRequest, ListTasksRequest
from todo.v1.task_service_pb2_grpc import TaskServiceStub

from many_writers import CALL_SECONDS, reason
from pexes import server
from stores import StoreSettings

FIRST = date(2026, 2, 1)
ROUNDS = 15


async def test_two_devices_that_complete_an_occurrence_make_one_next_one(store: StoreSettings, tmp_path: Path) -> None:
    with ExitStack() as stack:
        logs = [tmp_path / f"{number}.log" for number in range(2)]
        servers = [stack.enter_context(server(log, *store.arguments, extra=store.environment)) for log in logs]
        channels = [grpc.aio.insecure_channel(running.address) for running in servers]
        home = CreateTaskListRequest(task_list=TaskList(title="home"))
        parent: str = (await TaskListServiceStub(channels[0]).CreateTaskList(home)).name
        await _race(channels, parent)
        counted = await TaskListServiceStub(channels[1]).GetTaskList(GetTaskListRequest(name=parent))
        assert (counted.active_task_count, counted.completed_task_count) == (1, ROUNDS)
        await asyncio.gather(*(channel.close() for channel in channels))
        assert [running.terminate() for running in servers] == [0, 0]


async def _race(devices: Sequence[grpc.aio.Channel], parent: str) -> None:
    recurring = Task(title="water", due=_due(0), recurrence=Recurrence(rule="FREQ=DAILY"))
    series = await TaskServiceStub(devices[0]).CreateTask(CreateTaskRequest(parent=parent, task=recurring))
    for number in range(ROUNDS):
        outcomes = await asyncio.gather(*(_complete(device, series.name, number) for device in devices))
        assert Counter(outcomes) == {_told(_due(number + 1)): 1, "OCCURRENCE_NOT_CURRENT": 1}
    done = await TaskServiceStub(devices[0]).ListTasks(ListTasksRequest(parent=parent, filter="state = COMPLETED"))
    assert sorted(_told(task.due) for task in done.tasks) == [_told(_due(number)) for number in range(ROUNDS)]


async def _complete(device: grpc.aio.Channel, name: str, number: int) -> str:
    """The next occurrence, or why there is none."""
    request = CompleteTaskRequest(name=name, occurrence=_due(number), request_id=str(uuid4()))
    while True:
        try:
            return _told((await TaskServiceStub(device).CompleteTask(request, timeout=CALL_SECONDS)).due)
        except grpc.aio.AioRpcError as error:
            if (why := reason(error)) != "LIST_BUSY":
                return why


def _due(number: int) -> Due:
    day = FIRST + timedelta(days=number)
    return Due(date=Date(year=day.year, month=day.month, day=day.day))


def _told(due: Due) -> str:
    return f"{due.date.year}-{due.date.month:02}-{due.date.day:02}"
