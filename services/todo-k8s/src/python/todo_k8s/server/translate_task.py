"""Tasks as protobuf, made of what is stored of them (docs/adr/0018)."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from todo.v1 import task_pb2
from todo_k8s.domain.model import State, Task
from todo_k8s.server.translate_due import due_message, recurrence_message
from todo_k8s.storage import keys, task_codec
from todo_k8s.storage.table import Item
from todo_k8s.storage.task_data import TaskData

_STATES = {
    State.ACTIVE.value: task_pb2.Task.STATE_ACTIVE,
    State.COMPLETED.value: task_pb2.Task.STATE_COMPLETED,
}
_BEFORE_ID = len(keys.TASK)


# Labels come again and again.
@lru_cache(maxsize=1024)
def _common(state: str, priority: int, labels: tuple[str, ...]) -> bytes:
    """A task's fields that many tasks share, and its times without a value yet.

    Python's protobuf makes a table for each message that is asked for a message or a list that it does not have, and
    frees it with the message; and each time it has freed 10,000 blocks it has the kernel take all free memory back.
    """
    shared = task_pb2.Task(
        state=_STATES[state],
        priority=priority,
        labels=labels,
        create_time=Timestamp(),
        update_time=Timestamp(),
    )
    return shared.SerializeToString()


def task(value: Task) -> task_pb2.Task:
    return stored_task(task_codec.task_item(value))


def stored_task(item: Item) -> task_pb2.Task:
    shown = task_pb2.Task()
    show(item, shown)
    return shown


def show(item: Item, shown: task_pb2.Task) -> None:
    """In an empty message."""
    add_all((item,), lambda: shown)


def add_all(items: Iterable[Item], add: Callable[[], task_pb2.Task]) -> None:
    """Shows each task in an empty message that `add` gives: that of a response's field, which would copy those that it
    was given. Sets what there is, field by field: with all fields, or with them as arguments, a page takes longer.
    """
    pk, parent = "", ""
    for item in items:
        if item.key.pk != pk:
            pk = item.key.pk
            parent = _parent_of(pk)
        shown = add()
        data: TaskData = item.data
        shown.MergeFromString(_common(data.state, data.priority, data.labels))
        shown.name = parent + item.key.sk[_BEFORE_ID:]
        shown.uid = data.uid
        shown.title = data.title
        shown.position = data.position
        shown.etag = f'"{item.version}"'
        micros, when = data.created, shown.create_time
        when.seconds = seconds = micros // 1_000_000
        when.nanos = nanos = micros % 1_000_000 * 1_000
        # Of a task that was never changed both are the same.
        if data.updated != micros:
            micros = data.updated
            seconds, nanos = micros // 1_000_000, micros % 1_000_000 * 1_000
        when = shown.update_time
        when.seconds = seconds
        when.nanos = nanos
        if due := task_codec.due_of(data) if data.due else None:
            shown.due.CopyFrom(due_message(due))
        if item.detail:
            _show_detail(item.detail, shown)
        if data.assignees:
            shown.assignees.extend(data.assignees)
        if recurrence := task_codec.recurrence_of(data) if data.rule else None:
            shown.recurrence.CopyFrom(recurrence_message(recurrence))
        if data.completed is not None:
            _set_time(shown.complete_time, data.completed)
        if data.deleted is not None:
            _set_time(shown.delete_time, data.deleted)
            shown.purge_time.seconds = item.expires or 0
        if data.active_subtasks:
            shown.active_subtask_count = data.active_subtasks
        if data.completed_subtasks:
            shown.completed_subtask_count = data.completed_subtasks
        if data.ancestors:
            shown.parent_task = parent + data.ancestors[-1]
        if data.last_occurrence:
            shown.last_occurrence = parent + data.last_occurrence
        if data.series:
            shown.series = parent + data.series


def _parent_of(pk: str) -> str:
    """What the names of all tasks of the partition begin with."""
    return f"taskLists/{pk.removeprefix('L#')}/tasks/"


def _show_detail(detail: Mapping[str, Any], shown: task_pb2.Task) -> None:
    if "notes" in detail:
        shown.notes = detail["notes"]
    if "annotations" in detail:
        shown.annotations.update(detail["annotations"])


def _set_time(shown: Timestamp, micros: int) -> None:
    shown.seconds, rest = divmod(micros, 1_000_000)
    shown.nanos = rest * 1_000
