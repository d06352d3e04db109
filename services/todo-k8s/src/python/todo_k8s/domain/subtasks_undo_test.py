"""Changes of tasks that belong together, taken back."""

from dataclasses import replace
from pathlib import Path

import pytest

from todo_k8s.domain import limits
from todo_k8s.domain.errors import FailedPrecondition, QuotaExceeded
from todo_k8s.domain.model import Task
from todo_k8s.domain.requests import CreateTask, Edge, TaskInput
from todo_k8s.domain.subtasks_test import chain, counts, refused
from todo_k8s.domain.task_batches_test import NOTHING, batch
from todo_k8s.domain.testing import ANN, Service, both_stores, service
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")


async def now(todo: Service, *tasks: Task) -> list[Task]:
    return [replace(await todo.get(task), version=0) for task in tasks]


async def test_what_was_deleted_or_completed_together_is_taken_back_together(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        tasks = await chain(todo, home, 3)
        before = await now(todo, *tasks)
        done = await todo.complete(tasks[0], subtasks=True)
        await todo.undo(home, done.version)
        assert await now(todo, *tasks) == before
        gone = await todo.delete(tasks[0], subtasks=True)
        await todo.undo(home, gone.version)
        assert await now(todo, *tasks) == before


async def test_what_was_created_together_and_taken_back_comes_back_together(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        parent = f"{home.name}/tasks/a"
        below = CreateTask("", TaskInput("oat", parent_task=parent), "", NOTHING)
        batched = batch(home, [CreateTask("", TaskInput("milk"), "a", NOTHING), below])
        tasks = await todo.tasks.batches.create(ANN, batched)
        before = await now(todo, *tasks)
        await todo.undo(home, tasks[0].version)
        await todo.undelete(tasks[0])
        assert await now(todo, *tasks) == before


async def test_a_move_under_another_parent_is_taken_back_with_all_below(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        tasks = await chain(todo, home, 3)
        other = await todo.new_task(home)
        before = await now(todo, *tasks, other)
        moved = await todo.move(tasks[1], None, other.name)
        undone = await todo.undo(home, moved.version)
        assert await now(todo, *tasks, other) == before
        await todo.undo(home, undone.tasks[0].version)
        assert (await todo.get(tasks[2])).ancestors == (other.id, tasks[1].id)


async def test_what_is_taken_back_keeps_to_the_rules(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        first, second, third = await chain(todo, home, 3)
        with pytest.raises(FailedPrecondition, match="has subtasks; move them away or delete them first$") as caught:
            await todo.undo(home, second.version)
        assert caught.value.reason == "TASK_HAS_SUBTASKS"
        done = await todo.complete(third)
        await todo.complete(second)
        assert await refused(todo.undo(home, done.version)) == (FailedPrecondition, "PARENT_NOT_ACTIVE")
        again = await todo.reopen(second)
        await todo.reopen(third)
        with pytest.raises(FailedPrecondition, match="subtasks; complete them or move them away first$") as caught:
            await todo.undo(home, again.version)
        assert caught.value.reason == "SUBTASKS_ACTIVE"
        moved = await todo.move(third, Edge.LAST, home.name)
        await todo.move(second, None, third.name)
        assert await refused(todo.undo(home, moved.version)) == (FailedPrecondition, "MOVE_BELOW_ITSELF")
        gone = await todo.delete(second)
        await todo.delete(third)
        assert await refused(todo.undo(home, gone.version)) == (FailedPrecondition, "PARENT_DELETED")
        assert await counts(todo, first) == (0, 0)


async def test_what_comes_back_has_to_find_room(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        milk = await todo.new_task(home)
        for _ in range(limits.TASKS_TOGETHER - 1):
            last = await todo.new_subtask(milk)
        gone = await todo.delete(last)
        await todo.new_subtask(milk)
        assert await refused(todo.undo(home, gone.version)) == (QuotaExceeded, "TOO_MANY_SUBTASKS")


async def test_a_subtask_is_taken_back_to_where_its_parent_is_by_now(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        first, second, third = await chain(todo, home, 3)
        other = await todo.new_task(home)
        gone = await todo.delete(second, subtasks=True)
        await todo.move(first, None, other.name)
        await todo.undo(home, gone.version)
        assert (await todo.get(third)).ancestors == (other.id, first.id, second.id)
