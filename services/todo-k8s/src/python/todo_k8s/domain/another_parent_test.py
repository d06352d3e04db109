"""A task that comes back finds another one under the name that its parent had."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from todo_k8s.domain import limits
from todo_k8s.domain.errors import Aborted
from todo_k8s.domain.list_moving_test import last
from todo_k8s.domain.model import Task, TaskList
from todo_k8s.domain.requests import Edge
from todo_k8s.domain.subtasks_test import refused
from todo_k8s.domain.testing import Service, both_stores, service
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")

CONFLICT = (Aborted, "UNDO_CONFLICT")


@dataclass(frozen=True)
class World:
    """A task below its parent, and one in another list that is older than both, and has the parent's id."""

    todo: Service
    home: TaskList
    work: TaskList
    older: Task
    parent: Task
    task: Task


async def world(todo: Service) -> World:
    home, work = await todo.new_list("home"), await todo.new_list("work")
    older = await todo.new_task(await todo.new_list("attic"), "another", id="a")
    todo.clock.advance(seconds=1)
    parent = await todo.new_task(home, id="a")
    return World(todo, home, work, older, parent, await todo.new_subtask(parent))


async def by_a_new_one(of: World) -> Task:
    await of.todo.move(of.parent, None, of.work.name)
    of.todo.clock.advance(seconds=1)
    return await of.todo.new_task(of.home, "another", id=of.parent.id)


async def by_an_older_one(of: World) -> Task:
    await of.todo.move(of.parent, None, of.work.name)
    return await of.todo.move(of.older, None, of.home.name)


async def by_an_older_one_that_left_and_came_back(of: World) -> Task:
    there = await by_an_older_one(of)
    return await of.todo.move(await of.todo.move(there, None, f"taskLists/{of.older.list_id}"), None, of.home.name)


async def by_an_older_one_that_was_changed(of: World) -> Task:
    return await of.todo.update(await by_an_older_one(of), "priority", priority=1)


Replace: TypeAlias = Callable[[World], Awaitable[Task]]
WAYS: tuple[Replace, ...] = (
    by_a_new_one,
    by_an_older_one,
    by_an_older_one_that_left_and_came_back,
    by_an_older_one_that_was_changed,
)
however = pytest.mark.parametrize("replaced", WAYS)


@however
async def test_a_deleted_task_does_not_come_back_below_it(tmp_path: Path, replaced: Replace) -> None:
    async with service(tmp_path) as todo:
        of = await world(todo)
        deleted = await todo.delete(of.task)
        another = await replaced(of)
        assert await refused(todo.undo(of.home, deleted.version)) == CONFLICT
        back = await todo.undelete(of.task)
        assert (back.ancestors, await todo.get(another)) == ((), another)
        assert await todo.titles(of.home) == [another.content.title, of.task.content.title]


@however
async def test_a_move_inside_the_list_is_not_taken_back_to_below_it(tmp_path: Path, replaced: Replace) -> None:
    async with service(tmp_path) as todo:
        of = await world(todo)
        moved = await todo.move(of.task, Edge.LAST, of.home.name)
        await replaced(of)
        assert await refused(todo.undo(of.home, moved.version)) == CONFLICT


@however
async def test_a_move_to_another_list_is_not_taken_back_to_below_it(tmp_path: Path, replaced: Replace) -> None:
    async with service(tmp_path) as todo:
        of = await world(todo)
        await todo.move(of.task, None, (garden := await todo.new_list("garden")).name)
        another = await replaced(of)
        assert await refused(todo.undo(garden, await last(todo, garden))) == CONFLICT
        assert await todo.get(another) == another


async def test_nor_where_nothing_tells_any_more_that_the_parent_moved_away(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        of = await world(todo)
        moved = await todo.move(of.task, Edge.LAST, of.home.name)
        await todo.move(of.parent, None, of.work.name)
        todo.clock.advance(days=limits.DELETED_DAYS)
        await todo.move(of.older, None, of.home.name)
        assert await refused(todo.undo(of.home, moved.version)) == CONFLICT


async def test_the_parent_itself_can_have_left_and_come_back(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        of = await world(todo)
        deleted = await todo.delete(of.task)
        there = await todo.move(of.parent, None, of.work.name)
        await todo.move(there, None, of.home.name)
        (back,) = (await todo.undo(of.home, deleted.version)).tasks
        assert back.ancestors == (of.parent.id,)
        again = await todo.delete(back)
        await todo.move(await todo.move(await todo.get(of.parent), None, of.work.name), None, of.home.name)
        assert (await todo.undelete(again)).ancestors == (of.parent.id,)


async def test_undoing_other_changes_of_it_does_not_make_it_the_parent(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        of = await world(todo)
        deleted = await todo.delete(of.task)
        another = await by_an_older_one_that_was_changed(of)
        await todo.undo(of.home, another.version)
        assert await refused(todo.undo(of.home, deleted.version)) == CONFLICT
