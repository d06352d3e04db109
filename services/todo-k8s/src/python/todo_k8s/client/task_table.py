"""Tasks as people read them."""

from collections.abc import Iterator, Sequence
from datetime import UTC

from google.protobuf.timestamp_pb2 import Timestamp
from todo.v1.task_pb2 import Task

from todo_k8s.client.due_message import from_message
from todo_k8s.client.named_tasks import id_of
from todo_k8s.client.references import short_references
from todo_k8s.client.todotxt.words import letter_of

HEADS = ("REF", "PRI", "DUE", "TITLE", "LABELS")
TITLE_COLUMN = HEADS.index("TITLE")


def task_rows(tasks: Sequence[Task], with_done: bool) -> list[tuple[str, ...]]:
    """The heads and a row for each task; `with_done` adds when it was completed."""
    references = short_references([id_of(task.name) for task in tasks])
    heads = (*HEADS, "DONE") if with_done else HEADS
    rows = [(references[id_of(task.name)], *_cells(task)) for task in tasks]
    if with_done:
        rows = [(*row, _moment(task, "complete_time")) for row, task in zip(rows, tasks, strict=True)]
    return [heads, *rows]


def task_text(task: Task) -> str:
    """All of one task, a line for each field that it has."""
    text = "".join(f"{name:<11}{value}\n" for name, value in _fields(task) if value)
    return text + (f"\n{task.notes}" if task.notes else "")


def _cells(task: Task) -> tuple[str, ...]:
    return (
        letter_of(task.priority) if task.priority else "",
        _due(task),
        task.title,
        " ".join(task.labels),
    )


def _fields(task: Task) -> Iterator[tuple[str, str]]:
    yield "title", task.title
    yield "state", "done" if task.state == Task.STATE_COMPLETED else "active"
    yield "priority", letter_of(task.priority) if task.priority else ""
    yield "due", _due(task)
    yield "labels", " ".join(task.labels)
    for key, value in sorted(task.annotations.items()):
        yield "with", f"{key}:{value}"
    yield "created", _moment(task, "create_time")
    yield "changed", _moment(task, "update_time")
    yield "completed", _moment(task, "complete_time")
    yield "name", task.name


def _due(task: Task) -> str:
    return str(from_message(task.due)) if task.HasField("due") else ""


def _moment(task: Task, field: str) -> str:
    """In this machine's time zone, to the minute."""
    moment = getattr(task, field)
    assert isinstance(moment, Timestamp)
    return f"{moment.ToDatetime(UTC).astimezone():%Y-%m-%d %H:%M}" if task.HasField(field) else ""
