from collections.abc import Awaitable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from todo_k8s.domain import limits
from todo_k8s.domain.errors import (
    Aborted,
    AlreadyExists,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    QuotaExceeded,
    TodoError,
)
from todo_k8s.domain.model import Member, Principal, Reason, Role, TaskList
from todo_k8s.domain.requests import (
    CreateMember,
    DeleteMember,
    DeleteTaskList,
    ListEvents,
    ListMembers,
    ListTaskLists,
    ListTasks,
    UndoEvent,
    UpdateMember,
)
from todo_k8s.domain.testing import ANN, BOB, Service, both_stores, mutation, page, service
from todo_k8s.storage import item_fields, keys, member_codec, user_codec
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")

CAROL = Principal("carol")


async def refused(call: Awaitable[object]) -> tuple[type[TodoError], str]:
    with pytest.raises(TodoError) as caught:
        await call
    return type(caught.value), caught.value.reason


async def listed(todo: Service, of: TaskList, size: int = 0) -> list[tuple[str, Role]]:
    members: list[Member] = []
    token = ""
    while True:
        found = await todo.members.list(ANN, ListMembers(of.name, page(size, token)))
        members += found.items
        if not (token := found.next_token):
            return [(member.user, member.role) for member in members]


def naming(of: TaskList, user: str) -> str:
    return f"{of.name}/members/{user}"


async def test_who_makes_a_list_is_its_owner(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        owner = await todo.members.get(ANN, naming(home, "ann"))
        now = todo.clock()
        assert owner == Member(home.id, "ann", Role.OWNER, 1, now, now)
        assert await todo.members.get(ANN, naming(home, "me")) == owner


async def test_a_member_is_let_in_gets_another_role_and_goes(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        made = await todo.let_in(home, BOB, Role.VIEWER)
        joined = todo.clock()
        assert made == Member(home.id, "bob", Role.VIEWER, 2, joined, joined)
        todo.clock.advance(seconds=1)
        changed = await todo.set_role(home, BOB, Role.EDITOR)
        assert changed == replace(made, role=Role.EDITOR, version=3, update_time=todo.clock())
        assert await todo.members.get(BOB, naming(home, "me")) == changed
        assert await listed(todo, home) == [("ann", Role.OWNER), ("bob", Role.EDITOR)]
        await todo.put_out(home)
        assert await listed(todo, home) == [("ann", Role.OWNER)]
        assert await refused(todo.members.get(ANN, naming(home, "bob"))) == (NotFound, "MEMBER_NOT_FOUND")
        assert await refused(todo.lists.get(BOB, home.name)) == (PermissionDenied, "TASK_LIST_FORBIDDEN")
        again = await todo.let_in(home, BOB, Role.OWNER)
        assert (again.version, again.create_time) == (5, todo.clock())


async def test_the_lists_of_a_user_are_those_on_which_he_has_a_role(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        own, home, work = await todo.new_list(of=BOB), await todo.new_list("home"), await todo.new_list("work")
        await todo.new_task(work, due=None)
        for each in (work, home):
            await todo.let_in(each, BOB, Role.VIEWER)
        await todo.set_role(work, BOB, Role.EDITOR)

        async def his() -> list[tuple[str, Role | None]]:
            found = await todo.lists.list(BOB, ListTaskLists(page()))
            return [(each.id, each.role) for each in found.items]

        assert await his() == [(own.id, Role.OWNER), (work.id, Role.EDITOR), (home.id, Role.VIEWER)]
        assert len((await todo.tasks.list(BOB, ListTasks("taskLists/-", page()))).items) == 1
        await todo.put_out(work)
        assert await his() == [(own.id, Role.OWNER), (home.id, Role.VIEWER)]
        assert (await todo.tasks.list(BOB, ListTasks("taskLists/-", page()))).items == ()
        (head,) = await todo.table.get(keys.user_head("bob"))
        assert user_codec.user_of("bob", head).list_count == 2


async def test_what_stands_where_a_role_was_lost_tells_why_for_as_long_as_what_is_deleted(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        await todo.let_in(home)
        await todo.put_out(home)
        places = keys.member(home.id, "bob"), keys.membership("bob", home.id)
        member, membership = await todo.table.get(*places)
        assert member and membership
        assert (member_codec.is_removed(member), member_codec.lost_reason(membership)) == (True, Reason.ACCESS_LOST)
        assert (member.version, membership.version) == (3, 2)
        assert [item_fields.authorship_of(each)[0] for each in (member, membership)] == ["ann", "ann"]
        todo.clock.advance(days=limits.DELETED_DAYS, seconds=1)
        assert await todo.table.get(*places) == (None, None)
        await todo.let_in(home)
        assert await listed(todo, home) == [("ann", Role.OWNER), ("bob", Role.OWNER)]


async def test_everyone_may_leave_but_the_last_owner(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        last = (FailedPrecondition, "LAST_OWNER")
        assert await refused(todo.put_out(home, ANN)) == last
        assert await refused(todo.set_role(home, ANN, Role.EDITOR)) == last
        await todo.let_in(home, BOB, Role.VIEWER)
        assert await refused(todo.put_out(home, ANN)) == last
        await todo.let_in(home, CAROL, Role.OWNER)
        await todo.put_out(home, ANN)
        assert await refused(todo.put_out(home, CAROL, by=CAROL)) == last
        await todo.put_out(home, BOB, by=BOB)
        assert (await todo.lists.get(CAROL, home.name)).member_count == 1


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
async def test_only_an_owner_changes_members(tmp_path: Path, role: Role) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        await todo.let_in(home, BOB, role)
        await todo.let_in(home, CAROL, Role.VIEWER)
        too_small = (PermissionDenied, "ROLE_INSUFFICIENT")
        assert await refused(todo.let_in(home, Principal("dan"), by=BOB)) == too_small
        assert await refused(todo.set_role(home, BOB, Role.OWNER, by=BOB)) == too_small
        assert await refused(todo.put_out(home, CAROL, by=BOB)) == too_small
        assert len((await todo.members.list(BOB, ListMembers(home.name, page()))).items) == 3


async def test_a_stranger_hears_nothing_of_members(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        forbidden = (PermissionDenied, "TASK_LIST_FORBIDDEN")
        for user in ("ann", "bob", "me"):
            assert await refused(todo.members.get(BOB, naming(home, user))) == forbidden
            leaving = DeleteMember(naming(home, user), "", mutation())
            assert await refused(todo.members.delete(BOB, leaving)) == forbidden
        assert await refused(todo.members.list(BOB, ListMembers(home.name, page()))) == forbidden
        assert await refused(todo.let_in(home, CAROL, by=BOB)) == forbidden
        assert await refused(todo.set_role(home, BOB, Role.OWNER, by=BOB)) == forbidden


async def test_an_etag_and_a_number_tell_of_each_change(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        made = await todo.let_in(home, BOB, Role.VIEWER)
        await todo.set_role(home, BOB, Role.EDITOR)
        mismatch = (Aborted, "ETAG_MISMATCH")
        update = UpdateMember(made.name, Role.VIEWER, made.etag, (), mutation())
        assert await refused(todo.members.update(ANN, update)) == mismatch
        assert await refused(todo.members.delete(ANN, DeleteMember(made.name, made.etag, mutation()))) == mismatch
        now = await todo.lists.get(ANN, home.name)
        assert (now.sequence, now.etag, now.member_count, now.owner_count) == (3, home.etag, 2, 1)
        assert (await todo.lists.get(BOB, home.name)).role is Role.EDITOR


async def test_who_is_a_member_is_not_let_in_again(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        await todo.let_in(home)
        assert await refused(todo.let_in(home)) == (AlreadyExists, "MEMBER_EXISTS")
        assert await refused(todo.let_in(home, Principal("me"))) == (AlreadyExists, "MEMBER_EXISTS")
        assert await refused(todo.set_role(home, CAROL, Role.EDITOR)) == (NotFound, "MEMBER_NOT_FOUND")
        assert await refused(todo.put_out(home, CAROL)) == (NotFound, "MEMBER_NOT_FOUND")


async def test_a_repetition_changes_nothing_more(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        create = CreateMember(home.name, "bob", True, Role.OWNER, mutation(str(uuid4())))
        made = await todo.members.create(ANN, create)
        assert await todo.members.create(ANN, create) == made
        update = UpdateMember(made.name, Role.VIEWER, made.etag, (), mutation(str(uuid4())))
        changed = await todo.members.update(BOB, replace(update, name=naming(home, "me")))
        assert await todo.members.update(BOB, replace(update, name=naming(home, "me"))) == changed
        leave = DeleteMember(naming(home, "me"), "", mutation(str(uuid4())))
        await todo.members.delete(BOB, leave)
        await todo.members.delete(BOB, leave)
        other = replace(leave, mutation=replace(leave.mutation, fingerprint="other"))
        assert await refused(todo.members.delete(BOB, other)) == (InvalidArgument, "REQUEST_ID_REUSED")
        assert await refused(todo.members.create(ANN, create)) == (NotFound, "MEMBER_NOT_FOUND")
        assert (await todo.lists.get(ANN, home.name)).sequence == 4


async def test_trying_changes_nothing(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        trying = mutation(str(uuid4()), validate_only=True)
        made = await todo.members.create(ANN, CreateMember(home.name, "bob", True, Role.OWNER, trying))
        assert (made.user, made.version) == ("bob", 2)
        assert await listed(todo, home) == [("ann", Role.OWNER)]


async def test_nobody_changes_the_roles_of_others_on_a_deleted_list(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        await todo.let_in(home)
        await todo.lists.delete(ANN, DeleteTaskList(home.name, "", False, mutation()))
        deleted = (FailedPrecondition, "TASK_LIST_DELETED")
        assert await refused(todo.let_in(home, CAROL)) == deleted
        assert await refused(todo.set_role(home, BOB, Role.VIEWER)) == deleted
        assert await refused(todo.put_out(home, BOB)) == deleted
        assert len(await listed(todo, home)) == 2


async def test_who_wants_no_part_of_a_deleted_list_leaves_it(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        await todo.let_in(home)
        await todo.lists.delete(ANN, DeleteTaskList(home.name, "", False, mutation()))
        await todo.put_out(home, BOB, by=BOB)
        assert (await todo.pull("users/me", of=BOB)).changes == ()
        assert await refused(todo.put_out(home, ANN, by=ANN)) == (FailedPrecondition, "LAST_OWNER")
        assert await listed(todo, home) == [("ann", Role.OWNER)]


async def test_the_history_tells_of_members_and_takes_nothing_of_it_back(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        made = await todo.let_in(home, BOB, Role.VIEWER)
        await todo.set_role(home, BOB, Role.EDITOR)
        await todo.put_out(home, BOB, by=BOB)
        removal, change, creation, _ = (await todo.events.list(ANN, ListEvents(home.name, page(), full=True))).items
        assert [(each.user, each.task_id, each.actor.user) for each in (creation, change, removal)] == [
            ("bob", None, "ann"),
            ("bob", None, "ann"),
            ("bob", None, "bob"),
        ]
        assert (creation.fields, change.fields, removal.fields) == (
            ("create_time", "role"),
            ("role",),
            ("create_time", "role"),
        )
        assert (change.before, change.after) == ({"role": "VIEWER"}, {"role": "EDITOR"})
        assert (creation.before, removal.after) == ({}, {})
        assert creation.after == member_codec.member_fields(made)
        for each in (creation, change, removal):
            undo = UndoEvent(each.name, mutation())
            assert await refused(todo.events.undo(ANN, undo)) == (FailedPrecondition, "MEMBERSHIP_NOT_UNDONE")


async def test_a_list_has_so_many_members_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MEMBERS_PER_LIST", 3)
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        for user in (BOB, CAROL):
            await todo.let_in(home, user, Role.VIEWER)
        assert await listed(todo, home, size=1) == [("ann", Role.OWNER), ("bob", Role.VIEWER), ("carol", Role.VIEWER)]
        with pytest.raises(QuotaExceeded) as caught:
            await todo.let_in(home, Principal("dan"))
        assert (caught.value.reason, caught.value.subject) == ("TOO_MANY_MEMBERS", home.name)
        await todo.put_out(home, CAROL)
        await todo.let_in(home, Principal("dan"))


async def test_a_user_has_so_many_lists_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LISTS_PER_USER", 2)
    async with service(tmp_path) as todo:
        home, work = await todo.new_list("home"), await todo.new_list("work")
        await todo.new_list(of=BOB)
        await todo.let_in(home)
        with pytest.raises(QuotaExceeded) as caught:
            await todo.let_in(work)
        assert (caught.value.reason, caught.value.subject) == ("TOO_MANY_TASK_LISTS", "users/bob")
        await todo.set_role(home, BOB, Role.VIEWER)
        await todo.put_out(home)
        await todo.let_in(work)


WRONG = "taskLists/1/members/x"


async def test_what_is_wrong_with_a_request_is_told_at_once(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        calls: dict[tuple[str, ...], Awaitable[object]] = {
            ("name",): todo.members.get(ANN, WRONG),
            ("parent", "page_size"): todo.members.list(ANN, ListMembers("x", page(-1))),
            ("parent", "member_id", "request_id", "member", "member.role"): todo.members.create(
                ANN, CreateMember("x", "users/bob", False, None, mutation("x"))
            ),
            ("member.name", "update_mask"): todo.members.update(ANN, UpdateMember(WRONG, None, "", (), mutation())),
            ("member.role",): todo.members.update(
                ANN, UpdateMember(naming(home, "bob"), None, "", ("role",), mutation())
            ),
            ("name", "request_id"): todo.members.delete(ANN, DeleteMember(f"{home.name}/members/", "", mutation("x"))),
        }
        for fields, call in calls.items():
            with pytest.raises(InvalidArgument) as caught:
                await call
            assert tuple(violation.field for violation in caught.value.violations) == fields
