"""CSV as RFC 4180 has it, for tasks, lists and events: UTF-8, CRLF, a header.

The columns never change their order or meaning; new ones come last. Cells are the data, unaltered: what a spreadsheet
would take for a formula is the reader's to know (`looks_like_formula`).
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator

from google.protobuf.json_format import MessageToDict
from google.protobuf.timestamp_pb2 import Timestamp
from todo.v1.event_pb2 import Event
from todo.v1.member_pb2 import Member
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_pb2 import Task

from todo_k8s.client.due_message import from_message
from todo_k8s.client.member_roles import word_of
from todo_k8s.client.todotxt.words import letter_of

_TIMES = ("create_time", "update_time", "complete_time", "delete_time")

TASK_COLUMNS = (
    *("id", "title", "state", "priority", "due", "labels", "notes", "annotations"),
    *(*_TIMES, "name", "assignees", "parent", "recurrence"),
)
LIST_COLUMNS = (
    *("id", "title", "active_task_count", "completed_task_count"),
    *("create_time", "update_time", "delete_time", "name", "role"),
)
MEMBER_COLUMNS = ("id", "role", "create_time", "update_time", "name")
EVENT_COLUMNS = (
    *("id", "create_time", "actor", "method", "task", "changed_fields"),
    *("request_id", "first_event", "undone_event", "name", "member"),
)
COLUMNS = {"tasks": TASK_COLUMNS, "taskLists": LIST_COLUMNS, "events": EVENT_COLUMNS, "members": MEMBER_COLUMNS}


def csv_lines(resources: Iterable[Task | TaskList | Event | Member], field: str) -> Iterator[bytes]:
    """The header and a record for each, `field` being a key of `COLUMNS`."""
    record = _writer()
    yield record(COLUMNS[field])
    for each in resources:
        yield record(_cells(each))


def _cells(resource: Task | TaskList | Event | Member) -> list[str]:
    match resource:
        case Task():
            return task_cells(resource)
        case TaskList():
            return _list_cells(resource)
        case Member():
            return _member_cells(resource)
    return _event_cells(resource)


def task_cells(task: Task) -> list[str]:
    return [
        task.name.rpartition("/")[2],
        task.title,
        Task.State.Name(task.state).removeprefix("STATE_"),
        letter_of(task.priority) if task.priority else "",
        str(from_message(task.due)) if task.HasField("due") else "",
        " ".join(task.labels),
        task.notes,
        json.dumps(dict(sorted(task.annotations.items())), ensure_ascii=False) if task.annotations else "",
        *(_moment(task, field) for field in _TIMES),
        task.name,
        " ".join(task.assignees),
        task.parent_task.rpartition("/")[2],
        _recurrence(task),
    ]


def looks_like_formula(cell: str) -> bool:
    """Whether a spreadsheet may calculate what the cell says (OWASP, CSV injection)."""
    return cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def _recurrence(task: Task) -> str:
    """As JSON, which has a place for all of it; empty where the task does not recur."""
    return json.dumps(MessageToDict(task.recurrence)) if task.HasField("recurrence") else ""


def _list_cells(each: TaskList) -> list[str]:
    counts = (str(each.active_task_count), str(each.completed_task_count))
    moments = (_moment(each, field) for field in ("create_time", "update_time", "delete_time"))
    return [each.name.rpartition("/")[2], each.title, *counts, *moments, each.name, word_of(each.role).upper()]


def _member_cells(each: Member) -> list[str]:
    moments = (_moment(each, field) for field in ("create_time", "update_time"))
    return [each.name.rpartition("/")[2], word_of(each.role).upper(), *moments, each.name]


def _event_cells(each: Event) -> list[str]:
    fields = " ".join(each.changed_fields.paths)
    texts = (each.actor, each.method, each.task, fields, each.request_id, each.first_event, each.undone_event)
    return [each.name.rpartition("/")[2], _moment(each, "create_time"), *texts, each.name, each.member]


def _moment(resource: Task | TaskList | Event | Member, field: str) -> str:
    """RFC 3339, in UTC."""
    moment = getattr(resource, field)
    assert isinstance(moment, Timestamp)
    return moment.ToJsonString() if resource.HasField(field) else ""


def _writer() -> Callable[[Iterable[str]], bytes]:
    write = csv.writer(_Echo()).writerow
    return lambda cells: str(write(cells)).encode()


class _Echo:
    """The csv module writes to files only; what `write` returns, `writerow` returns."""

    def write(self, text: str) -> str:
        return text
