"""Batches over tasks that belong together: each request meets what those before it have made."""

from dataclasses import replace
from pathlib import Path

import pytest

from todo_k8s.domain import limits
from todo_k8s.domain.errors import FailedPrecondition, QuotaExceeded
from todo_k8s.domain.model import State
from todo_k8s.domain.requests import CreateTask, TaskInput
from todo_k8s.domain.subtasks_test import chain, counts
from todo_k8s.domain.task_batches_test import NOTHING, batch, naming, refused
from todo_k8s.domain.testing import ANN, both_stores, service
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")


async def test_a_parent_and_its_subtasks_are_created_together(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        parent = f"{home.name}/tasks/a"
        requests = [CreateTask("", TaskInput("milk"), "a", NOTHING)]
        requests += [CreateTask("", TaskInput(title, parent_task=parent), "", NOTHING) for title in ("oat", "soy")]
        milk, *below = await todo.tasks.batches.create(ANN, batch(home, requests))
        assert (milk.active_subtasks, [each.ancestors for each in below]) == (2, [("a",), ("a",)])
        assert await todo.titles(home, under="a") == ["oat", "soy"]


async def test_what_a_batch_creates_counts_for_its_limits(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        milk = await todo.new_task(home)
        below = [CreateTask("", TaskInput("oat", parent_task=milk.name), "", NOTHING)] * limits.TASKS_TOGETHER
        with pytest.raises(QuotaExceeded) as error:
            await todo.tasks.batches.create(ANN, batch(home, below))
        assert refused(error) == ("TOO_MANY_SUBTASKS", str(limits.TASKS_TOGETHER - 1))


async def test_subtasks_are_completed_before_their_parent(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        first, second, third = await chain(todo, home, 3)
        with pytest.raises(FailedPrecondition) as error:
            await todo.tasks.batches.complete(ANN, batch(home, naming(third, first)))
        assert refused(error) == ("SUBTASKS_ACTIVE", "1")
        done = await todo.tasks.batches.complete(ANN, batch(home, naming(third, second, first)))
        assert {each.state for each in done} == {State.COMPLETED}
        assert [await counts(todo, each) for each in (first, second, third)] == [(0, 1), (0, 1), (0, 0)]


async def test_a_subtask_that_came_along_is_not_completed_again(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        first, second = await chain(todo, home, 2)
        along, alone = naming(first, second)
        with pytest.raises(FailedPrecondition) as error:
            await todo.tasks.batches.complete(ANN, batch(home, [replace(along, subtasks=True), alone]))
        assert refused(error) == ("TASK_NOT_ACTIVE", "1")


async def test_subtasks_are_deleted_before_their_parent_and_come_back_with_it(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        first, second, third = await chain(todo, home, 3)
        other = await todo.new_task(home)
        await todo.tasks.batches.delete(ANN, batch(home, naming(third, second, first, other)))
        await todo.undelete(first)
        assert [await counts(todo, each) for each in (first, second, third)] == [(1, 0), (1, 0), (0, 0)]
        assert (await todo.get(other)).delete_time
