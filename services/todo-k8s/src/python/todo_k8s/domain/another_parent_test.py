"""A task that comes back finds another one under the name that its parent had."""

from pathlib import Path

import pytest

from todo_k8s.domain.errors import Aborted
from todo_k8s.domain.list_moving_test import last, two
from todo_k8s.domain.model import Task, TaskList
from todo_k8s.domain.requests import Edge
from todo_k8s.domain.subtasks_test import refused
from todo_k8s.domain.testing import Service, both_stores, service
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")

CONFLICT = (Aborted, "UNDO_CONFLICT")


async def family(todo: Service, home: TaskList) -> tuple[Task, Task]:
    parent = await todo.new_task(home, id="a")
    return parent, await todo.new_subtask(parent)


async def replaced(todo: Service, home: TaskList, parent: Task, work: TaskList) -> Task:
    await todo.move(parent, None, work.name)
    todo.clock.advance(seconds=1)
    return await todo.new_task(home, "another", id=parent.id)


async def test_a_deleted_task_does_not_come_back_below_it(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        parent, task = await family(todo, home)
        deleted = await todo.delete(task)
        another = await replaced(todo, home, parent, work)
        assert await refused(todo.undo(home, deleted.version)) == CONFLICT
        back = await todo.undelete(task)
        assert (back.ancestors, await todo.get(another)) == ((), another)
        assert await todo.titles(home) == [another.content.title, task.content.title]


async def test_a_move_inside_the_list_is_not_taken_back_to_below_it(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        parent, task = await family(todo, home)
        moved = await todo.move(task, Edge.LAST, home.name)
        await replaced(todo, home, parent, work)
        assert await refused(todo.undo(home, moved.version)) == CONFLICT


async def test_a_move_to_another_list_is_not_taken_back_to_below_it(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        parent, task = await family(todo, home)
        await todo.move(task, None, (garden := await todo.new_list("garden")).name)
        another = await replaced(todo, home, parent, work)
        assert await refused(todo.undo(garden, await last(todo, garden))) == CONFLICT
        assert await todo.get(another) == another
