"""The names of tasks that moved away, and names that are taken where tasks would move to."""

from collections.abc import Awaitable
from dataclasses import replace
from pathlib import Path

import pytest

from todo_k8s.domain.errors import AlreadyExists, NotFound
from todo_k8s.domain.list_moving_test import two
from todo_k8s.domain.requests import ListTasks
from todo_k8s.domain.testing import ANN, both_stores, page, service
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")


async def way_out(call: Awaitable[object]) -> str:
    with pytest.raises(AlreadyExists) as error:
        await call
    return error.value.message.partition(": ")[2]


async def test_the_subtasks_of_a_task_that_moved_away_are_told_where_it_is(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        task = await todo.new_task(home)
        assert await todo.titles(home, under=task.id) == []
        moved = await todo.move(task, None, work.name)
        for order in ("", "update_time"):
            with pytest.raises(NotFound) as error:
                await todo.titles(home, order_by=order, under=task.id)
            assert error.value.metadata == {"name": task.name, "moved_to": moved.name}
        with pytest.raises(NotFound) as error:
            await todo.titles(home, under="never")
        assert error.value.metadata == {"name": f"{home.name}/tasks/never"}


async def test_the_subtasks_of_a_deleted_task_are_none(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        task = await todo.delete(await todo.new_task(home))
        request = ListTasks(home.name, page(), parent_task=task.name, show_deleted=True, order_by="update_time")
        assert (await todo.tasks.list(ANN, request)).items == ()


async def test_who_finds_a_name_taken_is_told_how_it_becomes_free(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        task, taken = await todo.new_task(home, id="a"), await todo.new_task(work, id="a")
        told = "move it to another list first; deleted it would keep the name for 30 days"
        assert await way_out(todo.move(task, None, work.name)) == told
        await todo.delete(taken)
        told = "it is deleted; undelete it and move it to another list first, or wait until 3 March 2026 12:00 UTC"
        assert await way_out(todo.move(task, None, work.name)) == told
        await todo.undelete(taken)
        await todo.move(taken, None, (await todo.new_list()).name)
        assert await todo.move(task, None, work.name) == await todo.get(replace(task, list_id=work.id))
