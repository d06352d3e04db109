"""Random histories of a service: calls, some of them again or with an older etag, while time passes and pages turn."""

from copy import deepcopy
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from google.protobuf.field_mask_pb2 import FieldMask
from google.type.date_pb2 import Date
from google.type.datetime_pb2 import DateTime, TimeZone
from hypothesis import strategies as st
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import (
    CreateTaskListRequest,
    DeleteTaskListRequest,
    ListTaskListsRequest,
    UndeleteTaskListRequest,
    UpdateTaskListRequest,
)
from todo.v1.task_pb2 import Due, Task
from todo.v1.task_service_pb2 import (
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
    ListTasksRequest,
    MoveTaskRequest,
    ReopenTaskRequest,
    UndeleteTaskRequest,
    UpdateTaskRequest,
)

from todo_k8s.server.testing_mutations import TASK_FIELDS, Mutation
from todo_k8s.server.testing_walk import ListRequest

HOME, WORK, NOWHERE = (f"taskLists/{UUID(int=number)}" for number in (1, 2, 3))
FIRST = tuple(f"{HOME}/tasks/{id}" for id in "abc")
"""The tasks that every history begins with."""

# Etags by what they are of their resource; a request carries the word until it is sent.
ETAGS = ("", "", "", "right", "right", "stale", "odd")
DAY = 86_400.0


@dataclass(frozen=True)
class Change:
    """A mutation. Its request_id is new, none, odd, or that of an earlier mutation, as many back as `id_of` says."""

    request: Mutation
    id: str
    id_of: int


@dataclass(frozen=True)
class Again:
    """The mutation that was sent so many back is sent once more, byte by byte, or with its request_id in capitals."""

    back: int
    capitals: bool


@dataclass(frozen=True)
class Wait:
    seconds: float


@dataclass(frozen=True)
class WaitFor:
    """Until the next resource is purged, or the last request is forgotten; `early` is a quarter of a second before."""

    purge: bool
    early: bool


@dataclass(frozen=True)
class Look:
    """Gets one resource."""

    name: str


@dataclass(frozen=True)
class Open:
    """Begins a walk over pages."""

    request: ListRequest
    size: int


@dataclass(frozen=True)
class Turn:
    """Asks for the next page of one of the open walks; `misused`, with another request's token."""

    walk: int
    size: int
    misused: bool


Step: TypeAlias = Change | Again | Wait | WaitFor | Look | Open | Turn

lists = st.sampled_from((HOME, HOME, HOME, HOME, HOME, WORK, WORK, NOWHERE, "taskLists/home"))
ids = st.sampled_from(("a", "b", "c", "d", "e", "", "Not-an-id"))
tasks = st.sampled_from((*FIRST, *FIRST, *FIRST, f"{HOME}/tasks/d", f"{WORK}/tasks/a", f"{HOME}/tasks/-"))
etags = st.sampled_from(ETAGS)
flags = st.sampled_from((False, False, False, False, True))
sizes = st.sampled_from((1, 1, 2, 3, 0, 500, 1000))


def _moment(hours: int, zone: str = "", nanos: int = 0) -> Due:
    time_zone = TimeZone(id=zone) if zone else None
    return Due(date_time=DateTime(year=2026, month=2, day=1, hours=hours, time_zone=time_zone, nanos=nanos))


def _day(day: int) -> Due:
    return Due(date=Date(year=2026, month=2, day=day))


FULL = Task(title="milk", notes="at the\n\tcorner", priority=1, labels=["+shop"], due=_day(2), annotations={"a/b": "1"})
dues = st.sampled_from((None, _day(1), _day(2), _moment(0), _moment(9), _moment(9, "Europe/Berlin"), _moment(9, "UTC")))
contents = st.builds(
    Task,
    title=st.sampled_from(("milk", "bread", "\u00e9\U0001f600", "x" * 1_024)),
    notes=st.sampled_from(("", "at the\n\tcorner")),
    priority=st.sampled_from((0, 1, 26)),
    labels=st.lists(st.sampled_from(("+shop", "@town")), max_size=2, unique=True),
    due=dues,
    annotations=st.dictionaries(st.sampled_from(("a/b", "c")), st.sampled_from(("", "1")), max_size=2),
)
sparse = st.sampled_from(
    (Task(title="eggs"), Task(notes="soon"), Task(priority=3), Task(due=_day(28)), Task(labels=["+home"]), Task())
)
WRONG = (
    *(Task(title=title) for title in ("", " ", "two\nlines", "x" * 1_025)),
    *(Task(title="milk", priority=number) for number in (27, -1)),
    *(Task(title="milk", labels=labels) for labels in (["two words"], ["a", "a"])),
    *(
        Task(title="milk", due=due)
        for due in (Due(), _day(30), _moment(24), _moment(9, "Mars/Base"), _moment(9, nanos=1))
    ),
    *(Task(title="milk", annotations=pair) for pair in ({"1": "a"}, {"a": "\n"})),
    Task(title=" ", notes="\x07", priority=99),
)
given_tasks = st.one_of(contents, contents, sparse, st.sampled_from(WRONG))
masks = st.one_of(
    st.just([]),
    st.lists(st.sampled_from(TASK_FIELDS), min_size=1, max_size=3, unique=True),
    st.lists(st.sampled_from(TASK_FIELDS[1:]), min_size=1, max_size=3, unique=True),
    st.just(["*"]),
    st.sampled_from((["*", "title"], ["state"], ["due.date"], ["name", "title"])),
)


def _masked(paths: list[str]) -> FieldMask | None:
    return FieldMask(paths=paths) if paths else None


def _named(task: Task, name: str, etag: str) -> Task:
    named = deepcopy(task)
    named.name, named.etag = name, etag
    return named


list_changes = (
    st.builds(
        CreateTaskListRequest,
        task_list=st.none() | st.builds(TaskList, title=st.sampled_from(("home", "work", ""))),
        task_list_id=st.sampled_from((HOME[10:], WORK[10:], WORK[10:], "", "home")),
        validate_only=flags,
    ),
    st.builds(
        UpdateTaskListRequest,
        task_list=st.builds(TaskList, name=lists, title=st.sampled_from(("home", "work", "")), etag=etags),
        update_mask=st.sampled_from(([], ["title"], ["*"], ["etag"], ["title", "uid"])).map(_masked),
        validate_only=flags,
    ),
    st.builds(DeleteTaskListRequest, name=lists, etag=etags, force=st.booleans(), validate_only=flags),
    st.builds(UndeleteTaskListRequest, name=lists, etag=etags, validate_only=flags),
)
task_changes = (
    st.builds(
        CreateTaskRequest, parent=lists, task=st.one_of(st.none(), *[given_tasks] * 9), task_id=ids, validate_only=flags
    ),
    st.builds(
        UpdateTaskRequest,
        task=st.builds(_named, given_tasks, tasks, etags),
        update_mask=masks.map(_masked),
        validate_only=flags,
    ),
    *(
        st.builds(kind, name=tasks, etag=etags, validate_only=flags)
        for kind in (DeleteTaskRequest, UndeleteTaskRequest, CompleteTaskRequest, ReopenTaskRequest)
    ),
    st.builds(MoveTaskRequest, name=tasks, next_sibling=tasks, etag=etags, validate_only=flags),
    st.builds(MoveTaskRequest, name=tasks, previous_sibling=tasks, etag=etags, validate_only=flags),
    st.builds(MoveTaskRequest, name=tasks, edge=st.sampled_from((1, 2, 0, None)), etag=etags, validate_only=flags),
)
request_ids = st.sampled_from(("new", "new", "new", "", "old", "odd"))
changes = st.builds(Change, st.one_of(*task_changes, *task_changes, *list_changes), request_ids, st.integers(1, 3))
listings = st.builds(ListTaskListsRequest, show_deleted=st.booleans()) | st.builds(
    ListTasksRequest,
    parent=lists,
    filter=st.sampled_from(("", "state = ACTIVE", "state = COMPLETED", "delete_time:*", "title = x")),
    order_by=st.sampled_from(
        ("", "position", "due", "due desc", "update_time", "update_time desc", "complete_time", "delete_time", "uid")
    ),
    view=st.sampled_from((0, 1, 2)),
    show_deleted=st.booleans(),
)
waits = st.sampled_from((0.25, 0.25, 1.0, 1.0, 3600.0, DAY, 29 * DAY))
steps: st.SearchStrategy[Step] = st.one_of(
    changes,
    changes,
    changes,
    st.builds(Again, st.integers(1, 4), st.booleans()),
    st.builds(Wait, waits),
    st.builds(WaitFor, st.booleans(), st.booleans()),
    st.builds(Look, tasks | lists),
    st.builds(Open, listings, sizes),
    st.builds(Turn, st.integers(0, 3), sizes, flags),
)
histories: st.SearchStrategy[list[Step]] = st.integers(10, 40).flatmap(
    lambda length: st.lists(steps, min_size=length, max_size=length)
)
