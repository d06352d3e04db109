from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from google.rpc.error_details_pb2 import BadRequest
from google.type.date_pb2 import Date
from google.type.datetime_pb2 import DateTime, TimeZone
from grpc import StatusCode
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_pb2 import Due, Task
from todo.v1.task_service_pb2 import (
    TASK_VIEW_FULL,
    CompleteTaskRequest,
    CreateTaskRequest,
    GetTaskRequest,
    ListTasksRequest,
)

from grpc_service.testing import failure
from todo_k8s.domain import limits
from todo_k8s.server.testing import Client, FaultyTable
from todo_k8s.storage.table import Contended

NOBODYS_LIST = "taskLists/00000000-0000-4000-8000-000000000000"

WHOLE = Task(
    title="buy milk ✓",
    notes="two\n\tlitres",
    priority=2,
    labels=["+home", "@shop"],
    due=Due(
        date_time=DateTime(year=2026, month=3, day=29, hours=2, minutes=30, time_zone=TimeZone(id="Europe/Berlin"))
    ),
    annotations={"x/key": "value"},
    assignees=["users/bob", "users/ann"],
)


async def test_a_task_is_created_whole_and_read_back(client: Client) -> None:
    parent = await client.new_list()
    made = await client.tasks.CreateTask(CreateTaskRequest(parent=parent.name, task=WHOLE, task_id="milk"))
    expected = Task(
        name=f"{parent.name}/tasks/milk",
        uid=made.uid,
        state=Task.STATE_ACTIVE,
        position=made.position,
        create_time=made.create_time,
        update_time=made.create_time,
        etag=made.etag,
    )
    expected.MergeFrom(WHOLE)
    assert made == expected
    assert UUID(made.uid).version == 4 and made.position and made.etag and made.create_time.seconds
    assert await client.tasks.GetTask(GetTaskRequest(name=made.name)) == made


@pytest.mark.parametrize(
    "due",
    [
        Due(date=Date(year=1, month=1, day=1)),
        Due(date=Date(year=9999, month=12, day=31)),
        Due(date_time=DateTime(year=2026, month=1, day=31, hours=23, minutes=59, seconds=59)),
        Due(date_time=DateTime(year=2026, month=1, day=31, time_zone=TimeZone(id="UTC"))),
    ],
)
async def test_due_dates_come_back_as_they_were(client: Client, due: Due) -> None:
    parent = await client.new_list()
    made = await client.tasks.CreateTask(CreateTaskRequest(parent=parent.name, task=Task(title="milk", due=due)))
    assert made.due == due


@pytest.mark.parametrize(
    "due",
    [
        Due(),
        Due(date=Date(year=2026, month=2, day=29)),
        Due(date=Date(year=2026)),
        Due(date_time=DateTime(year=2026, month=1, day=1, hours=24)),
        Due(date_time=DateTime(year=2026, month=1, day=1, nanos=1)),
        Due(date_time=DateTime(year=2026, month=1, day=1, time_zone=TimeZone())),
        Due(date_time=DateTime(year=2026, month=1, day=1, utc_offset={"seconds": 3600})),
    ],
)
async def test_due_dates_that_are_none_are_refused(client: Client, due: Due) -> None:
    parent = await client.new_list()
    failed = await failure(
        client.tasks.CreateTask(CreateTaskRequest(parent=parent.name, task=Task(title="milk", due=due)))
    )
    bad = BadRequest.FromString(failed.status.details[1].value)
    assert [violation.field.startswith("task.due") for violation in bad.field_violations] == [True]


async def test_a_view_shows_notes_and_annotations_or_not(client: Client) -> None:
    parent = await client.new_list()
    made = await client.tasks.CreateTask(CreateTaskRequest(parent=parent.name, task=WHOLE))
    full = await client.tasks.ListTasks(ListTasksRequest(parent=parent.name, view=TASK_VIEW_FULL))
    assert list(full.tasks) == [made]
    made.ClearField("notes")
    made.ClearField("annotations")
    basic = await client.tasks.ListTasks(ListTasksRequest(parent=parent.name))
    assert list(basic.tasks) == [made]


async def test_completion_moves_a_task_to_the_completed_ones(client: Client) -> None:
    parent = await client.new_list()
    made = await client.new_task(parent)
    done = await client.tasks.CompleteTask(CompleteTaskRequest(name=made.name, etag=made.etag))
    assert (done.state, done.complete_time) == (Task.STATE_COMPLETED, done.update_time)
    assert done.etag != made.etag
    assert not (await client.tasks.ListTasks(ListTasksRequest(parent=parent.name))).tasks
    completed = await client.tasks.ListTasks(ListTasksRequest(parent=parent.name, filter="state = COMPLETED"))
    assert list(completed.tasks) == [done]


async def test_pages_of_tasks_add_up_in_every_order(client: Client) -> None:
    parent = await client.new_list()
    made = [(await client.new_task(parent, f"task {n}")).name for n in range(5)]
    for order, expected in (("", made), ("position desc", made[::-1]), ("update_time", made), ("due", sorted(made))):
        first = await client.tasks.ListTasks(ListTasksRequest(parent=parent.name, order_by=order, page_size=2))
        rest = await client.tasks.ListTasks(
            ListTasksRequest(parent=parent.name, order_by=order, page_size=5, page_token=first.next_page_token)
        )
        assert [task.name for task in (*first.tasks, *rest.tasks)] == expected
        assert (len(first.tasks), rest.next_page_token) == (2, "")


async def test_repeated_mutations_change_nothing_more_and_show_the_task_as_it_is_now(client: Client) -> None:
    parent = await client.new_list()
    creation = CreateTaskRequest(parent=parent.name, task=WHOLE, request_id=str(uuid4()))
    made = await client.tasks.CreateTask(creation)
    completion = CompleteTaskRequest(name=made.name, etag=made.etag, request_id=str(uuid4()))
    done = await client.tasks.CompleteTask(completion)
    assert await client.tasks.CompleteTask(completion) == done
    assert await client.tasks.CreateTask(creation) == done


Call = Callable[[Client, TaskList, Task], Awaitable[object]]


def creates(**fields: Any) -> Call:
    def call(client: Client, parent: TaskList, _task: Task) -> Awaitable[object]:
        return client.tasks.CreateTask(CreateTaskRequest(**{"parent": parent.name, "task": WHOLE, **fields}))

    return call


def lists(**fields: Any) -> Call:
    def call(client: Client, parent: TaskList, _task: Task) -> Awaitable[object]:
        return client.tasks.ListTasks(ListTasksRequest(**{"parent": parent.name, **fields}))

    return call


def gets(name: str) -> Call:
    return lambda client, parent, task: client.tasks.GetTask(GetTaskRequest(name=name.format(parent=parent.name)))


def completes(**fields: Any) -> Call:
    return lambda client, parent, task: client.tasks.CompleteTask(CompleteTaskRequest(**{"name": task.name, **fields}))


async def completes_twice(client: Client, parent: TaskList, task: Task) -> object:
    await client.complete(task)
    return await client.complete(task)


async def reuses_a_request_id(client: Client, parent: TaskList, task: Task) -> object:
    id = str(uuid4())
    await client.new_task(parent, "one", request_id=id)
    return await client.new_task(parent, "two", request_id=id)


async def takes_a_token_elsewhere(client: Client, parent: TaskList, task: Task) -> object:
    await client.new_task(parent)
    page = await client.tasks.ListTasks(ListTasksRequest(parent=parent.name, page_size=1))
    request = ListTasksRequest(parent=parent.name, order_by="due", page_token=page.next_page_token)
    return await client.tasks.ListTasks(request)


@pytest.mark.parametrize(
    ("call", "code", "reason"),
    [
        (creates(parent="lists/1"), "INVALID_ARGUMENT", "INVALID_FIELD"),
        (creates(task=None), "INVALID_ARGUMENT", "INVALID_FIELD"),
        (creates(task=Task(title="a\nb")), "INVALID_ARGUMENT", "INVALID_FIELD"),
        (creates(task_id="-"), "INVALID_ARGUMENT", "INVALID_FIELD"),
        (creates(request_id="1"), "INVALID_ARGUMENT", "INVALID_FIELD"),
        (creates(parent=NOBODYS_LIST), "PERMISSION_DENIED", "TASK_LIST_FORBIDDEN"),
        (creates(task_id="taken"), "ALREADY_EXISTS", "TASK_EXISTS"),
        (reuses_a_request_id, "INVALID_ARGUMENT", "REQUEST_ID_REUSED"),
        (gets("milk"), "INVALID_ARGUMENT", "INVALID_FIELD"),
        (gets(NOBODYS_LIST + "/tasks/milk"), "PERMISSION_DENIED", "TASK_LIST_FORBIDDEN"),
        (gets("{parent}/tasks/none"), "NOT_FOUND", "TASK_NOT_FOUND"),
        (lists(parent=NOBODYS_LIST), "PERMISSION_DENIED", "TASK_LIST_FORBIDDEN"),
        (lists(filter="title < x"), "INVALID_ARGUMENT", "UNSUPPORTED_FILTER"),
        (lists(order_by="title"), "INVALID_ARGUMENT", "UNSUPPORTED_ORDER"),
        (lists(page_size=-1), "INVALID_ARGUMENT", "INVALID_FIELD"),
        (lists(page_token="x"), "INVALID_ARGUMENT", "PAGE_TOKEN_INVALID"),
        (lists(view=7), "INVALID_ARGUMENT", "INVALID_FIELD"),
        (takes_a_token_elsewhere, "INVALID_ARGUMENT", "PAGE_TOKEN_INVALID"),
        (completes(name=NOBODYS_LIST + "/tasks/milk"), "PERMISSION_DENIED", "TASK_LIST_FORBIDDEN"),
        (completes(etag='"0"'), "ABORTED", "ETAG_MISMATCH"),
        (completes_twice, "FAILED_PRECONDITION", "TASK_NOT_ACTIVE"),
    ],
)
async def test_each_error_has_its_code_and_one_error_info(client: Client, call: Call, code: str, reason: str) -> None:
    parent = await client.new_list()
    failed = await failure(call(client, parent, await client.new_task(parent, task_id="taken")))
    assert (failed.code.name, failed.info.reason, failed.info.domain) == (code, reason, "todo-k8s")


@pytest.mark.parametrize(
    ("limit", "reason"),
    [("ACTIVE_TASKS_PER_LIST", "TOO_MANY_ACTIVE_TASKS"), ("LIVE_TASKS_PER_LIST", "TOO_MANY_TASKS")],
)
async def test_the_number_of_tasks_is_limited(
    client: Client, monkeypatch: pytest.MonkeyPatch, limit: str, reason: str
) -> None:
    monkeypatch.setattr(limits, limit, 1)
    parent = await client.new_list()
    await client.new_task(parent)
    failed = await failure(client.new_task(parent))
    assert (failed.code, failed.info.reason) == (StatusCode.RESOURCE_EXHAUSTED, reason)
    assert failed.status.details[1].TypeName() == "google.rpc.QuotaFailure"


async def test_a_list_with_too_many_writers_is_busy(client: Client, table: FaultyTable) -> None:
    parent = await client.new_list()
    table.write_fault = Contended()
    request = CreateTaskRequest(parent=parent.name, task=WHOLE)
    failed = await failure(client.tasks.CreateTask(request, timeout=3))
    assert (failed.code, failed.info.reason) == (StatusCode.ABORTED, "LIST_BUSY")
