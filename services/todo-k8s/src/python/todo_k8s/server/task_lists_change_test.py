from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message
from google.rpc.error_details_pb2 import BadRequest
from grpc import StatusCode
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import (
    DeleteTaskListRequest,
    GetTaskListRequest,
    ListTaskListsRequest,
    UndeleteTaskListRequest,
    UpdateTaskListRequest,
)

from grpc_service.testing import Failure, failure
from todo_k8s.domain.lists import TaskLists
from todo_k8s.domain.model import Principal
from todo_k8s.domain.requests import CreateTaskList
from todo_k8s.domain.sweeping import Sweeper
from todo_k8s.domain.testing import Clock, mutation
from todo_k8s.domain.writing import Writer
from todo_k8s.server.testing import Client, client_of
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.table import Table

MISSING = f"taskLists/{uuid4()}"


@dataclass(frozen=True)
class World:
    client: Client
    table: Table
    clock: Clock


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    clock = Clock()
    table = SqliteTable(tmp_path / "todo.db", clock.seconds)
    async with client_of(table, clock) as client:
        yield World(client, table, clock)
    await table.close()


def updating(name: str, title: str = "house", *paths: str, etag: str = "", **fields: Any) -> UpdateTaskListRequest:
    mask = FieldMask(paths=paths) if paths else None
    return UpdateTaskListRequest(task_list=TaskList(name=name, title=title, etag=etag), update_mask=mask, **fields)


async def test_a_list_is_read_renamed_deleted_and_restored(world: World) -> None:
    lists = world.client.lists
    made = await world.client.new_list("home")
    assert await lists.GetTaskList(GetTaskListRequest(name=made.name)) == made
    world.clock.advance(minutes=1)
    renamed = await lists.UpdateTaskList(updating(made.name, "house", "title", etag=made.etag))
    expected = TaskList()
    expected.CopyFrom(made)
    expected.title, expected.etag = "house", renamed.etag
    expected.update_time.FromDatetime(world.clock())
    assert renamed == expected and renamed.etag != made.etag
    deleted = await lists.DeleteTaskList(DeleteTaskListRequest(name=made.name, etag=renamed.etag))
    expected.etag = deleted.etag
    expected.delete_time.FromDatetime(world.clock())
    expected.purge_time.FromDatetime(world.clock() + timedelta(days=30))
    assert deleted == expected and deleted.etag != renamed.etag
    restored = await lists.UndeleteTaskList(UndeleteTaskListRequest(name=made.name, etag=deleted.etag))
    expected.etag = restored.etag
    expected.ClearField("delete_time")
    expected.ClearField("purge_time")
    assert restored == expected == await lists.GetTaskList(GetTaskListRequest(name=made.name))


async def test_deleted_lists_are_listed_on_request(world: World) -> None:
    lists = world.client.lists
    home, work = await world.client.new_list("home"), await world.client.new_list("work")
    home = await lists.DeleteTaskList(DeleteTaskListRequest(name=home.name))
    assert list((await lists.ListTaskLists(ListTaskListsRequest())).task_lists) == [work]
    first = await lists.ListTaskLists(ListTaskListsRequest(page_size=1, show_deleted=True))
    assert list(first.task_lists) == [home]
    failed = await failure(lists.ListTaskLists(ListTaskListsRequest(page_token=first.next_page_token)))
    assert (failed.code, failed.info.reason) == (StatusCode.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID")


async def test_each_refusal_has_its_code_and_reason(world: World) -> None:
    lists = world.client.lists
    live, gone = await world.client.new_list(), await world.client.new_list()
    await world.client.new_task(live)
    await lists.DeleteTaskList(DeleteTaskListRequest(name=gone.name))
    stale = '"0"'
    aborted, precondition = StatusCode.ABORTED, StatusCode.FAILED_PRECONDITION
    calls: list[tuple[Awaitable[object], StatusCode, str]] = [
        (lists.UpdateTaskList(updating(live.name, etag=stale)), aborted, "ETAG_MISMATCH"),
        (lists.DeleteTaskList(DeleteTaskListRequest(name=live.name, etag=stale)), aborted, "ETAG_MISMATCH"),
        (lists.UndeleteTaskList(UndeleteTaskListRequest(name=gone.name, etag=stale)), aborted, "ETAG_MISMATCH"),
        (lists.UpdateTaskList(updating(gone.name)), precondition, "TASK_LIST_DELETED"),
        (lists.DeleteTaskList(DeleteTaskListRequest(name=gone.name)), precondition, "TASK_LIST_DELETED"),
        (lists.DeleteTaskList(DeleteTaskListRequest(name=live.name)), precondition, "TASK_LIST_NOT_EMPTY"),
        (
            lists.UndeleteTaskList(UndeleteTaskListRequest(name=live.name)),
            StatusCode.ALREADY_EXISTS,
            "TASK_LIST_NOT_DELETED",
        ),
    ]
    for call, code, reason in calls:
        failed = await failure(call)
        assert (failed.code, failed.info.reason) == (code, reason)
        assert failed.info.metadata["name"] in (live.name, gone.name)
    forced = await lists.DeleteTaskList(DeleteTaskListRequest(name=live.name, force=True))
    assert forced.HasField("delete_time") and forced.active_task_count == 1


@pytest.mark.parametrize("path", ["name", "etag", "delete_time", "titel", "title.x", ""])
async def test_a_path_that_cannot_be_changed_is_refused(world: World, path: str) -> None:
    made = await world.client.new_list()
    failed = await failure(world.client.lists.UpdateTaskList(updating(made.name, "house", path)))
    assert (failed.code, failed.info.reason) == (StatusCode.INVALID_ARGUMENT, "INVALID_FIELD")
    bad = BadRequest.FromString(failed.status.details[1].value)
    assert [violation.field for violation in bad.field_violations] == ["update_mask"]


@pytest.mark.parametrize("name", ["", "x", "taskLists/", "taskLists/-", MISSING.upper(), f"{MISSING}/"])
async def test_a_name_that_is_none_is_refused(world: World, name: str) -> None:
    lists = world.client.lists
    calls: list[tuple[Awaitable[object], str]] = [
        (lists.GetTaskList(GetTaskListRequest(name=name)), "name"),
        (lists.UpdateTaskList(updating(name)), "task_list.name"),
        (lists.DeleteTaskList(DeleteTaskListRequest(name=name)), "name"),
        (lists.UndeleteTaskList(UndeleteTaskListRequest(name=name)), "name"),
    ]
    for call, field in calls:
        failed = await failure(call)
        assert failed.code is StatusCode.INVALID_ARGUMENT
        bad = BadRequest.FromString(failed.status.details[1].value)
        assert [violation.field for violation in bad.field_violations] == [field]


async def test_a_request_id_belongs_to_one_method(world: World) -> None:
    made, id = await world.client.new_list(), str(uuid4())
    deletion = DeleteTaskListRequest(name=made.name, request_id=id)
    deleted = await world.client.lists.DeleteTaskList(deletion)
    assert await world.client.lists.DeleteTaskList(deletion) == deleted
    undeletion = UndeleteTaskListRequest(name=made.name, request_id=id)
    failed = await failure(world.client.lists.UndeleteTaskList(undeletion))
    assert (failed.code, failed.info.reason) == (StatusCode.INVALID_ARGUMENT, "REQUEST_ID_REUSED")


async def test_a_list_that_is_missing_foreign_or_purged_gets_the_same_bytes(world: World) -> None:
    of_ann = CreateTaskList("hers", "", mutation())
    foreign = await TaskLists(world.table, world.clock, Writer(world.table, world.clock)).create(
        Principal("ann"), of_ann
    )
    purged = await world.client.new_list()
    await world.client.lists.DeleteTaskList(DeleteTaskListRequest(name=purged.name))
    world.clock.advance(days=30)
    expected = [await denied(world, MISSING, number) for number in range(4)]
    for name in (foreign.name, purged.name):
        assert [await denied(world, name, number) for number in range(4)] == expected
    world.clock.advance(hours=2)
    await Sweeper(world.table, world.clock, pause=0).round()
    assert [await denied(world, purged.name, number) for number in range(4)] == expected


async def denied(world: World, name: str, number: int) -> bytes:
    """The status of one of the calls that name a list, its own name in it written as MISSING."""
    lists = world.client.lists
    calls: list[tuple[Any, Message]] = [
        (lists.GetTaskList, GetTaskListRequest(name=name)),
        (lists.UpdateTaskList, updating(name, etag='"0"')),
        (lists.DeleteTaskList, DeleteTaskListRequest(name=name, etag='"0"')),
        (lists.UndeleteTaskList, UndeleteTaskListRequest(name=name, etag='"0"')),
    ]
    method, request = calls[number]
    failed: Failure = await failure(method(request))
    assert (failed.code, failed.info.reason) == (StatusCode.PERMISSION_DENIED, "TASK_LIST_FORBIDDEN")
    raw: bytes = failed.status.SerializeToString(deterministic=True)
    return raw.replace(name.encode(), MISSING.encode())
