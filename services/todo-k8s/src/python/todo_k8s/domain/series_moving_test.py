"""A series, and its occurrences, that move to another list and back."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from todo_k8s.domain.list_moving_test import last, two
from todo_k8s.domain.model import Due, Task, TaskList
from todo_k8s.domain.requests import DateInput, RecurrenceInput
from todo_k8s.domain.testing import Service, both_stores, service
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")


def day(number: int) -> DateInput:
    return DateInput(2026, 2, number)


async def begun(todo: Service, home: TaskList) -> tuple[Task, Task]:
    """A series that is at its second occurrence, and the first one, which is to be done again."""
    made = await todo.new_task(home, "water", due=day(1), recurrence=RecurrenceInput("FREQ=DAILY"))
    series = await todo.complete(made, occurrence=day(1))
    return series, await todo.reopen(replace(series, id=str(series.last_occurrence)))


async def test_a_series_that_moves_back_by_undo_is_as_it_was(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        series, _ = await begun(todo, home)
        moved = await todo.move(series, None, work.name)
        assert (moved.last_occurrence, moved.occurrences) == (None, 1)
        (back,) = (await todo.undo(work, moved.version)).tasks
        assert back == replace(series, version=back.version)
        done = (await todo.complete(back, occurrence=day(2))).version
        (undone, _) = (await todo.undo(home, done)).tasks
        assert (undone.last_occurrence, undone.content.due) == (series.last_occurrence, Due(date(2026, 2, 2)))


async def test_what_was_completed_there_is_the_last_occurrence_there_only(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        series, _ = await begun(todo, home)
        number = (await todo.move(series, None, work.name)).version
        there = await todo.complete(replace(series, list_id=work.id), occurrence=day(2))
        (back,) = (await todo.undo(work, number)).tasks
        assert (back.last_occurrence, back.occurrences) == (series.last_occurrence, 2)
        (again,) = (await todo.undo(home, back.version)).tasks
        assert (again.last_occurrence, again.occurrences) == (there.last_occurrence, 2)


async def test_an_occurrence_that_moves_back_by_undo_is_one_of_its_series_again(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        series, occurrence = await begun(todo, home)
        above = await todo.new_task(home, "plants")
        await todo.move(occurrence, None, above.name)
        moved = await todo.move(above, None, work.name)
        assert (await todo.get(replace(occurrence, list_id=work.id))).series is None
        await todo.undo(home, await last(todo, home))
        assert (await todo.get(occurrence)).series == series.id
        assert moved.series is None
