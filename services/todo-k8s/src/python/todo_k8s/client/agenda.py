"""Tasks by the days on which they are due for whoever reads: what has a zone of its own is converted to theirs."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import click
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import TaskView

from todo_k8s.client.api import Api
from todo_k8s.client.due_message import from_message
from todo_k8s.client.filters import Wanted
from todo_k8s.client.table import Paint
from todo_k8s.client.task_table import HEADS, TITLE_COLUMN, is_overdue, task_rows
from todo_k8s.client.terminal import colours

DAY_TITLE_COLUMN = TITLE_COLUMN + 1
"""Of `day_rows`: two columns come first, and that of the due date is gone."""

ZONES_APART = timedelta(days=2)
"""A moment of a day here can be two days later, or earlier, where it is said: zones lie up to 26 hours apart."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A task, and when it is due here; `clock` is None where that is the whole day."""

    day: date
    clock: time | None
    task: Task

    @property
    def place(self) -> tuple[date, bool, time]:
        return self.day, self.clock is not None, self.clock or time()


def due_until(api: Api, wanted: Wanted, today: date, last: date, output: str) -> tuple[list[Entry], Mapping[str, str]]:
    """What of all lists is due by the end of that day here and wanted; the titles of the lists by name, for a table."""
    filter = " AND ".join(part for part in (wanted.text(today), f"due <= {_later(last, ZONES_APART)}") if part)
    # What is not shown is not searched.
    is_full = output == "csv" or wanted.search
    found = entries(api.agenda(filter, TaskView.TASK_VIEW_FULL if is_full else TaskView.TASK_VIEW_BASIC), last)
    return found, {each.name: each.title for each in api.lists()} if output == "table" else {}


def entries(tasks: Iterable[Task], last: date, here: tzinfo | None = None) -> list[Entry]:
    """Those due until the end of that day, in order; `here` is the reader's zone, this machine's where it is None."""
    found = (_entry(task, here) for task in tasks if task.HasField("due"))
    return sorted((entry for entry in found if entry.day <= last), key=lambda entry: entry.place)


def _entry(task: Task, here: tzinfo | None) -> Entry:
    due = from_message(task.due)
    if due.clock is None:
        return Entry(due.day, None, task)
    moment = datetime.combine(due.day, due.clock)
    if due.zone:
        # Where this machine does not know the zone, the clock time is what there is.
        with suppress(KeyError, ValueError, OSError, OverflowError):
            moment = moment.replace(tzinfo=ZoneInfo(due.zone)).astimezone(here)
    return Entry(moment.date(), moment.time(), task)


def day_rows(found: Sequence[Entry], today: date, lists: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The heads and a row for each; a day stands at the first of its tasks."""
    heads, *rows = task_rows([entry.task for entry in found], lists=lists)
    shown = [("DAY", "TIME", *_without_due(heads))]
    before: date | None = None
    for entry, row in zip(found, rows, strict=True):
        day = "" if entry.day == before else day_text(entry.day, today)
        clock = f"{entry.clock:%H:%M}" if entry.clock else ""
        shown.append((day, clock, *_without_due(row)))
        before = entry.day
    return shown


def day_paint(found: Sequence[Entry], now: datetime) -> Paint | None:
    """What is overdue red. None where there are to be no colours."""
    if not colours():
        return None
    overdue = {row for row, entry in enumerate(found, 1) if is_overdue(entry.task, now)}

    def paint(row: int, column: int, cell: str) -> str:
        return click.style(cell, fg="red") if row in overdue and column <= 1 else cell

    return paint


def day_text(day: date, today: date) -> str:
    words = {today: "today", _later(today, timedelta(days=1)): "tomorrow"}
    word = words.get(day, "overdue" if day < today else "")
    return f"{day:%a} {day.isoformat()} {word}".rstrip()


def _later(day: date, by: timedelta) -> date:
    return day + by if day <= date.max - by else date.max


def _without_due(row: tuple[str, ...]) -> tuple[str, ...]:
    due = HEADS.index("DUE")
    return (*row[:due], *row[due + 1 :])
