"""The values of the domain: what the service is about, in native, frozen types. All times are aware and in UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum, auto

from todo_k8s.domain import limits
from todo_k8s.domain.latest import UNKNOWN, Latest
from todo_k8s.storage.table import Json
from todo_k8s.value import value


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls. `user` is the last part of `users/{user}`."""

    user: str

    @property
    def name(self) -> str:
        return f"users/{self.user}"


class Role(StrEnum):
    """What a member may do: a VIEWER reads and leaves, an EDITOR also changes tasks and the list's title, an OWNER also
    deletes the list, brings it back, and changes who its members are."""

    VIEWER = "VIEWER"
    EDITOR = "EDITOR"
    OWNER = "OWNER"

    # That of an enum is written in Python.
    __hash__ = str.__hash__

    def allows(self, needed: "Role") -> bool:
        """Whether it is as great as this one."""
        return _RANKS[self] >= _RANKS[needed]


_RANKS = {role: rank for rank, role in enumerate(Role)}


class State(StrEnum):
    ACTIVE = "ACTIVE"
    COMPLETED = "COMPLETED"

    # That of an enum is written in Python.
    __hash__ = str.__hash__


@dataclass(frozen=True, slots=True)
class Due:
    """A civil day (`when` is a date), or a civil moment of one (`when` is a naive datetime, to the second).

    A moment without a `zone`, an IANA name, floats: it is the same clock time wherever the reader is.
    """

    when: date | datetime
    zone: str | None = None


class Basis(StrEnum):
    """What the next occurrence of a task follows: the rule's own dates, or the day on which the last was completed."""

    SCHEDULED = "SCHEDULED"
    COMPLETED = "COMPLETED"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """`rule` is the value of an RRULE. `zone` is where the day of a completion is told when `due` has none, UTC where
    it is None."""

    rule: str
    basis: Basis = Basis.SCHEDULED
    excluded_dates: tuple[date, ...] = ()
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """How far a recurring task has come. `anchor`, in civil time, is what its rule counts from; `ordinal` is the number
    of the occurrence that it is at, 1 for the first, with those that are excluded or were skipped."""

    anchor: date | datetime
    ordinal: int


def _purge_time(deleted: datetime | None) -> datetime | None:
    """In whole seconds, as stores count the time to live of an item."""
    return deleted and deleted.replace(microsecond=0) + timedelta(days=limits.DELETED_DAYS)


@value
class TaskList:
    """`sequence` numbers the changes in the list, its own and its tasks', without a gap; `revision` is the sequence at
    which the list's own properties last changed, by `actor`, a user, with the `request_id` of that call, if it had one.
    `last_position` is the greatest position given to any task. `role` is that of who asks; None where nobody does.
    `member_count` is of its members, `owner_count` of the owners among them."""

    id: str
    title: str
    sequence: int
    revision: int
    active_count: int
    completed_count: int
    last_position: str | None
    create_time: datetime
    update_time: datetime
    delete_time: datetime | None = None
    actor: str = field(default="", compare=False)
    request_id: str = field(default="", compare=False)
    role: Role | None = None
    member_count: int = 1
    owner_count: int = 1
    latest: Latest = field(default=UNKNOWN, compare=False, repr=False)

    @property
    def name(self) -> str:
        return f"taskLists/{self.id}"

    @property
    def purge_time(self) -> datetime | None:
        return _purge_time(self.delete_time)

    @property
    def etag(self) -> str:
        return f'"{self.revision}"'


@value
class TaskContent:
    """What the people who use a task decide about it. `assignees` are names of users."""

    title: str
    notes: str = ""
    priority: int = 0
    labels: tuple[str, ...] = ()
    due: Due | None = None
    annotations: Mapping[str, str] = field(default_factory=dict)
    assignees: tuple[str, ...] = ()
    recurrence: Recurrence | None = None


@value
class Task:
    """`version` is the list's sequence at the task's last change.

    `content.notes` and `content.annotations` are empty in a list view that does not show them, and so are `actor`, the
    user whose call changed the task last, and the `request_id` of that call, if it had one: who made a task what it is
    makes no other task of it. `ancestors` are the ids of the tasks above it, from the top to its parent; those of a
    deleted task can be out of date. The counts are of its direct subtasks that are not deleted. `deletion` is the same
    number for the tasks that one call deleted together, one of the list's, and None for one that went alone.

    A task that recurs has a `run`; its `content.due` is the occurrence that it is at. `occurrences` counts those that
    became tasks of their own when they were completed; `last_occurrence` is the id of the last of these, and each has
    the id of its `series`.

    `entered` is the number of the list with which it came under a name there that can have been another task's; None
    of one that was made in the list under a new name, and in a list view.
    """

    list_id: str
    id: str
    uid: str
    version: int
    content: TaskContent
    state: State
    position: str
    create_time: datetime
    update_time: datetime
    complete_time: datetime | None
    delete_time: datetime | None = None
    ancestors: tuple[str, ...] = ()
    active_subtasks: int = 0
    completed_subtasks: int = 0
    deletion: int | None = None
    run: Run | None = None
    occurrences: int = 0
    last_occurrence: str | None = None
    series: str | None = None
    actor: str = field(default="", compare=False)
    request_id: str = field(default="", compare=False)
    entered: int | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        return f"taskLists/{self.list_id}/tasks/{self.id}"

    @property
    def parent_id(self) -> str | None:
        return self.ancestors[-1] if self.ancestors else None

    @property
    def root_id(self) -> str:
        """Of the task without a parent that it belongs to, which can be itself."""
        return self.ancestors[0] if self.ancestors else self.id

    @property
    def lineage(self) -> tuple[str, ...]:
        """What its subtasks have as their ancestors."""
        return (*self.ancestors, self.id)

    @property
    def purge_time(self) -> datetime | None:
        return _purge_time(self.delete_time)

    @property
    def etag(self) -> str:
        return f'"{self.version}"'


@value
class Event:
    """One change, as the audit keeps it: what was different before and after, by the name of the stored field, and the
    `fields` of the API that these are.

    `task_id` is None where the list itself was changed, or the member of it that `user` is. `span` is from the first to
    the last number of the changes that one call made together. `undone` is the number of the change that this one took
    back, if it did. `moved_to` and `moved_from` are the task's name in the other list where it went there, or came from
    there, and `counterpart` is the number of the event there. `uid` is the task's, empty where that is not told.
    """

    list_id: str
    sequence: int
    span: tuple[int, int]
    task_id: str | None
    actor: Principal
    method: str
    request_id: str
    time: datetime
    before: Mapping[str, Json]
    after: Mapping[str, Json]
    fields: tuple[str, ...] = ()
    undone: int | None = None
    moved_to: str = ""
    moved_from: str = ""
    counterpart: int | None = None
    uid: str = ""
    user: str | None = None

    @property
    def name(self) -> str:
        return f"taskLists/{self.list_id}/events/{self.sequence}"


@dataclass(frozen=True, slots=True)
class Member:
    """A user's role on a list. `version` is the list's sequence at its last change, made by `actor`, a user, with the
    `request_id` of that call, if it had one. The times are None where they were not kept yet.

    It stands twice: with the list, where calls are authorised by it, and with the user, whose lists it tells."""

    list_id: str
    user: str
    role: Role
    version: int
    create_time: datetime | None
    update_time: datetime | None
    actor: str = field(default="", compare=False)
    request_id: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        return f"taskLists/{self.list_id}/members/{self.user}"

    @property
    def etag(self) -> str:
        return f'"{self.version}"'


class Reason(StrEnum):
    """Why something is there no more."""

    DELETED = auto()
    MOVED = auto()
    ACCESS_LOST = auto()


@dataclass(frozen=True, slots=True)
class UserHead:
    """`sequence` numbers the changes of a user's memberships; `last_position` is the greatest of their positions."""

    user: str
    sequence: int
    list_count: int
    last_position: str | None
    latest: Latest = field(default=UNKNOWN, compare=False, repr=False)


@value
class RequestRecord:
    """That a request was carried out, and the names of what it was answered with."""

    fingerprint: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PurgeWork:
    """That a deleted list is to be emptied from `due` on. A sweeper that is at it holds it until `held_until`, and each
    of its steps moves the version on."""

    list_id: str
    due: datetime
    version: int = 1
    held_until: datetime | None = None

    @classmethod
    def of(cls, deleted: TaskList) -> "PurgeWork":
        assert deleted.purge_time is not None, "only deleted lists are purged"
        return cls(deleted.id, deleted.purge_time)
