"""Tasks as protobuf, made of what is stored of them (docs/adr/0018)."""

from collections.abc import Iterable
from typing import Any, Protocol

from google.protobuf.timestamp_pb2 import Timestamp

from todo.v1 import task_pb2
from todo_k8s.domain.model import State, Task
from todo_k8s.server.translate_due import due_message, recurrence_message
from todo_k8s.storage import keys, task_codec
from todo_k8s.storage.table import Item

_STATES = {
    State.ACTIVE.value: task_pb2.Task.STATE_ACTIVE,
    State.COMPLETED.value: task_pb2.Task.STATE_COMPLETED,
}


class _Tasks(Protocol):
    def add(self) -> task_pb2.Task: ...


def task(value: Task) -> task_pb2.Task:
    return stored_task(task_codec.task_item(value))


def stored_task(item: Item) -> task_pb2.Task:
    shown = task_pb2.Task()
    show(item, shown)
    return shown


def add_all(items: Iterable[Item], shown: _Tasks) -> None:
    """Adds the tasks to the field of a response, which would copy messages that it was given."""
    add = shown.add
    for item in items:
        show(item, add())


def show(item: Item, shown: task_pb2.Task) -> None:
    """In an empty message. Sets what there is, field by field: with all fields, or with them as arguments, a page of
    tasks takes longer."""
    data: Any = item.data
    detail: Any = item.detail
    pk, sk = item.key
    parent = f"taskLists/{pk.removeprefix('L#')}/tasks/"
    shown.name = parent + sk.removeprefix(keys.TASK)
    shown.uid = data.get("uid", "")
    shown.title = data.get("title", "")
    shown.state = _STATES[data["state"]]
    shown.position = data.get("position", "")
    shown.etag = f'"{item.version}"'
    created, updated, when = data.get("created", 0), data.get("updated", 0), shown.create_time
    when.seconds = created // 1_000_000
    when.nanos = created % 1_000_000 * 1_000
    when = shown.update_time
    when.seconds = updated // 1_000_000
    when.nanos = updated % 1_000_000 * 1_000
    if "priority" in data:
        shown.priority = data["priority"]
    if "labels" in data:
        shown.labels.extend(data["labels"])
    if "due" in data:
        shown.due.CopyFrom(due_message(task_codec.due_of(data)))
    if "notes" in detail:
        shown.notes = detail["notes"]
    if "annotations" in detail:
        shown.annotations.update(detail["annotations"])
    if "assignees" in data:
        shown.assignees.extend(data["assignees"])
    if "rule" in data:
        shown.recurrence.CopyFrom(recurrence_message(task_codec.recurrence_of(data)))
    if "completed" in data:
        _set_time(shown.complete_time, data["completed"])
    if "deleted" in data:
        _set_time(shown.delete_time, data["deleted"])
        shown.purge_time.seconds = item.expires or 0
    if "active_subtasks" in data:
        shown.active_subtask_count = data["active_subtasks"]
    if "completed_subtasks" in data:
        shown.completed_subtask_count = data["completed_subtasks"]
    if "ancestors" in data:
        shown.parent_task = parent + data["ancestors"][-1]
    if "last_occurrence" in data:
        shown.last_occurrence = parent + data["last_occurrence"]
    if "series" in data:
        shown.series = parent + data["series"]


def _set_time(shown: Timestamp, micros: int) -> None:
    shown.seconds, rest = divmod(micros, 1_000_000)
    shown.nanos = rest * 1_000
