"""Events to items, and back."""

from collections.abc import Mapping
from typing import Any

from todo_k8s.domain.model import Event, Principal
from todo_k8s.storage import keys
from todo_k8s.storage.item_fields import without_empty
from todo_k8s.storage.table import Index, Item, Json

FIELDS = {
    "anchor": "due",
    "annotations": "annotations",
    "assignees": "assignees",
    "basis": "recurrence",
    "completed": "complete_time",
    "created": "create_time",
    "deleted": "delete_time",
    "deletion": "delete_time",
    "due": "due",
    "excluded": "recurrence",
    "labels": "labels",
    "last_occurrence": "last_occurrence",
    "notes": "notes",
    "occurrences": "last_occurrence",
    "ordinal": "due",
    "parent": "parent_task",
    "position": "position",
    "priority": "priority",
    "role": "role",
    "rule": "recurrence",
    "rule_zone": "recurrence",
    "series": "series",
    "state": "state",
    "title": "title",
    "uid": "uid",
    "updated": "update_time",
    "zone": "due",
}
"""The field of the API that each stored field of a task, a list or a member belongs to."""

_ALWAYS = "update_time"
"""It changes with every change, and the event's own time says the same."""


def event_item(value: Event, expires: int) -> Item:
    """What was changed stands in `detail`, since it can be long; whatever belongs to one field stands there whole."""
    fields = changed_fields(value.before, value.after)
    first, last = value.span
    return Item(
        keys.event(value.list_id, value.sequence),
        value.sequence,
        without_empty(
            {
                "actor": value.actor.user,
                "method": value.method,
                "request_id": value.request_id,
                "time": keys.micros(value.time),
                "task": value.task_id,
                "user": value.user,
                "uid": value.after.get("uid", ""),
                "span": None if first == last else [first, last],
                "undone": value.undone,
                "moved_to": value.moved_to,
                "moved_from": value.moved_from,
                "counterpart": value.counterpart,
                "fields": list(fields),
            }
        ),
        without_empty({"before": _part(value.before, fields), "after": _part(value.after, fields)}),
        {Index.ORD: f"{value.task_id or keys.HEAD}#{keys.padded(value.sequence)}"},
        expires,
    )


def event_of(item: Item) -> Event:
    """Without `before` and `after` where the item was read without its detail."""
    data: Mapping[str, Any] = item.data
    detail: Mapping[str, Any] = item.detail
    first, last = data.get("span", (item.version, item.version))
    return Event(
        list_id=item.key.pk.removeprefix("E#").rpartition("#")[0],
        sequence=item.version,
        span=(first, last),
        task_id=data.get("task"),
        actor=Principal(data["actor"]),
        method=data["method"],
        request_id=data.get("request_id", ""),
        time=keys.moment_of(data["time"]),
        before=detail.get("before", {}),
        after=detail.get("after", {}),
        fields=tuple(data.get("fields", ())),
        undone=data.get("undone"),
        moved_to=data.get("moved_to", ""),
        moved_from=data.get("moved_from", ""),
        counterpart=data.get("counterpart"),
        uid=data.get("uid", ""),
        user=data.get("user"),
    )


def changed_fields(before: Mapping[str, Json], after: Mapping[str, Json]) -> tuple[str, ...]:
    """The fields of the API that differ, sorted."""
    changed = {FIELDS[name] for name in {**before, **after} if before.get(name) != after.get(name)}
    return tuple(sorted(changed - {_ALWAYS}))


def _part(fields: Mapping[str, Json], wanted: tuple[str, ...]) -> dict[str, Json]:
    return {name: value for name, value in fields.items() if FIELDS[name] in wanted}
