"""Taking changes back where tasks have moved between lists since."""

from pathlib import Path
from uuid import uuid4

import pytest

from todo_k8s.domain.errors import Aborted, FailedPrecondition, NotFound, PermissionDenied
from todo_k8s.domain.list_moving_test import last, two
from todo_k8s.domain.model import Role, TaskList
from todo_k8s.domain.requests import ListEvents, UndoEvent
from todo_k8s.domain.subtasks_test import chain, refused
from todo_k8s.domain.testing import ANN, BOB, both_stores, mutation, page, service
from todo_k8s.storage import keys
from todo_k8s.storage.table import AtVersion, Delete
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")


def undoing(of: TaskList, number: int) -> UndoEvent:
    return UndoEvent(f"{of.name}/events/{number}", mutation(str(uuid4())))


async def test_the_return_of_a_tree_whose_parent_moved_away_is_taken_back_and_made_again(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        first, second, third = await chain(todo, home, 3)
        await todo.delete(second, subtasks=True)
        await todo.move(first, None, work.name)
        await todo.undelete(second)
        await todo.undo(home, await last(todo, home))
        assert await todo.titles(home) == []
        assert (await todo.undelete(second)).ancestors == ()
        assert (await todo.get(third)).ancestors == (second.id,)


async def test_another_task_that_came_under_the_same_id_is_left_alone(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        older = await todo.new_task(work, "older", id="a")
        todo.clock.advance(seconds=1)
        task = await todo.new_task(home, "newer", id="a")
        await todo.complete(task)
        await todo.reopen(task)
        number = await last(todo, home)
        await todo.move(task, None, (await todo.new_list("garden")).name)
        there = await todo.move(older, None, home.name)
        assert await refused(todo.undo(home, number)) == (NotFound, "TASK_NOT_FOUND")
        assert await todo.get(there) == there


async def test_a_task_that_moved_away_is_told_where_it_is(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        task = await todo.new_task(home)
        changed = await todo.update(task, "title", title="eggs")
        asked = undoing(home, changed.version)
        await todo.events.undo(ANN, asked)
        moved = await todo.move(task, None, work.name)
        for again in (asked, undoing(home, changed.version)):
            with pytest.raises(NotFound) as error:
                await todo.events.undo(ANN, again)
            assert error.value.metadata == {"name": task.name, "moved_to": moved.name}


async def test_a_repetition_tells_nothing_of_a_list_that_was_lost_meanwhile(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        await todo.move(await todo.new_task(home), None, work.name)
        asked = undoing(work, await last(todo, work))
        await todo.events.undo(ANN, asked)
        (member,) = await todo.table.get(keys.member(home.id, ANN.user))
        assert member
        await todo.table.transact(Delete(member.key, AtVersion(member.version)))
        assert await refused(todo.events.undo(ANN, asked)) == (PermissionDenied, "TASK_LIST_FORBIDDEN")


async def test_events_name_no_task_of_a_list_on_which_one_has_no_role(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        task = await todo.new_task(home)
        moved = await todo.move(task, None, work.name)
        for of, told in ((home, ("", moved.name)), (work, (task.name, ""))):
            number = await last(todo, of)
            await todo.let_in(of)
            for who, names in ((ANN, told), (BOB, ("", ""))):
                event = await todo.events.get(who, f"{of.name}/events/{number}")
                (_, listed, *_) = (await todo.events.list(who, ListEvents(of.name, page(), full=True))).items
                assert {(each.moved_from, each.moved_to) for each in (event, listed)} == {names}
            await todo.put_out(of)


async def test_who_has_no_role_on_the_other_list_is_not_told_which_it_is(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        moved = await todo.move(await todo.new_task(home), None, work.name)
        numbers = {of: await last(todo, of) for of in (home, work)}
        for of, other in ((home, work), (work, home)):
            await todo.let_in(of, BOB, Role.EDITOR)
            asked = undoing(of, numbers[of])
            with pytest.raises(PermissionDenied) as denied:
                await todo.events.undo(BOB, asked)
            assert (denied.value.reason, denied.value.metadata) == ("TASK_LIST_FORBIDDEN", {"name": asked.name})
            assert other.id not in str(denied.value)
            await todo.put_out(of, BOB)
        assert await todo.get(moved) == moved


async def test_nor_whether_the_other_list_has_its_events_still(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        await todo.move(await todo.new_task(home), None, work.name)
        asked = undoing(work, await last(todo, work))
        await todo.let_in(work, BOB, Role.EDITOR)
        (event,) = await todo.table.get(keys.event(home.id, await last(todo, home)))
        assert event
        await todo.table.transact(Delete(event.key, AtVersion(event.version)))
        assert await refused(todo.events.undo(BOB, asked)) == (PermissionDenied, "TASK_LIST_FORBIDDEN")
        assert await refused(todo.events.undo(ANN, asked)) == (NotFound, "EVENT_NOT_FOUND")


async def test_a_task_that_moved_on_is_not_taken_back(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        task, parent = await todo.new_task(home), await todo.new_task(work)
        moved = await todo.move(task, None, work.name)
        number = await last(todo, work)
        await todo.move(moved, None, parent.name)
        with pytest.raises(Aborted) as error:
            await todo.undo(work, number)
        assert error.value.metadata == {"name": moved.name, "fields": "parent_task,position"}
        assert await refused(todo.undo(home, await last(todo, home))) == (Aborted, "UNDO_CONFLICT")


async def test_what_was_changed_before_it_was_deleted_is_not_taken_back_first(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        changed = await todo.update(await todo.new_task(home), "title", title="eggs")
        deleted = await todo.delete(changed)
        assert await refused(todo.undo(home, changed.version)) == (FailedPrecondition, "TASK_DELETED")
        await todo.undo(home, deleted.version)
        (undone,) = (await todo.undo(home, changed.version)).tasks
        assert undone.content.title == "milk"
