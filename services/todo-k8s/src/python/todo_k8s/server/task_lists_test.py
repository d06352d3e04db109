from typing import Any
from uuid import UUID, uuid4

import pytest
from google.rpc.error_details_pb2 import BadRequest, QuotaFailure
from grpc import StatusCode
from todo.v1.member_pb2 import Member
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest, ListTaskListsRequest

from grpc_service.testing import failure
from todo_k8s.domain import limits
from todo_k8s.server.testing import Client


def request(title: str = "home", **fields: Any) -> CreateTaskListRequest:
    return CreateTaskListRequest(task_list=TaskList(title=title), **fields)


async def test_a_list_is_created_whole(client: Client) -> None:
    id = str(uuid4())
    made = await client.lists.CreateTaskList(request("home", task_list_id=id))
    assert made == TaskList(
        name=f"taskLists/{id}",
        uid=id,
        title="home",
        create_time=made.create_time,
        update_time=made.create_time,
        etag=made.etag,
        role=Member.ROLE_OWNER,
    )
    assert made.create_time.seconds > 1_700_000_000 and made.etag


async def test_the_server_makes_the_id_where_there_is_none(client: Client) -> None:
    made = await client.lists.CreateTaskList(request())
    assert made.name == f"taskLists/{UUID(made.uid)}"


async def test_lists_are_counted_and_come_in_their_order(client: Client) -> None:
    home, work = await client.new_list("home"), await client.new_list("work")
    await client.complete(await client.new_task(work))
    await client.new_task(work)
    response = await client.lists.ListTaskLists(ListTaskListsRequest())
    work.active_task_count = work.completed_task_count = 1
    assert (list(response.task_lists), response.next_page_token) == ([home, work], "")


async def test_pages_of_lists_add_up(client: Client) -> None:
    made = [await client.new_list(f"list {n}") for n in range(5)]
    first = await client.lists.ListTaskLists(ListTaskListsRequest(page_size=3))
    rest = await client.lists.ListTaskLists(ListTaskListsRequest(page_size=4, page_token=first.next_page_token))
    assert [*first.task_lists, *rest.task_lists] == made
    assert rest.next_page_token == ""


async def test_a_repeated_request_changes_nothing_more(client: Client) -> None:
    wanted = request(request_id=str(uuid4()))
    assert await client.lists.CreateTaskList(wanted) == await client.lists.CreateTaskList(wanted)
    assert len((await client.lists.ListTaskLists(ListTaskListsRequest())).task_lists) == 1


async def test_validate_only_changes_nothing(client: Client) -> None:
    assert (await client.lists.CreateTaskList(request("home", validate_only=True))).title == "home"
    assert not (await client.lists.ListTaskLists(ListTaskListsRequest())).task_lists


async def test_wrong_fields_are_all_named(client: Client) -> None:
    failed = await failure(client.lists.CreateTaskList(request(" ", task_list_id="X", request_id="1")))
    assert (failed.code, failed.info.reason, failed.info.domain) == (
        StatusCode.INVALID_ARGUMENT,
        "INVALID_FIELD",
        "todo-k8s",
    )
    bad = BadRequest.FromString(failed.status.details[1].value)
    assert [v.field for v in bad.field_violations] == ["task_list_id", "request_id", "task_list.title"]


async def test_a_request_without_a_list_is_refused(client: Client) -> None:
    failed = await failure(client.lists.CreateTaskList(CreateTaskListRequest()))
    assert failed.message == "task_list: is missing; give the list to create"


async def test_a_taken_id_is_refused(client: Client) -> None:
    made = await client.new_list()
    failed = await failure(client.lists.CreateTaskList(request(task_list_id=made.uid)))
    assert (failed.code, failed.info.reason) == (StatusCode.ALREADY_EXISTS, "TASK_LIST_EXISTS")
    assert dict(failed.info.metadata) == {"name": made.name}


async def test_the_number_of_lists_is_limited(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LISTS_PER_USER", 1)
    await client.new_list()
    failed = await failure(client.lists.CreateTaskList(request()))
    assert (failed.code, failed.info.reason) == (StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_TASK_LISTS")
    quota = QuotaFailure.FromString(failed.status.details[1].value)
    assert [violation.subject for violation in quota.violations] == ["users/local"]


async def test_a_reused_request_id_is_refused(client: Client) -> None:
    id = str(uuid4())
    await client.lists.CreateTaskList(request("home", request_id=id))
    failed = await failure(client.lists.CreateTaskList(request("work", request_id=id)))
    assert (failed.code, failed.info.reason) == (StatusCode.INVALID_ARGUMENT, "REQUEST_ID_REUSED")


async def test_a_foreign_page_token_is_refused(client: Client) -> None:
    failed = await failure(client.lists.ListTaskLists(ListTaskListsRequest(page_token="x")))
    assert (failed.code, failed.info.reason) == (StatusCode.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID")
