"""Events as people read them."""

from collections.abc import Iterator, Sequence

from google.protobuf.timestamp_pb2 import Timestamp
from todo.v1.event_pb2 import Event
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_pb2 import Due, Recurrence, Task

from todo_k8s.client.due_message import from_message
from todo_k8s.client.member_roles import word_of
from todo_k8s.client.recurring import recurrence_text
from todo_k8s.client.references import short
from todo_k8s.client.task_table import shown_time
from todo_k8s.client.todotxt.words import letter_of

HEADS = ("EVENT", "WHEN", "WHO", "WHAT", "ON", "CHANGED")
CHANGED_COLUMN = HEADS.index("CHANGED")

# What the method tells already, and what means something to programs only.
_UNTOLD = ("complete_time", "create_time", "delete_time", "position", "state", "uid")
_NAMES = ("last_occurrence", "parent_task", "series")
_LONGEST = 40


def event_rows(events: Sequence[Event]) -> list[tuple[str, ...]]:
    """The heads and a row for each."""
    return [HEADS, *map(_row, events)]


def _row(event: Event) -> tuple[str, ...]:
    what = event.method
    if event.undone_event:
        what += f" of {event.undone_event.rpartition('/')[2]}"
    return (
        event.name.rpartition("/")[2],
        shown_time(event, "create_time"),
        event.actor.removeprefix("users/"),
        what,
        short(event.task) or event.member.rpartition("/")[2],
        "; ".join(_changes(event)),
    )


def _changes(event: Event) -> Iterator[str]:
    if event.destination_task:
        yield f"to {event.destination_task}"
    if event.source_task:
        yield f"from {event.source_task}"
    if event.member:
        old, new = word_of(event.old_member.role), word_of(event.new_member.role)
        yield f"role: {old or '(none)'} → {new or '(none)'}"
        return
    before, after = (event.old_task, event.new_task) if event.task else (event.old_task_list, event.new_task_list)
    is_new = not (event.HasField("old_task") or event.HasField("old_task_list"))
    for field in event.changed_fields.paths:
        if field not in _UNTOLD:
            old, new = _shown(before, field), _shown(after, field)
            yield f"{field}: {new}" if is_new else f"{field}: {old or '(none)'} → {new or '(none)'}"


def _shown(resource: Task | TaskList, field: str) -> str:
    """The value in a few words; empty where it has none."""
    text = " ".join(_text(resource, field).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _text(resource: Task | TaskList, field: str) -> str:
    value = getattr(resource, field)
    if isinstance(value, Due):
        return str(from_message(value)) if resource.HasField("due") else ""
    if isinstance(value, Recurrence):
        assert isinstance(resource, Task), "a list does not recur"
        return recurrence_text(resource)
    if isinstance(value, Timestamp):
        return shown_time(resource, field)
    if field == "priority":
        return letter_of(value) if value else ""
    if isinstance(value, str):
        return short(value) if field in _NAMES else value
    return " ".join(sorted(f"{key}:{text}" for key, text in value.items()) if field == "annotations" else sorted(value))
