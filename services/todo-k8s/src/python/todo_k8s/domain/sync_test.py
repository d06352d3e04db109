import json
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import ANY
from uuid import uuid4

import pytest

from todo_k8s.domain import limits
from todo_k8s.domain.errors import FailedPrecondition, InvalidArgument, PermissionDenied
from todo_k8s.domain.model import Member, Principal, Reason, Role, Task, TaskList
from todo_k8s.domain.paging import packed
from todo_k8s.domain.requests import CreateTaskList, DeleteTaskList, Edge, MoveTask, PullChanges, UpdateTaskList
from todo_k8s.domain.sweeping import Sweeper
from todo_k8s.domain.sync_token import Progress, behind, token_of
from todo_k8s.domain.testing import ANN, BOB, both_stores, mutation, service
from todo_k8s.domain.testing_stored import Known, resource_of
from todo_k8s.domain.told import Pulled, Removal, Told
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")


def by_ann(resource: TaskList | Task | Member) -> tuple[Known, str, str]:
    return resource, "ann", resource.request_id


def changes(pulled: Pulled) -> list[tuple[Known, str, str]]:
    return [(resource_of(each), each.actor, each.request_id) for each in pulled.changes]


def resources(pulled: Pulled) -> list[Known]:
    return list(map(resource_of, pulled.changes))


async def test_who_begins_is_told_what_is_there(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        milk, gone = await todo.new_task(home, "milk", notes="two"), await todo.new_task(home, "gone")
        await todo.delete(gone)
        eggs = await todo.complete(await todo.new_task(home, "eggs"))
        pulled = await todo.pull(home)
        now = await todo.lists.get(ANN, home.name)
        owner = await todo.members.get(ANN, f"{home.name}/members/me")
        assert changes(pulled) == [by_ann(now), by_ann(owner), by_ann(milk), by_ann(eggs)]
        assert (pulled.more, pulled.sequence) == (False, 6)


async def test_then_what_was_changed_each_thing_once_in_the_order_of_the_last_changes(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await todo.new_list("home"), await todo.new_list("work")
        milk, eggs, tea = [await todo.new_task(home, title) for title in ("milk", "eggs", "tea")]
        token = (await todo.pull(home)).next_token
        await todo.update(milk, title="oat milk")
        await todo.delete(eggs)
        moved = await todo.move(tea, Edge.LAST, work.name)
        renamed = await todo.lists.update(ANN, UpdateTaskList(home.name, "house", "", (), mutation()))
        milk = await todo.complete(milk)
        assert resources(await todo.pull(home, token)) == [
            Removal(eggs.name, Reason.DELETED),
            Removal(tea.name, Reason.MOVED, moved.name),
            replace(renamed, sequence=9, active_count=0, completed_count=1),
            milk,
        ]
        assert moved in resources(await todo.pull(work))


async def test_who_has_heard_everything_is_told_nothing(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        await todo.new_task(home)
        first = await todo.pull(home)
        again = await todo.pull(home, first.next_token)
        assert (again.changes, again.more, again.sequence) == ((), False, 2)


async def test_pages_go_on_inside_one_number(tmp_path: Path) -> None:
    """A subtask that comes changes the count of the task above it, under the same number."""
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        top = await todo.new_task(home)
        below = await todo.new_subtask(top)
        top = await todo.get(top)
        assert top.version == below.version
        told, token = [], ""
        for more in (True, True, True, False):
            page = await todo.pull(home, token, size=1)
            assert page.more is more
            told += resources(page)
            token = page.next_token
        assert sorted(each.name for each in told) == sorted(
            [home.name, f"{home.name}/members/ann", top.name, below.name]
        )


async def test_what_went_while_the_first_walk_was_under_way_is_told(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        milk, before = await todo.new_task(home), await todo.new_task(home)
        await todo.delete(before)
        first = await todo.pull(home, size=3)
        assert resources(first)[2:] == [milk]
        await todo.delete(milk)
        assert resources(await todo.pull(home, first.next_token)) == [Removal(milk.name, Reason.DELETED)]


async def test_where_a_task_moved_is_told_also_where_that_list_is_deleted(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await todo.new_list("home"), await todo.new_list("work")
        milk = await todo.new_task(home)
        token = (await todo.pull(home)).next_token
        await todo.tasks.move(ANN, MoveTask(milk.name, Edge.LAST, "", mutation(), work.name))
        await todo.lists.delete(ANN, DeleteTaskList(work.name, "", True, mutation()))
        assert resources(await todo.pull(home, token)) == [
            Removal(milk.name, Reason.MOVED, f"{work.name}/tasks/{milk.id}")
        ]
        todo.clock.advance(days=29)
        token = (await todo.pull(home, token)).next_token
        assert resources(await todo.pull(home, token)) == []


async def test_a_deleted_list_tells_so_itself(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        token = (await todo.pull(home)).next_token
        deleted = await todo.lists.delete(ANN, DeleteTaskList(home.name, "", False, mutation()))
        assert resources(await todo.pull(home, token)) == [deleted]


async def test_members_are_told_in_their_list(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        token = (await todo.pull(home)).next_token
        bob = await todo.let_in(home, BOB, Role.VIEWER)
        pulled = await todo.pull(home, token)
        assert changes(pulled) == [by_ann(bob)]
        editor = await todo.set_role(home, BOB, Role.EDITOR)
        assert resources(await todo.pull(home, token)) == [editor]
        await todo.put_out(home, BOB)
        assert resources(await todo.pull(home, token)) == [Removal(bob.name, Reason.DELETED)]
        assert bob.name not in [each.name for each in resources(await todo.pull(home))]


async def test_a_user_is_told_which_lists_there_are(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work, gone = [await todo.new_list(title) for title in ("home", "work", "gone")]
        first = await todo.let_in(home, BOB, Role.VIEWER)
        await todo.let_in(gone, BOB)
        await todo.put_out(gone, BOB)
        begun = await todo.pull("users/me", of=BOB)
        assert (changes(begun), begun.more, begun.sequence) == ([by_ann(first)], False, 3)
        second = await todo.let_in(work, BOB, Role.VIEWER)
        editor = await todo.set_role(home, BOB, Role.EDITOR)
        pulled = await todo.pull("users/bob", begun.next_token, of=BOB)
        assert changes(pulled) == [by_ann(second), by_ann(editor)]
        await todo.put_out(work, BOB, by=BOB)
        assert (await todo.pull("users/me", pulled.next_token, of=BOB)).changes == (
            Told(Removal(second.name, Reason.ACCESS_LOST), "bob", ANY),
        )
        nobody = await todo.pull("users/me", of=Principal("carl"))
        assert (nobody.changes, nobody.more, nobody.sequence) == ((), False, 0)


async def test_where_a_task_moved_is_told_to_members_of_that_list_alone(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await todo.new_list(), await todo.new_list("work")
        milk = await todo.new_task(home)
        await todo.let_in(home)
        token = (await todo.pull(home, of=BOB)).next_token
        moved = await todo.move(milk, Edge.LAST, work.name)
        assert resources(await todo.pull(home, token, of=BOB)) == [Removal(milk.name, Reason.MOVED)]
        await todo.let_in(work)
        assert resources(await todo.pull(home, token, of=BOB)) == [Removal(milk.name, Reason.MOVED, moved.name)]
        await todo.put_out(work)
        assert resources(await todo.pull(home, token, of=BOB)) == [Removal(milk.name, Reason.MOVED)]


async def test_a_list_that_is_gone_for_good_is_removed_from_its_members(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        token = (await todo.pull("users/me")).next_token
        await todo.lists.delete(ANN, DeleteTaskList(home.name, "", False, mutation()))
        todo.clock.advance(days=20)
        token = (await todo.pull("users/me", token)).next_token
        todo.clock.advance(days=11)
        while await Sweeper(todo.table, todo.clock, pause=0).round():
            pass
        assert resources(await todo.pull("users/me", token)) == [Removal(f"{home.name}/members/ann", Reason.DELETED)]


async def test_nobody_follows_another_user(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        token = (await todo.pull("users/me", of=BOB)).next_token
        with pytest.raises(InvalidArgument, match="of users there are only your own changes, users/me"):
            await todo.pull("users/bob")
        with pytest.raises(InvalidArgument, match="begin again"):
            await todo.pull("users/me", token)


async def test_a_page_stays_under_its_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PAGE_BYTES", 60_000)
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        tasks = [await todo.new_task(home, str(number), notes="x" * 16_000) for number in range(8)]
        told, token, pages = [], "", 0
        while True:
            page = await todo.pull(home, token)
            assert sum(len(each.content.notes) for each in resources(page) if isinstance(each, Task)) < 60_000
            told += resources(page)
            token, pages = page.next_token, pages + 1
            if not page.more:
                break
        assert told[2:] == tasks and pages == 3


@pytest.mark.parametrize("caller_has", ["a list", "none"])
async def test_a_stranger_hears_the_same_of_a_list_whether_it_is_there_or_not(tmp_path: Path, caller_has: str) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list(of=BOB)
        token = (await todo.pull(home, of=BOB)).next_token
        name = home.name if caller_has == "none" else f"taskLists/{uuid4()}"
        with pytest.raises(PermissionDenied, match=f"{name} does not exist, or you have no role on it"):
            await todo.sync.pull(ANN, PullChanges(name, 0, token if name == home.name else ""))


def forged(parent: str) -> dict[str, str]:
    return {
        "no token at all": "x",
        "of another parent": packed(f"taskLists/{uuid4()}", behind(1), 1_769_947_200_000_000, 0),
        "ahead of the list": packed(parent, behind(3), 1_769_947_200_000_000, 0),
        "of tomorrow": packed(parent, behind(1), 1_769_947_200_000_000 + 86_400_000_000, 0),
        "of the year 200,000": packed(parent, behind(1), 2**62, 0),
        "of no place": packed(parent, "x" * 2_000, 0, 0),
        "of no text": b64encode(json.dumps([1, parent, "\ud800", 0, 0]).encode()).decode(),
        "of another kind of place": packed(parent, 7, 0, 0),
        "of no time": packed(parent, behind(1), True, 0),
        "with too much": packed(parent, behind(1), 0, 0, 0),
    }


@pytest.mark.parametrize("kind", forged("").keys())
async def test_tokens_that_were_not_made_here_are_refused(tmp_path: Path, kind: str) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        with pytest.raises(InvalidArgument) as caught:
            await todo.pull(home, forged(home.name)[kind])
        assert (caught.value.reason, caught.value.violations[0].field) == ("SYNC_TOKEN_INVALID", "sync_token")


async def test_a_forged_place_reaches_nothing_of_another_list(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        task = await todo.new_task(home)
        token = token_of(Progress(f"{'0' * 19}1#M#ann", todo.clock(), 0), home.name)
        assert resources(await todo.pull(home, token)) == [task]


async def test_a_token_is_good_as_long_as_the_marks_of_what_was_removed(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        task = await todo.new_task(home)
        token = (await todo.pull(home)).next_token
        await todo.delete(task)
        todo.clock.advance(days=29, hours=22)
        pulled = await todo.pull(home, token)
        assert resources(pulled) == [Removal(task.name, Reason.DELETED)]
        todo.clock.advance(hours=2)
        with pytest.raises(FailedPrecondition) as caught:
            await todo.pull(home, token)
        assert (caught.value.reason, caught.value.metadata) == ("SYNC_TOKEN_EXPIRED", {"name": home.name})
        assert resources(await todo.pull(home, pulled.next_token)) == []


async def test_a_walk_that_takes_too_long_does_not_make_its_token_younger(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        tasks = [await todo.new_task(home) for _ in range(3)]
        token = (await todo.pull(home)).next_token
        for each in tasks:
            await todo.delete(each)
        todo.clock.advance(days=20)
        token = (await todo.pull(home, token, size=1)).next_token
        todo.clock.advance(seconds=timedelta(days=10).total_seconds() - 1)
        with pytest.raises(FailedPrecondition, match="keep nothing of before"):
            await todo.pull(home, token, size=1)


async def test_pages_of_no_size_are_refused(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.lists.create(ANN, CreateTaskList("home", "", mutation()))
        with pytest.raises(InvalidArgument, match="page_size"):
            await todo.pull(home, size=-1)
