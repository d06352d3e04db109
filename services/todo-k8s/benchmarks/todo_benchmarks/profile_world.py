"""What the calls of `profile_calls` are about: a list of ordinary to-dos, with a member, and two more lists."""

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, TypeAlias
from uuid import UUID

from google.protobuf.message import Message
from google.type.date_pb2 import Date
from todo.v1.member_pb2 import Member
from todo.v1.member_service_pb2 import CreateMemberRequest
from todo.v1.sync_service_pb2 import PullChangesRequest, PullChangesResponse
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest, DeleteTaskListRequest
from todo.v1.task_pb2 import Due, Recurrence, Task
from todo.v1.task_service_pb2 import (
    BatchCreateTasksRequest,
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
)

from todo_benchmarks.requests import NOTES, TITLE

Ask: TypeAlias = Callable[[str, bytes], Awaitable[bytes]]

HOME_ID, OTHER_ID, DELETED_ID, NEW_ID = (str(UUID(int=number, version=4)) for number in range(4))
HOME, OTHER, DELETED = (f"taskLists/{list_id}" for list_id in (HOME_ID, OTHER_ID, DELETED_ID))
DUE = Due(date=Date(year=2026, month=2, day=1))
TASKS = 60
BATCH = 20
SUBTASKS = 10


class World(NamedTuple):
    """The tokens of who pulled before there were tasks, and after the last change."""

    empty: str
    full: str


async def made(ask: Ask) -> World:
    for method, request in _LISTS:
        await ask(method, request.SerializeToString())
    empty = await _token(ask)
    for method, request in _TASKS:
        await ask(method, request.SerializeToString())
    return World(empty, await _token(ask))


def name_of(task_id: object) -> str:
    """A number names one of those at the top: 0 is completed, 1 deleted, "series" recurs, "family" has subtasks."""
    return f"{HOME}/tasks/{task_id if isinstance(task_id, str) else f't{task_id}'}"


def event_of(task: int) -> str:
    """Of the task's creation; the list's is the first."""
    return f"{HOME}/events/{task + 2}"


def creation(task_id: str) -> CreateTaskRequest:
    """Of a to-do of ordinary size."""
    task = Task(title=TITLE, notes=NOTES, priority=2, labels=["home"])
    return CreateTaskRequest(parent=HOME, task=task, task_id=task_id)


def list_creation(list_id: str) -> CreateTaskListRequest:
    return CreateTaskListRequest(task_list=TaskList(title="errands"), task_list_id=list_id)


def _creation_of_series() -> CreateTaskRequest:
    request = creation("series")
    request.task.due.CopyFrom(DUE)
    request.task.recurrence.CopyFrom(Recurrence(rule="FREQ=DAILY"))
    return request


def _creation_below(number: int) -> CreateTaskRequest:
    request = creation(f"s{number}")
    request.task.parent_task = name_of("family")
    return request


async def _token(ask: Ask) -> str:
    request = PullChangesRequest(parent=HOME, page_size=500).SerializeToString()
    return PullChangesResponse.FromString(await ask("SyncService/PullChanges", request)).next_sync_token


_LISTS: Sequence[tuple[str, Message]] = [
    *(("TaskListService/CreateTaskList", list_creation(each)) for each in (HOME_ID, OTHER_ID, DELETED_ID)),
    ("TaskListService/DeleteTaskList", DeleteTaskListRequest(name=DELETED)),
]
_TASKS: Sequence[tuple[str, Message]] = [
    *(("TaskService/CreateTask", creation(f"t{number}")) for number in range(TASKS - BATCH)),
    (
        "TaskService/BatchCreateTasks",
        BatchCreateTasksRequest(parent=HOME, requests=[creation(f"t{TASKS - BATCH + at}") for at in range(BATCH)]),
    ),
    ("TaskService/CompleteTask", CompleteTaskRequest(name=name_of(0))),
    ("TaskService/DeleteTask", DeleteTaskRequest(name=name_of(1))),
    ("TaskService/CreateTask", _creation_of_series()),
    ("TaskService/CreateTask", creation("family")),
    *(("TaskService/CreateTask", _creation_below(number)) for number in range(SUBTASKS)),
    (
        "MemberService/CreateMember",
        CreateMemberRequest(parent=HOME, member_id="ann", member=Member(role=Member.ROLE_EDITOR)),
    ),
]
