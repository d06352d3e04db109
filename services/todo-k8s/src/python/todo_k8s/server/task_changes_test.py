from collections.abc import Awaitable
from typing import Any
from uuid import uuid4

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message
from google.rpc.error_details_pb2 import BadRequest
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import DeleteTaskListRequest
from todo.v1.task_pb2 import Due, Task
from todo.v1.task_service_pb2 import (
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
    GetTaskRequest,
    ListTasksRequest,
    MoveTaskRequest,
    ReopenTaskRequest,
    UndeleteTaskRequest,
    UpdateTaskRequest,
)

from grpc_service.testing import Failure, failure
from todo_k8s.server.testing import Client

NOBODYS = "taskLists/00000000-0000-4000-8000-000000000000/tasks/t"


def updating(name: str, *paths: str, request: Any = None, **task: Any) -> UpdateTaskRequest:
    mask = FieldMask(paths=paths) if paths else None
    return UpdateTaskRequest(task=Task(name=name, **task), update_mask=mask, **(request or {}))


def fields_of(failed: Failure) -> list[str]:
    details = [detail for detail in failed.status.details if detail.TypeName() == "google.rpc.BadRequest"]
    return [v.field for detail in details for v in BadRequest.FromString(detail.value).field_violations]


async def listed(client: Client, parent: TaskList, **request: Any) -> list[Task]:
    return list((await client.tasks.ListTasks(ListTasksRequest(parent=parent.name, **request))).tasks)


def changed(task: Task, now: Task, *fields: str) -> Task:
    """The task with these fields, and those that every change moves, as they are now."""
    expected = Task()
    expected.CopyFrom(task)
    for name in ("etag", "update_time", *fields):
        expected.ClearField(name)
        source = Task()
        source.CopyFrom(now)
        for other in source.DESCRIPTOR.fields:
            if other.name != name:
                source.ClearField(other.name)
        expected.MergeFrom(source)
    return expected


async def test_a_task_is_changed_completed_reopened_deleted_and_restored(client: Client) -> None:
    parent = await client.new_list()
    made = await client.new_task(parent)
    updated = await client.tasks.UpdateTask(updating(made.name, "title", "notes", title="oat milk", priority=3))
    assert updated == changed(made, updated, "title") and updated.title == "oat milk"
    done = await client.tasks.CompleteTask(CompleteTaskRequest(name=made.name, etag=updated.etag))
    assert done == changed(updated, done, "state", "complete_time") and done.state == Task.STATE_COMPLETED
    active = await client.tasks.ReopenTask(ReopenTaskRequest(name=made.name, etag=done.etag))
    assert active == changed(updated, active) and active.etag != updated.etag
    deleted = await client.tasks.DeleteTask(DeleteTaskRequest(name=made.name, etag=active.etag))
    assert deleted == changed(active, deleted, "delete_time", "purge_time")
    assert deleted.purge_time.seconds - deleted.delete_time.seconds == 30 * 24 * 3600
    assert await listed(client, parent) == []
    assert await listed(client, parent, show_deleted=True) == [deleted]
    assert await client.tasks.GetTask(GetTaskRequest(name=made.name)) == deleted
    restored = await client.tasks.UndeleteTask(UndeleteTaskRequest(name=made.name, etag=deleted.etag))
    assert restored == changed(active, restored)
    assert await listed(client, parent) == [restored]


@pytest.mark.parametrize(
    ("destination", "order"),
    [
        ({"edge": MoveTaskRequest.EDGE_FIRST}, "cab"),
        ({"edge": MoveTaskRequest.EDGE_LAST}, "abc"),
        ({"next_sibling": "b"}, "acb"),
        ({"previous_sibling": "a"}, "acb"),
    ],
)
async def test_a_task_moves_to_each_destination(client: Client, destination: dict[str, Any], order: str) -> None:
    parent = await client.new_list()
    a, b, c = [await client.new_task(parent, title, task_id=title) for title in "abc"]
    names = {"a": a.name, "b": b.name}
    request = MoveTaskRequest(name=c.name, **{field: names.get(to, to) for field, to in destination.items()})
    moved = await client.tasks.MoveTask(request)
    assert moved == changed(c, moved, "position")
    assert "".join(task.title for task in await listed(client, parent)) == order


def every_mutation(task: Task) -> tuple[Message, ...]:
    """Each can be carried out after those before it."""
    return (
        updating(task.name, title="eggs"),
        MoveTaskRequest(name=task.name, edge=MoveTaskRequest.EDGE_FIRST),
        CompleteTaskRequest(name=task.name),
        ReopenTaskRequest(name=task.name),
        DeleteTaskRequest(name=task.name),
        UndeleteTaskRequest(name=task.name),
    )


def call(client: Client, request: Any) -> Awaitable[Task]:
    method = type(request).__name__.removesuffix("Request")
    answer: Awaitable[Task] = getattr(client.tasks, method)(request)
    return answer


async def test_each_mutation_can_be_repeated_and_its_id_serves_no_other(client: Client) -> None:
    task = await client.new_task(await client.new_list())
    requests: list[Any] = list(every_mutation(task))
    for request in requests:
        request.request_id = str(uuid4())
        now = await call(client, request)
        assert [await call(client, request), await client.tasks.GetTask(GetTaskRequest(name=task.name))] == [now, now]
    for request, other in zip(requests, [*requests[1:], requests[0]], strict=True):
        assert await call(client, request) == now
        reused = type(other)()
        reused.CopyFrom(other)
        reused.request_id = request.request_id
        failed = await failure(call(client, reused))
        assert (failed.code.name, failed.info.reason, fields_of(failed)) == (
            ("INVALID_ARGUMENT", "REQUEST_ID_REUSED", ["request_id"])
        )


async def test_each_mutation_can_be_tried_without_a_change(client: Client) -> None:
    task = await client.new_task(await client.new_list())
    for request in every_mutation(task):
        before = await client.tasks.GetTask(GetTaskRequest(name=task.name))
        tried = type(request)()
        tried.CopyFrom(request)
        tried.validate_only = True  # type: ignore[attr-defined]
        would_be = await call(client, tried)
        assert await client.tasks.GetTask(GetTaskRequest(name=task.name)) == before
        now = await call(client, request)
        would_be.update_time.CopyFrom(now.update_time)
        for time in ("complete_time", "delete_time", "purge_time"):
            assert would_be.HasField(time) == now.HasField(time)
            if now.HasField(time):
                getattr(would_be, time).CopyFrom(getattr(now, time))
        assert would_be == now


async def test_each_mutation_refuses_a_stale_etag_a_stranger_and_a_deleted_list(client: Client) -> None:
    parent = await client.new_list()
    task = await client.new_task(parent)
    for request in every_mutation(task):
        await call(client, request)
        for name, etag, code, reason in (
            (task.name, '"0"', "ABORTED", "ETAG_MISMATCH"),
            (NOBODYS, "", "PERMISSION_DENIED", "TASK_LIST_FORBIDDEN"),
            (f"{parent.name}/tasks/none", "", "NOT_FOUND", "TASK_NOT_FOUND"),
        ):
            failed = await failure(call(client, asked(request, name, etag)))
            assert (failed.code.name, failed.info.reason) == (code, reason)
    await client.lists.DeleteTaskList(DeleteTaskListRequest(name=parent.name, force=True))
    for request in (*every_mutation(task), CreateTaskRequest(parent=parent.name, task=Task(title="x"))):
        failed = await failure(call(client, request))
        assert (failed.code.name, failed.info.reason) == ("FAILED_PRECONDITION", "TASK_LIST_DELETED")
    assert (await client.tasks.GetTask(GetTaskRequest(name=task.name))).title == "eggs"


def asked(request: Message, name: str, etag: str) -> Message:
    """The same of another task or with another etag."""
    made = type(request)()
    made.CopyFrom(request)
    target: Any = made.task if isinstance(made, UpdateTaskRequest) else made
    target.name, target.etag = name, etag
    return made


@pytest.mark.parametrize(
    ("request_", "fields"),
    [
        (UpdateTaskRequest(), ["task.name", "update_mask"]),
        (updating("{name}"), ["update_mask"]),
        (updating("{name}", "title"), ["task.title"]),
        (updating("{name}", "*"), ["task.title"]),
        (updating("{name}", "*", "title", title="x"), ["update_mask"]),
        (updating("{name}", "state", "etag", "due.date", "nope", title="x"), ["update_mask"] * 4),
        (updating("{name}", title="a\nb", priority=27, due=Due()), ["task.title", "task.priority", "task.due"]),
        (updating("{name}", labels=["x", "x"]), ["task.labels"]),
        (updating("{name}", annotations={"k": "x" * 1_025}), ["task.annotations[k]"]),
        (updating("{name}", title="x", request={"request_id": "1"}), ["request_id"]),
        (MoveTaskRequest(name="{name}"), ["destination"]),
        (MoveTaskRequest(name="{name}", edge=MoveTaskRequest.EDGE_UNSPECIFIED), ["destination"]),
        (MoveTaskRequest(name="{name}", next_sibling="x"), ["next_sibling"]),
        (MoveTaskRequest(name="{name}", previous_sibling="{name}"), ["previous_sibling"]),
        (MoveTaskRequest(name="{name}", next_sibling=NOBODYS), ["next_sibling"]),
        (MoveTaskRequest(name="x", next_sibling="y", request_id="z"), ["name", "request_id", "next_sibling"]),
        (CompleteTaskRequest(name="x", request_id="1"), ["name", "request_id"]),
        (ReopenTaskRequest(name="taskLists/-/tasks/-"), ["name"]),
        (DeleteTaskRequest(name="{name}/"), ["name"]),
        (UndeleteTaskRequest(), ["name"]),
    ],
)
async def test_wrong_fields_are_named_by_their_paths(client: Client, request_: Any, fields: list[str]) -> None:
    task = await client.new_task(await client.new_list())
    wrong = type(request_)()
    wrong.CopyFrom(request_)
    for holder in (wrong, getattr(wrong, "task", wrong)):
        for field in ("name", "previous_sibling"):
            if "{name}" in getattr(holder, field, ""):
                setattr(holder, field, getattr(holder, field).format(name=task.name))
    failed = await failure(call(client, wrong))
    assert (failed.code.name, failed.info.reason, fields_of(failed)) == ("INVALID_ARGUMENT", "INVALID_FIELD", fields)


@pytest.mark.parametrize(
    ("state", "reason"), [("completed", "TASK_NOT_ACTIVE"), ("deleted", "TASK_DELETED"), ("none", "TASK_NOT_FOUND")]
)
async def test_a_sibling_has_to_be_an_active_task(client: Client, state: str, reason: str) -> None:
    parent = await client.new_list()
    task, sibling = await client.new_task(parent), await client.new_task(parent, task_id="sibling")
    if state == "completed":
        await client.complete(sibling)
    if state == "deleted":
        await client.tasks.DeleteTask(DeleteTaskRequest(name=sibling.name))
    name = sibling.name if state != "none" else f"{parent.name}/tasks/none"
    failed = await failure(client.tasks.MoveTask(MoveTaskRequest(name=task.name, next_sibling=name)))
    assert (failed.info.reason, failed.info.metadata["name"]) == (reason, name)


async def test_a_task_that_is_too_large_is_refused_as_a_whole(client: Client) -> None:
    parent = await client.new_list()
    large = {f"k{number}": "\U0001f4dd" * 1_024 for number in range(33)}
    for request in (
        CreateTaskRequest(parent=parent.name, task=Task(title="milk", annotations=large)),
        updating((await client.new_task(parent)).name, annotations=large),
    ):
        failed = await failure(call(client, request))
        assert (failed.code.name, failed.info.reason, fields_of(failed)) == (
            ("INVALID_ARGUMENT", "INVALID_FIELD", ["task"])
        )
