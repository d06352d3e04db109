"""The audit: every change leaves an event, written in the change's own transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from todo_k8s.domain import limits
from todo_k8s.domain.model import Event, Principal, TaskList
from todo_k8s.domain.requests import Mutation
from todo_k8s.storage import codec
from todo_k8s.storage.table import Absent, Json, Put


@dataclass(frozen=True, slots=True)
class Changed:
    """What was changed, the list itself where `task_id` is None, and with which of the list's numbers. `span` is from
    the first to the last number of the changes that are made together."""

    list_id: str
    task_id: str | None
    sequence: int
    span: tuple[int, int]

    @classmethod
    def list_at(cls, changed: TaskList) -> "Changed":
        """The list's own last change."""
        return cls(changed.id, None, changed.sequence, (changed.sequence, changed.sequence))


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
    )
    return Put(codec.event_item(event, int(now.timestamp()) + limits.EVENT_SECONDS), Absent())
