"""The values of the domain: what the service is about, in native, frozen types. All times are aware and in UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls. `user` is the last part of `users/{user}`."""

    user: str


class State(StrEnum):
    ACTIVE = "ACTIVE"
    COMPLETED = "COMPLETED"


@dataclass(frozen=True, slots=True)
class Due:
    """A civil day (`when` is a date), or a civil moment of one (`when` is a naive datetime, to the second).

    A moment without a `zone` floats: it is the same clock time wherever the reader is.
    """

    when: date | datetime
    zone: ZoneInfo | None = None


@dataclass(frozen=True, slots=True)
class TaskList:
    id: str
    title: str
    active_count: int
    completed_count: int
    create_time: datetime
    update_time: datetime
    etag: str

    @property
    def name(self) -> str:
        return f"taskLists/{self.id}"


@dataclass(frozen=True, slots=True)
class TaskContent:
    """What the people who use a task decide about it."""

    title: str
    notes: str = ""
    priority: int = 0
    labels: tuple[str, ...] = ()
    due: Due | None = None
    annotations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task:
    """`content.notes` and `content.annotations` are empty in a list view that does not show them."""

    list_id: str
    id: str
    uid: str
    content: TaskContent
    state: State
    position: str
    create_time: datetime
    update_time: datetime
    complete_time: datetime | None
    etag: str

    @property
    def name(self) -> str:
        return f"taskLists/{self.list_id}/tasks/{self.id}"
