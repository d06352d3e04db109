"""A move to another list is taken back whole, or not at all."""

from dataclasses import replace
from pathlib import Path

import pytest

from todo_k8s.domain.errors import Aborted, FailedPrecondition, NotFound
from todo_k8s.domain.list_moving_test import two
from todo_k8s.domain.subtasks_test import chain, refused
from todo_k8s.domain.testing import both_stores, service
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")


async def test_what_came_along_has_to_be_below_it_still(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        first, second, third = await chain(todo, home, 3)
        number = (await todo.move(first, None, work.name)).version
        there = replace(third, list_id=work.id)
        moved = (await todo.move(there, None, work.name)).version
        with pytest.raises(Aborted) as error:
            await todo.undo(work, number)
        assert error.value.metadata == {"name": there.name, "fields": "parent_task"}
        away = await todo.move(there, None, home.name)
        with pytest.raises(NotFound) as gone:
            await todo.undo(work, number)
        assert gone.value.metadata == {"name": there.name, "moved_to": away.name}
        await todo.undo(home, away.version)
        await todo.undo(work, moved)
        deleted = (await todo.delete(there)).version
        assert await refused(todo.undo(work, number)) == (FailedPrecondition, "TASK_DELETED")
        await todo.undo(work, deleted)
        await todo.move(there, None, f"{work.name}/tasks/{first.id}")
        await todo.undo(work, number)
        assert [(await todo.get(each)).parent_id for each in (second, third)] == [first.id, first.id]
