"""The audit: every change leaves an event, written in the change's own transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from todo_k8s.domain import limits
from todo_k8s.domain.model import Event, Member, Principal, Role, State, Task, TaskList
from todo_k8s.domain.requests import Mutation
from todo_k8s.storage import keys, list_codec, task_codec
from todo_k8s.storage.event_codec import event_item
from todo_k8s.storage.table import Absent, Json, Put
from todo_k8s.value import value

Side: TypeAlias = Task | TaskList | Member | None


@value
class Changed:
    """What was changed: a task, the member that `user` is, or the list itself where both are None; and with which of
    the list's numbers. `span` is from the first to the last number of the changes that are made together, `undone` the
    number of the change that this one takes back, if it does. Of a move between two lists, `moved_to` or `moved_from`
    is the task's name in the other one, and `counterpart` the number of the change there."""

    list_id: str
    task_id: str | None
    sequence: int
    span: tuple[int, int]
    undone: int | None = None
    moved_to: str = ""
    moved_from: str = ""
    counterpart: int | None = None
    user: str | None = None

    @classmethod
    def list_at(cls, changed: TaskList, undone: int | None = None) -> "Changed":
        """The list's own last change."""
        return cls(changed.id, None, changed.sequence, (changed.sequence, changed.sequence), undone)


def event_put(
    caller: Principal,
    mutation: Mutation,
    changed: Changed,
    before: Mapping[str, Json],
    after: Mapping[str, Json],
    now: datetime,
) -> Put:
    event = Event(
        changed.list_id,
        changed.sequence,
        changed.span,
        changed.task_id,
        caller,
        mutation.method,
        mutation.request_id.lower(),
        now,
        before,
        after,
        undone=changed.undone,
        moved_to=changed.moved_to,
        moved_from=changed.moved_from,
        counterpart=changed.counterpart,
        user=changed.user,
    )
    return Put(event_item(event, int(now.timestamp()) + limits.EVENT_DAYS * 86_400), Absent())


def sides(event: Event) -> tuple[Side, Side]:
    """The task, the list or the member before the event and after it, None where it was not there yet, or a member not
    any more. Only the fields that the event names tell something."""
    if event.user is not None:
        parts = event.before, event.after
        before, after = (_member(event, event.user, part) if part or not any(parts) else None for part in parts)
        return before, after
    if event.task_id is None:
        is_new = event.sequence == 1
        return None if is_new else _list(event, event.before), _list(event, event.after)
    is_new = "create_time" in event.fields
    return None if is_new else _task(event, event.task_id, event.before), _task(event, event.task_id, event.after)


def _member(event: Event, user: str, part: Mapping[str, Json]) -> Member:
    created = part.get("created")
    return Member(
        event.list_id,
        user,
        Role(str(part.get("role", Role.VIEWER))),
        event.sequence,
        keys.moment_of(created) if isinstance(created, int) else None,
        None,
    )


def _task(event: Event, task_id: str, part: Mapping[str, Json]) -> Task:
    fields: dict[str, Json] = {"state": State.ACTIVE.value, **part}
    return task_codec.task_of_fields(event.list_id, task_id, event.sequence, fields)


def _list(event: Event, part: Mapping[str, Json]) -> TaskList:
    return list_codec.list_of_fields(
        event.list_id, event.sequence, {"revision": 0, "created": 0, "updated": 0} | dict(part)
    )
