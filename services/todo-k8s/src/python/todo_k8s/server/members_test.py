from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from google.protobuf.field_mask_pb2 import FieldMask
from google.rpc.error_details_pb2 import BadRequest
from grpc import StatusCode
from todo.v1.event_service_pb2 import EVENT_VIEW_FULL, ListEventsRequest, UndoEventRequest
from todo.v1.member_pb2 import Member
from todo.v1.member_service_pb2 import (
    CreateMemberRequest,
    DeleteMemberRequest,
    GetMemberRequest,
    ListMembersRequest,
    UpdateMemberRequest,
)
from todo.v1.task_list_service_pb2 import GetTaskListRequest, ListTaskListsRequest

from grpc_service.testing import failure
from todo_k8s.domain.testing import Clock
from todo_k8s.server.testing import Client, clients_of
from todo_k8s.storage.sqlite import SqliteTable

ONCE = "1B4E28BA-2FA1-41D2-883F-0016D3CCA427"


@pytest_asyncio.fixture
async def ann_and_bob(tmp_path: Path) -> AsyncIterator[list[Client]]:
    clock = Clock()
    table = SqliteTable(tmp_path / "todo.db", clock.seconds)
    async with clients_of(table, "ann", "bob", clock=clock) as clients:
        yield clients
    await table.close()


async def test_a_list_is_shared(ann_and_bob: list[Client]) -> None:
    ann, bob = ann_and_bob
    home = await ann.new_list()
    request = CreateMemberRequest(
        parent=home.name, member_id="bob", member=Member(role=Member.ROLE_EDITOR), request_id=ONCE
    )
    made = await ann.members.CreateMember(request)
    assert await ann.members.CreateMember(request) == made
    assert made == Member(
        name=f"{home.name}/members/bob",
        user="users/bob",
        role=Member.ROLE_EDITOR,
        create_time=home.create_time,
        update_time=home.create_time,
        etag='"2"',
    )
    assert await bob.members.GetMember(GetMemberRequest(name=f"{home.name}/members/me")) == made
    assert (await bob.lists.GetTaskList(GetTaskListRequest(name=home.name))).role == Member.ROLE_EDITOR
    assert [each.role for each in (await bob.lists.ListTaskLists(ListTaskListsRequest())).task_lists] == [
        Member.ROLE_EDITOR
    ]
    await bob.new_task(home)
    first = await bob.members.ListMembers(ListMembersRequest(parent=home.name, page_size=1))
    rest = await bob.members.ListMembers(
        ListMembersRequest(parent=home.name, page_size=1, page_token=first.next_page_token)
    )
    assert [each.user for each in (*first.members, *rest.members)] == ["users/ann", "users/bob"]
    assert not rest.next_page_token


async def test_the_history_tells_of_members(ann_and_bob: list[Client]) -> None:
    ann, bob = ann_and_bob
    home = await ann.new_list()
    made = await ann.let_in(home, "bob")
    changed = Member(name=made.name, role=Member.ROLE_OWNER, etag=made.etag)
    await ann.members.UpdateMember(UpdateMemberRequest(member=changed, update_mask=FieldMask(paths=["role"])))
    await bob.members.DeleteMember(DeleteMemberRequest(name=made.name))
    events = (await ann.events.ListEvents(ListEventsRequest(parent=home.name, view=EVENT_VIEW_FULL))).events
    removal, change, creation, _ = events
    assert [each.method for each in (creation, change, removal)] == ["CreateMember", "UpdateMember", "DeleteMember"]
    assert {(each.member, each.task) for each in (creation, change, removal)} == {(made.name, "")}
    viewer = Member(name=made.name, role=Member.ROLE_VIEWER, create_time=made.create_time)
    assert (creation.new_member, creation.HasField("old_member")) == (viewer, False)
    assert (change.old_member, change.new_member) == (
        Member(name=made.name, role=Member.ROLE_VIEWER),
        Member(name=made.name, role=Member.ROLE_OWNER),
    )
    assert removal.old_member == Member(name=made.name, role=Member.ROLE_OWNER, create_time=made.create_time)
    assert not removal.HasField("new_member")
    assert removal.actor == "users/bob"
    undone = await failure(ann.events.UndoEvent(UndoEventRequest(name=removal.name)))
    assert (undone.code, undone.info.reason) == (StatusCode.FAILED_PRECONDITION, "MEMBERSHIP_NOT_UNDONE")


async def test_what_is_left_of_a_list_to_who_left_is_nothing(ann_and_bob: list[Client]) -> None:
    ann, bob = ann_and_bob
    home = await ann.new_list()
    await ann.let_in(home, "bob")
    leave = DeleteMemberRequest(name=f"{home.name}/members/me", request_id=ONCE)
    await bob.members.DeleteMember(leave)
    await bob.members.DeleteMember(leave)
    gone = await failure(bob.lists.GetTaskList(GetTaskListRequest(name=home.name)))
    assert (gone.code, gone.info.reason) == (StatusCode.PERMISSION_DENIED, "TASK_LIST_FORBIDDEN")
    assert not (await bob.lists.ListTaskLists(ListTaskListsRequest())).task_lists


@pytest.mark.parametrize("role", [0, -1, 4])
async def test_a_role_that_is_none_is_refused(ann_and_bob: list[Client], role: Member.Role) -> None:
    ann, _ = ann_and_bob
    home = await ann.new_list()
    member = Member(name=f"{home.name}/members/ann", role=role)
    mask = FieldMask(paths=["*"])
    creation = CreateMemberRequest(parent=home.name, member_id="bob", member=member)
    for call in (
        ann.members.CreateMember(creation),
        ann.members.UpdateMember(UpdateMemberRequest(member=member, update_mask=mask)),
    ):
        failed = await failure(call)
        details = next(each for each in failed.status.details if each.TypeName() == "google.rpc.BadRequest")
        violations = BadRequest.FromString(details.value).field_violations
        assert [each.field for each in violations] == ["member.role"]


async def test_a_role_that_is_too_small_is_told(ann_and_bob: list[Client]) -> None:
    ann, bob = ann_and_bob
    home = await ann.new_list()
    await ann.let_in(home, "bob")
    failed = await failure(bob.new_task(home))
    assert (failed.code, failed.info.reason) == (StatusCode.PERMISSION_DENIED, "ROLE_INSUFFICIENT")
    assert dict(failed.info.metadata) == {"name": home.name, "role": "VIEWER", "needed": "EDITOR"}
