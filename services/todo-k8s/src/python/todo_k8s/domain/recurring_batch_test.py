"""Completing in a batch a task that recurs, which makes a change more than it answers with."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid5

import pytest

from todo_k8s.domain.completing_test import DAILY, day
from todo_k8s.domain.errors import FailedPrecondition
from todo_k8s.domain.model import State, Task
from todo_k8s.domain.requests import ChangeTask
from todo_k8s.domain.task_batches_test import batch, naming, refused
from todo_k8s.domain.testing import ANN, both_stores, service
from todo_k8s.storage import keys, task_codec
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")


def completing(*tasks: Task) -> list[ChangeTask]:
    return [replace(each, occurrence=day(1)) for each in naming(*tasks)]


async def test_series_go_on_beside_tasks_that_are_done(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        water, feed = [await todo.new_task(home, title, due=day(1), recurrence=DAILY) for title in ("water", "feed")]
        milk = await todo.new_task(home)
        requests = completing(water, feed)
        requests.insert(1, *naming(milk))
        answered = await todo.tasks.batches.complete(ANN, batch(home, requests))
        assert [(task.id, task.state, task.occurrences) for task in answered] == [
            (water.id, State.ACTIVE, 1),
            (milk.id, State.COMPLETED, 0),
            (feed.id, State.ACTIVE, 1),
        ]
        done = await todo.table.get(*(keys.task(home.id, str(uuid5(UUID(task.uid), "1"))) for task in (water, feed)))
        assert [item and task_codec.task_of(item).series for item in done] == [water.id, feed.id]
        listed = await todo.lists.get(ANN, home.name)
        assert (listed.active_count, listed.completed_count) == (2, 3)


async def test_an_occurrence_that_is_not_the_next_stops_the_batch(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        water = await todo.new_task(home, "water", due=day(1), recurrence=DAILY)
        milk = await todo.new_task(home)
        await todo.complete(water, occurrence=day(1))
        with pytest.raises(FailedPrecondition) as error:
            await todo.tasks.batches.complete(ANN, batch(home, [*naming(milk), *completing(water)]))
        assert refused(error) == ("OCCURRENCE_NOT_CURRENT", "1")
        assert (await todo.get(milk)).state is State.ACTIVE
