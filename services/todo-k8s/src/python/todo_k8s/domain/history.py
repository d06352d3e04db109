"""The audit: every change leaves an event, written in the change's own transaction."""

from collections.abc import Mapping
from datetime import datetime

from todo_k8s.domain import limits
from todo_k8s.domain.model import Event, Principal, TaskList
from todo_k8s.domain.requests import Mutation
from todo_k8s.storage import codec
from todo_k8s.storage.table import Absent, Json, Put


def event_put(
    caller: Principal,
    mutation: Mutation,
    changed: TaskList,
    task_id: str | None,
    before: Mapping[str, Json],
    after: Mapping[str, Json],
    now: datetime,
) -> Put:
    """The event of a change that brought the list to `changed.sequence`."""
    event = Event(
        changed.id, changed.sequence, task_id, caller, mutation.method, mutation.request_id.lower(), now, before, after
    )
    return Put(codec.event_item(event, int(now.timestamp()) + limits.EVENT_SECONDS), Absent())
