"""Tasks as people read them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

import click
from google.protobuf.timestamp_pb2 import Timestamp
from todo.v1.event_pb2 import Event
from todo.v1.member_pb2 import Member
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_pb2 import Task

from todo_k8s.client.due_message import from_message
from todo_k8s.client.named_tasks import id_of, list_of
from todo_k8s.client.references import short_references
from todo_k8s.client.table import Paint
from todo_k8s.client.terminal import colours
from todo_k8s.client.todotxt.words import letter_of

HEADS = ("REF", "PRI", "DUE", "TITLE", "LABELS")
TITLE_COLUMN = HEADS.index("TITLE")
_RECURS = "*"
"""Behind the due date of a task that recurs."""
_PRIORITY_COLUMN = HEADS.index("PRI")
_INDENT = "  "
_DUE_COLUMN = HEADS.index("DUE")


def task_rows(
    tasks: Sequence[Task],
    moment: str = "",
    lists: Mapping[str, str] | None = None,
    depths: Sequence[int] | None = None,
) -> list[tuple[str, ...]]:
    """The heads and a row for each task. `moment` is a time to add, such as `complete_time`, `lists` the titles of
    their lists by name, `depths` how far to the right each title stands. Who is assigned is a column where someone
    is."""
    references = short_references([id_of(task.name) for task in tasks])
    at = depths or [0] * len(tasks)
    cells = (_cells(task, depth) for task, depth in zip(tasks, at, strict=True))
    rows = [HEADS, *((references[id_of(task.name)], *row) for task, row in zip(tasks, cells, strict=True))]
    if any(task.assignees for task in tasks):
        rows = _with(rows, "ASSIGNED", map(_assigned, tasks))
    if lists is not None:
        rows = _with(rows, "LIST", (lists.get(list_of(task.name), "") for task in tasks))
    if moment:
        head = {"complete_time": "DONE", "delete_time": "DELETED"}[moment]
        rows = _with(rows, head, (shown_time(task, moment) for task in tasks))
    return rows


def _with(rows: Sequence[tuple[str, ...]], head: str, cells: Iterable[str]) -> list[tuple[str, ...]]:
    return [(*row, cell) for row, cell in zip(rows, (head, *cells), strict=True)]


def task_paint(tasks: Sequence[Task], now: datetime) -> Paint | None:
    """Priorities bold, what is overdue red. None where there are to be no colours."""
    if not colours():
        return None
    overdue = {row for row, task in enumerate(tasks, 1) if is_overdue(task, now)}

    def paint(row: int, column: int, cell: str) -> str:
        if row and column == _PRIORITY_COLUMN:
            return click.style(cell, bold=True)
        return click.style(cell, fg="red") if row in overdue and column == _DUE_COLUMN else cell

    return paint


def task_text(task: Task) -> str:
    """All of one task, a line for each field that it has."""
    text = "".join(f"{name:<11}{value}\n" for name, value in _fields(task) if value)
    return text + (f"\n{task.notes}" if task.notes else "")


def shown_time(resource: Task | TaskList | Event | Member, field: str) -> str:
    """In this machine's time zone, to the minute; empty where it is not set."""
    moment = getattr(resource, field)
    assert isinstance(moment, Timestamp)
    there = resource.HasField(field)
    return f"{moment.ToDatetime(UTC).astimezone():%Y-%m-%d %H:%M}" if there else ""


def is_overdue(task: Task, now: datetime) -> bool:
    open_still = task.state == Task.STATE_ACTIVE and not task.HasField("delete_time")
    return open_still and task.HasField("due") and from_message(task.due).is_over(now)


def _cells(task: Task, depth: int) -> tuple[str, ...]:
    return (
        letter_of(task.priority) if task.priority else "",
        f"{_due(task)} {_RECURS}" if task.HasField("recurrence") else _due(task),
        f"{_INDENT * depth}{task.title}",
        " ".join(task.labels),
    )


def _fields(task: Task) -> Iterator[tuple[str, str]]:
    from todo_k8s.client.recurring import recurrence_text

    yield "title", task.title
    yield "state", "done" if task.state == Task.STATE_COMPLETED else "active"
    yield "priority", letter_of(task.priority) if task.priority else ""
    yield "due", _due(task)
    yield "recurs", recurrence_text(task)
    yield "labels", " ".join(task.labels)
    yield "assigned", _assigned(task)
    yield "under", task.parent_task
    yield "subtasks", _subtasks(task)
    yield "last done", task.last_occurrence
    yield "series", task.series
    for key, value in sorted(task.annotations.items()):
        yield "with", f"{key}:{value}"
    yield "created", shown_time(task, "create_time")
    yield "changed", shown_time(task, "update_time")
    yield "completed", shown_time(task, "complete_time")
    yield "deleted", shown_time(task, "delete_time")
    yield "gone", shown_time(task, "purge_time")
    yield "etag", task.etag
    yield "name", task.name


def _assigned(task: Task) -> str:
    return " ".join(user.removeprefix("users/") for user in task.assignees)


def _subtasks(task: Task) -> str:
    counts = {"active": task.active_subtask_count, "done": task.completed_subtask_count}
    return ", ".join(f"{count} {state}" for state, count in counts.items() if count)


def _due(task: Task) -> str:
    return str(from_message(task.due)) if task.HasField("due") else ""
