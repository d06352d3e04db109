"""What callers ask for, as it came: nothing in here has been checked yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

from todo_k8s.domain.model import Basis, Role
from todo_k8s.value import value

R = TypeVar("R")


@value
class Mutation:
    """What every mutation has. `fingerprint` is a digest of the method and the whole request but its id, empty where
    that is."""

    method: str
    request_id: str
    fingerprint: str
    validate_only: bool = False


@value
class PageRequest:
    """`fingerprint` is a digest of the method and the whole request but page_size and page_token."""

    size: int
    token: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class DateInput:
    """google.type.Date."""

    year: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class DateTimeInput:
    """google.type.DateTime; `zone` is the id of its time zone, None where it has no offset at all."""

    year: int
    month: int
    day: int
    hours: int
    minutes: int
    seconds: int
    nanos: int
    zone: str | None
    has_utc_offset: bool


@dataclass(frozen=True, slots=True)
class EmptyDue:
    """A Due in which neither `date` nor `date_time` is set."""


DueInput: TypeAlias = DateInput | DateTimeInput | EmptyDue


@dataclass(frozen=True, slots=True)
class RecurrenceInput:
    """`basis` is the number that was sent where it is no basis; `zone` is empty where there is none."""

    rule: str
    basis: Basis | int = Basis.SCHEDULED
    excluded_dates: Sequence[DateInput] = ()
    zone: str = ""


@value
class TaskInput:
    """`due` and `recurrence` are None where the field is not set."""

    title: str = ""
    notes: str = ""
    priority: int = 0
    labels: Sequence[str] = ()
    due: DueInput | None = None
    annotations: Mapping[str, str] = field(default_factory=dict)
    assignees: Sequence[str] = ()
    parent_task: str = ""
    recurrence: RecurrenceInput | None = None


@dataclass(frozen=True, slots=True)
class CreateTaskList:
    """`title` is None where the request has no list."""

    title: str | None
    task_list_id: str
    mutation: Mutation


@dataclass(frozen=True, slots=True)
class ListTaskLists:
    page: PageRequest
    show_deleted: bool = False


@dataclass(frozen=True, slots=True)
class UpdateTaskList:
    """`mask` is empty where the request has none."""

    name: str
    title: str
    etag: str
    mask: Sequence[str]
    mutation: Mutation


@dataclass(frozen=True, slots=True)
class DeleteTaskList:
    name: str
    etag: str
    force: bool
    mutation: Mutation


@dataclass(frozen=True, slots=True)
class UndeleteTaskList:
    name: str
    etag: str
    mutation: Mutation


@value
class CreateTask:
    """`task` is None where the request has none."""

    parent: str
    task: TaskInput | None
    task_id: str
    mutation: Mutation


@value
class ListTasks:
    parent: str
    page: PageRequest
    filter: str = ""
    order_by: str = ""
    full: bool = False
    show_deleted: bool = False
    parent_task: str = ""


@value
class UpdateTask:
    """`mask` is empty where the request has none."""

    name: str
    task: TaskInput
    etag: str
    mask: Sequence[str]
    mutation: Mutation


@value
class ChangeTask:
    """What completing, reopening, deleting and undeleting a task are asked with, and skipping an occurrence of it.

    `subtasks` is whether the tasks below it are completed, or deleted, with it; `occurrence` is None where the request
    has none.
    """

    name: str
    etag: str
    mutation: Mutation
    subtasks: bool = False
    occurrence: DueInput | None = None


@dataclass(frozen=True, slots=True)
class ListEvents:
    """`task` is empty where the events of the whole list are wanted."""

    parent: str
    page: PageRequest
    task: str = ""
    full: bool = False


@dataclass(frozen=True, slots=True)
class UndoEvent:
    name: str
    mutation: Mutation


@dataclass(frozen=True, slots=True)
class PullChanges:
    """`room` is what its page may take, in bytes; 0 for what any page may."""

    parent: str
    size: int
    token: str
    room: int = 0


@dataclass(frozen=True, slots=True)
class BatchOf(Generic[R]):
    """Requests to be carried out together; what their own mutations say does not count."""

    parent: str
    requests: Sequence[R]
    mutation: Mutation


class Edge(StrEnum):
    FIRST = "FIRST"
    LAST = "LAST"


@dataclass(frozen=True, slots=True)
class Before:
    sibling: str


@dataclass(frozen=True, slots=True)
class Behind:
    sibling: str


Destination: TypeAlias = Before | Behind | Edge


@dataclass(frozen=True, slots=True)
class MoveTask:
    """`destination` is None where the request names none, `parent` empty."""

    name: str
    destination: Destination | None
    etag: str
    mutation: Mutation
    parent: str = ""


@dataclass(frozen=True, slots=True)
class CreateMember:
    """`role` is None where the request names none, `has_member` false where it has no member at all."""

    parent: str
    member_id: str
    has_member: bool
    role: Role | None
    mutation: Mutation


@dataclass(frozen=True, slots=True)
class ListMembers:
    parent: str
    page: PageRequest


@dataclass(frozen=True, slots=True)
class UpdateMember:
    """`role` is None where the request names none, `mask` empty where it has none."""

    name: str
    role: Role | None
    etag: str
    mask: Sequence[str]
    mutation: Mutation


@dataclass(frozen=True, slots=True)
class DeleteMember:
    name: str
    etag: str
    mutation: Mutation
