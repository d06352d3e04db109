"""Lines to and from tasks. The dates that a line begins with are kept as annotations: the server's own times are its
own, and a line without a date must come back without one."""

from datetime import UTC, date

from todo.v1.task_pb2 import Task

from todo_k8s.client.due_message import from_message, to_message
from todo_k8s.client.todotxt.line import Line
from todo_k8s.client.todotxt.words import RESERVED

CREATED = f"{RESERVED}created"
COMPLETED = f"{RESERVED}completed"
"""Empty where the line is done and does not say since when."""


def task_of(line: Line) -> Task:
    """What a client may set; whether the task is done is not among it."""
    annotations = dict(line.pairs)
    if line.created:
        annotations[CREATED] = line.created.isoformat()
    if line.done:
        annotations[COMPLETED] = line.completed.isoformat() if line.completed else ""
    task = Task(title=line.title, priority=line.priority, labels=line.labels, annotations=annotations)
    if line.due:
        task.due.CopyFrom(to_message(line.due))
    return task


def line_of(task: Task) -> Line:
    """All but the notes. A task that was completed here shows the day of that, in this machine's time zone."""
    annotations = dict(task.annotations)
    done = task.state == Task.STATE_COMPLETED
    said = annotations.pop(COMPLETED, None)
    return Line(
        title=task.title,
        done=done,
        priority=task.priority,
        completed=_completed(task, said) if done else None,
        created=_day(annotations.pop(CREATED, "")),
        labels=tuple(task.labels),
        due=from_message(task.due) if task.HasField("due") else None,
        pairs=tuple(sorted(annotations.items())),
    )


def _completed(task: Task, annotation: str | None) -> date | None:
    if annotation is not None or not task.HasField("complete_time"):
        return _day(annotation or "")
    return task.complete_time.ToDatetime(UTC).astimezone().date()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
