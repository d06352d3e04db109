"""Tasks to items, and back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from todo_k8s.domain.model import Basis, Due, Recurrence, Run, Task, TaskContent
from todo_k8s.storage import keys, records
from todo_k8s.storage.item_fields import optional_micros, optional_moment, without_empty
from todo_k8s.storage.stored_task import STATES, is_task
from todo_k8s.storage.table import Item, Json
from todo_k8s.storage.task_data import TaskData, task_data
from todo_k8s.storage.task_indexes import order_of

_DERIVED = ("ancestors", "active_subtasks", "completed_subtasks")
_UNTOLD = ("actor", "request", "entered")
"""Who made the last change, which an event tells by itself, and since when the task has its name."""
_NOT_COMPARED = frozenset({*_DERIVED, *_UNTOLD})


def task_item(value: Task) -> Item:
    key = keys.task(value.list_id, value.id)
    expires = int(value.purge_time.timestamp()) if value.purge_time else None
    return Item(key, value.version, data_of(value), detail_of(value), order_of(value), expires)


def data_of(value: Task) -> TaskData:
    content, due, recurrence, run = value.content, value.content.due, value.content.recurrence, value.run
    return TaskData(
        uid=value.uid,
        title=content.title,
        state=value.state._value_,
        priority=content.priority,
        labels=content.labels,
        assignees=content.assignees,
        due=due.when.isoformat() if due else None,
        zone=due.zone if due else None,
        position=value.position,
        created=keys.micros(value.create_time),
        updated=keys.micros(value.update_time),
        completed=optional_micros(value.complete_time),
        deleted=optional_micros(value.delete_time),
        deletion=value.deletion,
        ancestors=value.ancestors,
        active_subtasks=value.active_subtasks,
        completed_subtasks=value.completed_subtasks,
        anchor=run.anchor.isoformat() if run else None,
        ordinal=run.ordinal if run else None,
        occurrences=value.occurrences,
        last_occurrence=value.last_occurrence,
        series=value.series,
        rule=recurrence.rule if recurrence else None,
        basis=recurrence.basis._value_ if recurrence else None,
        excluded=tuple(day.isoformat() for day in recurrence.excluded_dates) if recurrence else (),
        rule_zone=recurrence.zone if recurrence else None,
    )


def detail_of(value: Task) -> dict[str, Json]:
    content = value.content
    return without_empty(
        {
            "notes": content.notes,
            "annotations": dict(content.annotations),
            "entered": value.entered,
            "actor": value.actor,
            "request": value.request_id,
        }
    )


def task_of(item: Item) -> Task:
    list_id, task_id = item.key.pk.removeprefix("L#"), item.key.sk.removeprefix(keys.TASK)
    return _task(list_id, task_id, item.version, item.data, item.detail)


def task_at(item: Item | None) -> Task | None:
    return task_of(item) if is_task(item) else None


def task_of_fields(list_id: str, task_id: str, version: int, fields: Mapping[str, Json]) -> Task:
    """The task that has these fields, as `task_fields` gives them: of its ancestors the parent alone, and no counts."""
    ancestors = [fields["parent"]] if "parent" in fields else []
    return _task(list_id, task_id, version, task_data({**fields, "ancestors": ancestors}), fields)


def _task(list_id: str, task_id: str, version: int, data: TaskData, detail: Mapping[str, Any]) -> Task:
    content = TaskContent(
        data.title,
        detail.get("notes", ""),
        data.priority,
        data.labels,
        due_of(data),
        detail.get("annotations", {}),
        data.assignees,
        recurrence_of(data),
    )
    # In their order: by name, so many take three times as long.
    return Task(
        list_id,
        task_id,
        data.uid,
        version,
        content,
        STATES[data.state],
        data.position,
        keys.moment_of(data.created),
        keys.moment_of(data.updated),
        optional_moment(data.completed),
        optional_moment(data.deleted),
        data.ancestors,
        data.active_subtasks,
        data.completed_subtasks,
        data.deletion,
        Run(_civil(data.anchor), data.ordinal) if data.anchor and data.ordinal is not None else None,
        data.occurrences,
        data.last_occurrence,
        data.series,
        detail.get("actor", ""),
        detail.get("request", ""),
        detail.get("entered"),
    )


def due_of(data: TaskData) -> Due | None:
    return Due(_civil(data.due), data.zone) if data.due else None


def recurrence_of(data: TaskData) -> Recurrence | None:
    if not (data.rule and data.basis):
        return None
    return Recurrence(data.rule, Basis(data.basis), tuple(map(date.fromisoformat, data.excluded)), data.rule_zone)


def _civil(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def task_fields(value: Task) -> dict[str, Json]:
    """The stored fields of a task, those of `data` and of `detail` alike; what an event compares. Of its place in the
    tree the parent alone: the rest follows from that, and can change when another task does."""
    return _compared(data_of(value), detail_of(value))


def fields_at(item: Item) -> dict[str, Json]:
    """The `task_fields` of the task that is stored so."""
    return _compared(item.data, item.detail)


def _compared(data: TaskData, detail: Mapping[str, Json]) -> dict[str, Json]:
    stored: dict[str, Json] = {**records.fields_of(records.text_of(data)), **detail}
    fields = {name: field for name, field in stored.items() if name not in _NOT_COMPARED}
    if data.ancestors:
        fields["parent"] = data.ancestors[-1]
    return fields
