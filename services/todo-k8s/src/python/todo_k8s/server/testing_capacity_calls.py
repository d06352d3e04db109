"""A call of every RPC on ordinary to-dos, and what each one asked of DynamoDB."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message
from google.type.date_pb2 import Date
from todo.v1.event_service_pb2 import GetEventRequest, ListEventsRequest, UndoEventRequest
from todo.v1.member_pb2 import Member
from todo.v1.member_service_pb2 import (
    CreateMemberRequest,
    DeleteMemberRequest,
    GetMemberRequest,
    ListMembersRequest,
    UpdateMemberRequest,
)
from todo.v1.sync_service_pb2 import PullChangesRequest, WatchChangesRequest, WatchChangesResponse
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import (
    CreateTaskListRequest,
    DeleteTaskListRequest,
    GetTaskListRequest,
    ListTaskListsRequest,
    UndeleteTaskListRequest,
    UpdateTaskListRequest,
)
from todo.v1.task_pb2 import Due, Task
from todo.v1.task_service_pb2 import (
    TASK_VIEW_FULL,
    BatchCompleteTasksRequest,
    BatchCreateTasksRequest,
    BatchDeleteTasksRequest,
    BatchGetTasksRequest,
    BatchUpdateTasksRequest,
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
    GetTaskRequest,
    ListTasksRequest,
    MoveTaskRequest,
    ReopenTaskRequest,
    SkipOccurrenceRequest,
    UndeleteTaskRequest,
    UpdateTaskRequest,
)

from todo_k8s.domain import limits
from todo_k8s.domain.testing import Clock
from todo_k8s.server.testing import Client
from todo_k8s.server.testing_capacity import Recorder, Usage

T = TypeVar("T", bound=Message)


@dataclass(frozen=True)
class Row:
    rpc: str
    case: str
    usage: Usage

    def __str__(self) -> str:
        usage = self.usage
        name = f"{self.rpc}, {self.case}" if self.case else self.rpc
        cells = [name, _sum(usage.keys), _sum(usage.items), usage.read_units, _sum(usage.actions), usage.write_units]
        return f"| {' | '.join(map(str, cells))} |"


def _sum(parts: list[int]) -> str:
    """What each call of one operation had."""
    return " + ".join(map(str, parts)) or "0"


class Calls:
    def __init__(self, client: Client, recorder: Recorder, clock: Clock) -> None:
        self.client = client
        self.rows: list[Row] = []
        self._recorder = recorder
        self._clock = clock

    async def row(self, case: str, method: Callable[[Any], Awaitable[T]], request: Message) -> T:
        """Makes the call, and a row of it."""
        self._clock.advance(seconds=1)
        self._recorder.usage = Usage()
        answer = await method(request)
        rpc = type(request).__name__.removesuffix("Request")
        self.rows.append(Row(rpc, case, self._recorder.usage))
        # What is called between two rows counts for neither.
        self._recorder.usage = Usage()
        return answer


def ordinary(title: str = "x" * 40) -> Task:
    """A to-do of some 300 bytes."""
    return Task(title=title, labels=["+home"], due=Due(date=Date(year=2026, month=2, day=1)))


def id_() -> str:
    return str(uuid4())


async def make_calls(calls: Calls) -> None:
    home = await _lists(calls)
    page = await _pages(calls, home)
    await _tasks(calls, home)
    await _recurring(calls, home)
    await _history(calls, home, page[0])
    await _batches(calls, home)
    await _subtasks(calls, home)
    await _crowded(calls, page[0], page[25])
    await _changes(calls, home)
    await _members(calls)


async def _members(calls: Calls) -> None:
    members, home = calls.client.members, await calls.client.new_list()
    for number in range(8):
        await calls.client.let_in(home, f"user-{number}")
    creation = CreateMemberRequest(
        parent=home.name, member_id="ann", member=Member(role=Member.ROLE_VIEWER), request_id=id_()
    )
    made = await calls.row("", members.CreateMember, creation)
    await calls.row("", members.GetMember, GetMemberRequest(name=made.name))
    await calls.row("10 members", members.ListMembers, ListMembersRequest(parent=home.name))
    owner = Member(name=made.name, role=Member.ROLE_OWNER)
    await calls.row("", members.UpdateMember, UpdateMemberRequest(member=owner, request_id=id_()))
    await calls.row("", members.DeleteMember, DeleteMemberRequest(name=made.name, request_id=id_()))
    await calls.row("where the user was a member before", members.CreateMember, _again(creation))


def _again(request: CreateMemberRequest) -> CreateMemberRequest:
    again = CreateMemberRequest(request_id=id_())
    request.ClearField("request_id")
    again.MergeFrom(request)
    return again


async def _lists(calls: Calls) -> TaskList:
    lists = calls.client.lists
    creation = CreateTaskListRequest(task_list=TaskList(title="home"), request_id=id_())
    home = await calls.row("", lists.CreateTaskList, creation)
    await calls.row("a repetition", lists.CreateTaskList, creation)
    await calls.row("", lists.GetTaskList, GetTaskListRequest(name=home.name))
    for _ in range(9):
        await calls.client.new_list()
    await calls.row("10 lists", lists.ListTaskLists, ListTaskListsRequest())
    renamed = UpdateTaskListRequest(task_list=TaskList(name=home.name, title="house"), request_id=id_())
    await calls.row("", lists.UpdateTaskList, renamed)
    await calls.row("", lists.DeleteTaskList, DeleteTaskListRequest(name=home.name, request_id=id_()))
    await calls.row("", lists.UndeleteTaskList, UndeleteTaskListRequest(name=home.name, request_id=id_()))
    return home


async def _pages(calls: Calls, home: TaskList) -> Sequence[Task]:
    """50 tasks of the list in their order."""
    tasks = calls.client.tasks
    for _ in range(24):
        await calls.client.complete(await tasks.CreateTask(CreateTaskRequest(parent=home.name, task=ordinary())))
    for _ in range(50):
        await tasks.CreateTask(CreateTaskRequest(parent=home.name, task=ordinary()))
    page = await calls.row("50 tasks", tasks.ListTasks, ListTasksRequest(parent=home.name))
    await calls.row("50 by due", tasks.ListTasks, ListTasksRequest(parent=home.name, order_by="due"))
    full = ListTasksRequest(parent=home.name, view=TASK_VIEW_FULL)
    await calls.row("50 with notes", tasks.ListTasks, full)
    behind = ListTasksRequest(parent=home.name, page_size=5, order_by="update_time")
    await calls.row("5 that come behind 24 completed", tasks.ListTasks, behind)
    await _agenda(calls)
    return page.tasks


async def _agenda(calls: Calls) -> None:
    """Across the 10 lists. Two items of each are enough: those of the page are the first ones of all lists but one."""
    lists = await calls.client.lists.ListTaskLists(ListTaskListsRequest())
    for parent in lists.task_lists[1:]:
        for year in (2025, 2027):
            task = ordinary()
            task.due.date.year = year
            await calls.client.tasks.CreateTask(CreateTaskRequest(parent=parent.name, task=task))
    agenda = ListTasksRequest(parent="taskLists/-", page_size=9)
    await calls.row("9 by due across 10 lists", calls.client.tasks.ListTasks, agenda)
    agenda.view = TASK_VIEW_FULL
    await calls.row("9 of 10 lists with notes", calls.client.tasks.ListTasks, agenda)
    overdue = ListTasksRequest(parent="taskLists/-", filter="due < 2025-01-01")
    await calls.row("none of 10 lists that is so early", calls.client.tasks.ListTasks, overdue)


async def _tasks(calls: Calls, home: TaskList) -> None:
    tasks = calls.client.tasks
    creation = CreateTaskRequest(parent=home.name, task=ordinary(), request_id=id_())
    made = await calls.row("", tasks.CreateTask, creation)
    await calls.row("a repetition", tasks.CreateTask, creation)
    await calls.row(
        "only validated", tasks.CreateTask, CreateTaskRequest(parent=home.name, task=ordinary(), validate_only=True)
    )
    noted = ordinary()
    noted.notes = "y" * 3_000
    await calls.row(
        "with 3 KB of notes", tasks.CreateTask, CreateTaskRequest(parent=home.name, task=noted, request_id=id_())
    )
    await calls.row("", tasks.GetTask, GetTaskRequest(name=made.name))
    renamed = Task(name=made.name, title="y" * 40)
    await calls.row("its title", tasks.UpdateTask, UpdateTaskRequest(task=renamed, request_id=id_()))
    moved = UpdateTaskRequest(task=Task(name=made.name), update_mask=FieldMask(paths=["due"]), request_id=id_())
    await calls.row("its due", tasks.UpdateTask, moved)
    first = MoveTaskRequest(name=made.name, edge=MoveTaskRequest.EDGE_FIRST, request_id=id_())
    await calls.row("to the top", tasks.MoveTask, first)
    sibling = await calls.client.new_task(home)
    before = MoveTaskRequest(name=made.name, next_sibling=sibling.name, request_id=id_())
    await calls.row("before another", tasks.MoveTask, before)
    await calls.row("", tasks.CompleteTask, CompleteTaskRequest(name=made.name, request_id=id_()))
    await calls.row("", tasks.ReopenTask, ReopenTaskRequest(name=made.name, request_id=id_()))
    await calls.row("", tasks.DeleteTask, DeleteTaskRequest(name=made.name, request_id=id_()))
    await calls.row("", tasks.UndeleteTask, UndeleteTaskRequest(name=made.name, request_id=id_()))


async def _history(calls: Calls, home: TaskList, task: Task) -> None:
    events = calls.client.events
    page = await calls.row("50 of a list", events.ListEvents, ListEventsRequest(parent=home.name))
    await calls.row("of a task with one", events.ListEvents, ListEventsRequest(parent=home.name, task=task.name))
    await calls.row("", events.GetEvent, GetEventRequest(name=page.events[0].name))
    done = await calls.client.complete(
        await calls.client.tasks.CreateTask(CreateTaskRequest(parent=home.name, task=ordinary()))
    )
    (completion,) = (await events.ListEvents(ListEventsRequest(parent=home.name, task=done.name, page_size=1))).events
    await calls.row("of a completion", events.UndoEvent, UndoEventRequest(name=completion.name, request_id=id_()))


async def _changes(calls: Calls, home: TaskList) -> None:
    pull = calls.client.sync.PullChanges
    await calls.row("50 of a list to begin with", pull, PullChangesRequest(parent=home.name))
    token = await _read_up(calls, home)
    for _ in range(10):
        await calls.client.tasks.CreateTask(CreateTaskRequest(parent=home.name, task=ordinary()))
    pulled = await calls.row("10 new ones", pull, PullChangesRequest(parent=home.name, sync_token=token))
    await calls.row("nothing new", pull, PullChangesRequest(parent=home.name, sync_token=pulled.next_sync_token))
    watch = WatchChangesRequest(parent=home.name, sync_token=token)
    await calls.row("10 new ones, then nothing", partial(_watched, calls), watch)


async def _watched(calls: Calls, request: WatchChangesRequest) -> WatchChangesResponse:
    """The first bookmark."""
    call = calls.client.sync.WatchChanges(request)
    async for message in call:
        if message.HasField("bookmark"):
            break
    call.cancel()
    return message


async def _read_up(calls: Calls, home: TaskList) -> str:
    """The token of who has read all there is."""
    request = PullChangesRequest(parent=home.name, page_size=500)
    while (page := await calls.client.sync.PullChanges(request)).has_more:
        request.sync_token = page.next_sync_token
    return page.next_sync_token


async def _batches(calls: Calls, home: TaskList) -> None:
    tasks = calls.client.tasks
    creation = BatchCreateTasksRequest(
        parent=home.name, requests=[CreateTaskRequest(task=ordinary()) for _ in range(20)], request_id=id_()
    )
    made = (await calls.row("20 tasks", tasks.BatchCreateTasks, creation)).tasks
    await calls.row("20 tasks, a repetition", tasks.BatchCreateTasks, creation)
    read = BatchGetTasksRequest(parent=home.name, names=[task.name for task in made])
    await calls.row("20 tasks", tasks.BatchGetTasks, read)
    titles = [UpdateTaskRequest(task=Task(name=task.name, title="y" * 40)) for task in made]
    renaming = BatchUpdateTasksRequest(parent=home.name, requests=titles, request_id=id_())
    await calls.row("20 titles", tasks.BatchUpdateTasks, renaming)
    done = [CompleteTaskRequest(name=task.name) for task in made]
    completion = BatchCompleteTasksRequest(parent=home.name, requests=done, request_id=id_())
    await calls.row("20 tasks", tasks.BatchCompleteTasks, completion)
    gone = [DeleteTaskRequest(name=task.name) for task in made]
    deletion = BatchDeleteTasksRequest(parent=home.name, requests=gone, request_id=id_())
    await calls.row("20 tasks", tasks.BatchDeleteTasks, deletion)


async def _subtasks(calls: Calls, home: TaskList) -> None:
    """Of a task with three subtasks."""
    tasks = calls.client.tasks
    name = (await calls.client.new_task(home)).name
    for _ in range(2):
        await tasks.CreateTask(CreateTaskRequest(parent=home.name, task=_below(name)))
    creation = CreateTaskRequest(parent=home.name, task=_below(name), request_id=id_())
    leaf = await calls.row("as the third subtask", tasks.CreateTask, creation)
    await calls.row("a subtask", tasks.CompleteTask, CompleteTaskRequest(name=leaf.name, request_id=id_()))
    await tasks.ReopenTask(ReopenTaskRequest(name=leaf.name))
    under = (await calls.client.new_task(home)).name
    away = MoveTaskRequest(name=leaf.name, destination_parent=under, request_id=id_())
    await calls.row("under another task", tasks.MoveTask, away)
    await tasks.MoveTask(MoveTaskRequest(name=leaf.name, destination_parent=name))
    along = MoveTaskRequest(name=name, destination_parent=under, request_id=id_())
    await calls.row("with 3 subtasks", tasks.MoveTask, along)
    await tasks.MoveTask(MoveTaskRequest(name=name, destination_parent=home.name))
    other = await calls.client.new_list("other")
    away = MoveTaskRequest(name=name, destination_parent=other.name, request_id=id_())
    there = await calls.row("to another list, with 3 subtasks", tasks.MoveTask, away)
    await tasks.MoveTask(MoveTaskRequest(name=there.name, destination_parent=home.name))
    done = CompleteTaskRequest(name=name, subtasks=True, request_id=id_())
    await calls.row("with 3 subtasks", tasks.CompleteTask, done)
    deleted = DeleteTaskRequest(name=name, force=True, request_id=id_())
    await calls.row("with 3 subtasks", tasks.DeleteTask, deleted)
    await calls.row("with 3 subtasks", tasks.UndeleteTask, UndeleteTaskRequest(name=name, request_id=id_()))


def _below(parent: str) -> Task:
    task = ordinary()
    task.parent_task = parent
    return task


async def _recurring(calls: Calls, home: TaskList) -> None:
    tasks = calls.client.tasks
    watering = ordinary()
    watering.recurrence.rule = "FREQ=WEEKLY"
    made = await calls.row(
        "that recurs", tasks.CreateTask, CreateTaskRequest(parent=home.name, task=watering, request_id=id_())
    )
    completion = CompleteTaskRequest(name=made.name, occurrence=made.due, request_id=id_())
    made = await calls.row("an occurrence", tasks.CompleteTask, completion)
    skipping = SkipOccurrenceRequest(name=made.name, occurrence=made.due, request_id=id_())
    await calls.row("", tasks.SkipOccurrence, skipping)


async def _crowded(calls: Calls, moved: Task, sibling: Task) -> None:
    """As after thousands of moves into one gap: every position counts as too long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "RANK_CHARACTERS", 0)
        patch.setattr(limits, "RANK_CHARACTERS_WORTH_SHIFTING", -limits.RANK_CHARACTERS_MAX)
        before = MoveTaskRequest(name=moved.name, next_sibling=sibling.name, request_id=id_())
        await calls.row("where 40 neighbours make room", calls.client.tasks.MoveTask, before)
