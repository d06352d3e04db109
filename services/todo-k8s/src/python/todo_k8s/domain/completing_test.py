"""Completing and skipping the occurrences of a task that recurs."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
import pytest_asyncio

from todo_k8s.domain.errors import Aborted, FailedPrecondition, InvalidArgument
from todo_k8s.domain.model import Due, Recurrence, Run, State, Task, TaskContent, TaskList
from todo_k8s.domain.requests import DateInput, DateTimeInput, RecurrenceInput
from todo_k8s.domain.testing import ANN, Service, both_stores, service
from todo_k8s.storage import keys, task_codec
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")

DAILY = RecurrenceInput("FREQ=DAILY")
TWO_MONDAYS = RecurrenceInput("FREQ=WEEKLY;BYDAY=MO;COUNT=2")
TWICE = RecurrenceInput("FREQ=DAILY;COUNT=2")


@pytest_asyncio.fixture
async def todo(tmp_path: Path) -> AsyncIterator[Service]:
    async with service(tmp_path) as made:
        yield made


def day(number: int) -> DateInput:
    return DateInput(2026, 2, number)


async def watering(todo: Service, recurrence: RecurrenceInput = DAILY, **content: Any) -> tuple[TaskList, Task]:
    home = await todo.new_list()
    return home, await todo.new_task(home, "water", due=day(1), recurrence=recurrence, **content)


async def by_id(todo: Service, task: Task, id: str) -> Task:
    (item,) = await todo.table.get(keys.task(task.list_id, id))
    assert item is not None
    return task_codec.task_of(item)


async def test_the_completed_occurrence_is_a_task_of_its_own_and_the_series_goes_on(todo: Service) -> None:
    home, task = await watering(todo, notes="the ficus", priority=2, labels=["+home"])
    after = await todo.complete(task, occurrence=day(1))
    done_id = str(uuid5(UUID(task.uid), "1"))
    assert after == replace(
        task,
        version=3,
        content=replace(task.content, due=Due(date(2026, 2, 2))),
        run=Run(date(2026, 2, 1), 2),
        occurrences=1,
        last_occurrence=done_id,
    )
    done = await by_id(todo, task, done_id)
    assert done == replace(
        task,
        id=done_id,
        uid=done.uid,
        version=4,
        content=replace(task.content, recurrence=None),
        state=State.COMPLETED,
        complete_time=todo.clock.now,
        run=None,
        series=task.id,
    )
    assert done.uid != task.uid
    assert [each.id for each in await todo.listed(home)] == [task.id]
    assert [each.id for each in await todo.listed(home, "state = COMPLETED")] == [done_id]
    counted = await todo.lists.get(ANN, home.name)
    assert (counted.active_count, counted.completed_count, counted.sequence) == (1, 1, 4)


async def test_a_repetition_changes_nothing_more(todo: Service) -> None:
    home, task = await watering(todo)
    request_id = str(uuid4())
    first = await todo.complete(task, occurrence=day(1), request_id=request_id)
    assert await todo.complete(task, occurrence=day(1), request_id=request_id) == first
    assert len(await todo.listed(home, "state = COMPLETED")) == 1


async def test_an_occurrence_is_completed_once(todo: Service) -> None:
    home, task = await watering(todo)
    await todo.complete(task, occurrence=day(1))
    with pytest.raises(FailedPrecondition) as refused:
        await todo.complete(task, occurrence=day(1))
    assert refused.value.reason == "OCCURRENCE_NOT_CURRENT"
    assert refused.value.metadata == {"name": task.name, "occurrence": "2026-02-02"}
    assert len(await todo.listed(home, "state = COMPLETED")) == 1


async def test_a_recurring_task_is_not_completed_without_its_occurrence(todo: Service) -> None:
    _, task = await watering(todo)
    with pytest.raises(InvalidArgument) as refused:
        await todo.complete(task)
    assert [each.field for each in refused.value.violations] == ["occurrence"]


async def test_an_ordinary_task_has_no_occurrence(todo: Service) -> None:
    task = await todo.new_task(await todo.new_list(), due=day(1))
    for change in (todo.complete, todo.skip):
        with pytest.raises(FailedPrecondition) as refused:
            await change(task, occurrence=day(1))
        assert refused.value.reason == "TASK_NOT_RECURRING"


async def test_the_last_occurrence_completes_the_series_itself(todo: Service) -> None:
    home, task = await watering(todo, TWICE)
    await todo.complete(task, occurrence=day(1))
    last = await todo.complete(task, occurrence=day(2))
    assert (last.state, last.content.due, last.occurrences) == (State.COMPLETED, Due(date(2026, 2, 2)), 1)
    assert len(await todo.listed(home, "state = COMPLETED")) == 2
    reopened = await todo.reopen(task)
    assert (reopened.state, reopened.run) == (State.ACTIVE, Run(date(2026, 2, 1), 2))


async def test_skipping_leaves_no_completed_task_and_counts(todo: Service) -> None:
    home, task = await watering(todo, TWICE)
    after = await todo.skip(task, occurrence=day(1))
    assert (after.content.due, after.run, after.occurrences) == (
        Due(date(2026, 2, 2)),
        Run(date(2026, 2, 1), 2),
        0,
    )
    with pytest.raises(FailedPrecondition) as refused:
        await todo.skip(task, occurrence=day(2))
    assert refused.value.reason == "NO_NEXT_OCCURRENCE"
    assert await todo.listed(home, "state = COMPLETED") == []


async def test_skipping_needs_the_occurrence(todo: Service) -> None:
    _, task = await watering(todo)
    with pytest.raises(InvalidArgument):
        await todo.skip(task)
    with pytest.raises(FailedPrecondition):
        await todo.skip(task, occurrence=day(2))


async def test_a_reopened_occurrence_is_an_ordinary_task(todo: Service) -> None:
    home, task = await watering(todo)
    after = await todo.complete(task, occurrence=day(1))
    assert after.last_occurrence
    done = await by_id(todo, task, after.last_occurrence)
    reopened = await todo.reopen(done)
    assert (reopened.state, reopened.run, reopened.series) == (State.ACTIVE, None, task.id)
    assert [each.id for each in await todo.listed(home)] == [task.id, done.id]
    assert (await todo.complete(done)).state is State.COMPLETED


async def test_a_deleted_task_makes_way_for_the_occurrence(todo: Service) -> None:
    home, task = await watering(todo)
    squatter = await todo.delete(await todo.new_task(home, "other", id=str(uuid5(UUID(task.uid), "1"))))
    after = await todo.complete(task, occurrence=day(1))
    assert after.last_occurrence == squatter.id
    assert (await by_id(todo, task, squatter.id)).content.title == "water"
    assert len(await todo.listed(home, deleted=True)) == 1


async def test_a_live_task_keeps_its_id_and_the_occurrence_gets_another(todo: Service) -> None:
    home, task = await watering(todo)
    squatter = await todo.new_task(home, "other", id=str(uuid5(UUID(task.uid), "1")))
    after = await todo.complete(task, occurrence=day(1))
    assert after.last_occurrence not in (None, squatter.id)
    assert await todo.get(squatter) == squatter


async def test_a_changed_due_date_begins_the_rule_anew(todo: Service) -> None:
    _, task = await watering(todo, TWICE)
    await todo.skip(task, occurrence=day(1))
    moved = await todo.update(task, "due", due=day(20))
    assert moved.run == Run(date(2026, 2, 20), 1)
    same = await todo.update(task, title="water them", due=day(20), recurrence=TWICE)
    assert same.run == moved.run


async def test_recurrence_and_due_are_checked_together(todo: Service) -> None:
    _, task = await watering(todo, RecurrenceInput("FREQ=WEEKLY;BYDAY=SU"))
    for mask, content in (("due", {}), ("due", {"due": day(2)}), ("recurrence", {"recurrence": TWO_MONDAYS})):
        with pytest.raises(InvalidArgument):
            await todo.update(task, mask, **content)
    plain = await todo.update(task, "due", "recurrence")
    assert plain.content == TaskContent("water")
    assert plain.run is None


async def test_a_task_can_begin_to_recur(todo: Service) -> None:
    task = await todo.new_task(await todo.new_list(), due=day(1))
    weekly = await todo.update(task, recurrence=RecurrenceInput("FREQ=WEEKLY"))
    assert weekly.content.recurrence == Recurrence("FREQ=WEEKLY")
    assert (await todo.complete(task, occurrence=day(1))).content.due == Due(date(2026, 2, 8))


async def test_an_undone_completion_can_be_done_again(todo: Service) -> None:
    home, task = await watering(todo)
    done = await todo.complete(task, occurrence=day(1))
    await todo.undo(home, 3)
    again = await todo.get(task)
    assert (again.content, again.run, again.occurrences, again.last_occurrence) == (task.content, task.run, 0, None)
    assert await todo.listed(home, "state = COMPLETED") == []
    after = await todo.complete(task, occurrence=day(1))
    assert (after.run, after.last_occurrence) == (done.run, done.last_occurrence)
    assert len(await todo.listed(home, "state = COMPLETED")) == 1


async def test_a_completion_is_made_and_undone_as_often_as_one_likes(todo: Service) -> None:
    home, task = await watering(todo)
    for _ in range(3):
        todo.clock.advance(seconds=1)
        number = (await todo.complete(task, occurrence=day(1))).version
        event = await todo.events.get(ANN, f"{home.name}/events/{number + 1}")
        assert {"create_time", "title", "due", "series", "state"} <= set(event.fields), "it tells all of a new task"
        assert event.before == {}
        assert len((await todo.undo(home, number)).tasks) == 2
        assert await todo.listed(home, "state = COMPLETED") == []
        assert (await todo.get(task)).run == task.run


async def test_what_a_recurrence_needs_is_not_undone_alone(todo: Service) -> None:
    home = await todo.new_list()
    task = await todo.new_task(home)
    await todo.update(task, due=day(1))
    await todo.update(task, recurrence=DAILY)
    with pytest.raises(Aborted) as refused:
        await todo.undo(home, 3)
    assert refused.value.metadata["fields"] == "due"
    await todo.undo(home, 4)
    await todo.undo(home, 3)
    assert (await todo.get(task)).content == task.content


async def test_a_rule_of_another_kind_of_due_date_does_not_come_back(todo: Service) -> None:
    home = await todo.new_list()
    until = RecurrenceInput("FREQ=DAILY;UNTIL=20261231")
    task = await todo.new_task(home, due=day(1), recurrence=until)
    await todo.update(task, recurrence=DAILY)
    await todo.update(task, due=DateTimeInput(2026, 2, 1, 9, 0, 0, 0, None, False))
    with pytest.raises(Aborted):
        await todo.undo(home, 3)


async def test_every_change_of_both_tasks_has_its_event(todo: Service) -> None:
    _, task = await watering(todo)
    after = await todo.complete(task, occurrence=day(1))
    events = await todo.table.get(keys.event(task.list_id, 3), keys.event(task.list_id, 4))
    told = [(event.data["task"], event.data["span"], event.data["fields"]) for event in events if event]
    assert told[0] == (task.id, [3, 4], ["due", "last_occurrence"])
    assert told[1][:2] == (after.last_occurrence, [3, 4])


async def test_a_series_goes_on_in_another_list(todo: Service) -> None:
    home, task = await watering(todo, TWICE)
    work = await todo.new_list("work")
    await todo.complete(task, occurrence=day(1))
    moved = await todo.move(task, None, work.name)
    assert (moved.run, moved.last_occurrence) == (Run(date(2026, 2, 1), 2), None)
    assert (await todo.complete(moved, occurrence=day(2))).state is State.COMPLETED
    assert len(await todo.listed(home, "state = COMPLETED")) == 1


async def test_a_recurring_task_has_no_subtasks(todo: Service) -> None:
    home, task = await watering(todo)
    other = await todo.new_task(home, "other")
    await todo.new_task(home, "below", parent_task=other.name)
    refusals = {
        "PARENT_RECURS": todo.new_task(home, "below", parent_task=task.name),
        "TASK_HAS_SUBTASKS": todo.update(other, due=day(1), recurrence=DAILY),
    }
    for reason, call in refusals.items():
        with pytest.raises(FailedPrecondition) as refused:
            await call
        assert refused.value.reason == reason


async def test_a_recurring_subtask_leaves_its_occurrences_at_the_top(todo: Service) -> None:
    home = await todo.new_list()
    parent = await todo.new_task(home, "house")
    task = await todo.new_task(home, "water", due=day(1), recurrence=DAILY, parent_task=parent.name)
    await todo.complete(task, occurrence=day(1))
    (done,) = await todo.listed(home, "state = COMPLETED")
    assert (done.ancestors, done.series) == ((), task.id)
    there = await todo.get(parent)
    assert (there.active_subtasks, there.completed_subtasks) == (1, 0)
