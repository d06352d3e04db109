"""Random histories of a service: calls, some of them again or with an older etag, while time passes and pages turn."""

from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from hypothesis import strategies as st
from todo.v1.task_list_service_pb2 import ListTaskListsRequest
from todo.v1.task_service_pb2 import TASK_VIEW_BASIC, TASK_VIEW_FULL, ListTasksRequest

from todo_k8s.server.testing_batches import Batch, Read, batch, read
from todo_k8s.server.testing_mutations import Mutation
from todo_k8s.server.testing_requests import HOME, any_list, any_task, mutation
from todo_k8s.server.testing_walk import ALL_LISTS, ListRequest

DAY = 86_400.0


@dataclass(frozen=True)
class Change:
    """A mutation. Words tell its etag, by what it is of the resource, and its request_id: "old" is that of the mutation
    as many back as `id_of` says. What completes or skips an occurrence names the one that the task is at, if it recurs,
    or else, where `other` is true, what may be none. Where it `follows`, a task that has moved to another list is named
    as it is there."""

    request: Mutation
    etag: str
    id: str
    id_of: int
    other: bool
    follows: bool


@dataclass(frozen=True)
class Again:
    """The mutation that was sent so many back is sent once more, byte by byte, or with its request_id in capitals."""

    back: int
    capitals: bool


@dataclass(frozen=True)
class Undo:
    """What was completed is reopened, what was deleted is brought back: the last of it, or what was so many before."""

    back: int


@dataclass(frozen=True)
class TakeBack:
    """The event that is so many before a list's last one is taken back. The word tells its request_id: "old" is that of
    the undo before this one, which is repeated first where it says `again`."""

    parent: str
    back: int
    id: str
    again: bool
    validate_only: bool


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
    """Asks for the next page of one of the open walks; `misused`, with its token in another request."""

    walk: int
    size: int
    misused: bool


Step: TypeAlias = Batch | Read | Change | Again | Undo | TakeBack | Wait | WaitFor | Look | Open | Turn

# The filter, show_deleted, and the orders that are documented for them; and some that are not.
_LISTINGS = (
    ("", False, ("position", "due", "update_time")),
    ("state = ACTIVE", False, ("position", "due", "update_time")),
    ("state = COMPLETED", False, ("complete_time", "update_time")),
    ("delete_time:*", True, ("delete_time", "update_time")),
    ("", True, ("update_time",)),
    ("state = COMPLETED", True, ("update_time",)),
    ("delete_time:*", False, ("position", "delete_time")),
    ("complete_time:* AND priority = 1", False, ("complete_time",)),
    ("state = ACTIVE OR state = COMPLETED", False, ("update_time",)),
    ("due = 2026-02-01", False, ("position", "due")),
    ("due < 2026-02-01T09:00 OR NOT due:*", False, ("position", "due")),
    ("-labels:+shop priority >= 1", False, ("position",)),
    ('assignees:"users/ann"', True, ("update_time",)),
    ("mil OR +sho", False, ("due",)),
    ("title ~ milk", False, ("uid",)),
    ("", False, ("complete_time", "uid")),
)


def _step_of(seed: int) -> Step:
    if seed == 0:
        # What hypothesis makes of a step that does not matter.
        return Wait(0.0)
    chance = Random(seed)
    makers = (_change, _again, _undo, _take_back, _wait, _wait_for, _look, _open, _turn, batch, read)
    return chance.choices(makers, (40, 6, 10, 10, 5, 6, 3, 16, 14, 12, 4))[0](chance)


def _change(chance: Random) -> Change:
    etag = chance.choices(("", "right", "stale", "odd"), (6, 4, 1, 1))[0]
    id = chance.choices(("new", "", "old", "odd"), (16, 3, 2, 1))[0]
    return Change(mutation(chance), etag, id, chance.randint(1, 3), chance.random() < 0.15, chance.random() < 0.7)


def _again(chance: Random) -> Again:
    return Again(chance.randint(1, 4), chance.random() < 0.5)


def _undo(chance: Random) -> Undo:
    return Undo(chance.choice((0, 0, 1)))


def _take_back(chance: Random) -> TakeBack:
    back = chance.choice((0, 0, 0, 1, 1, 2, 3, 5, 9))
    id = chance.choices(("new", "", "old", "odd"), (12, 3, 1, 1))[0]
    return TakeBack(any_list(chance), back, id, chance.random() < 0.3, chance.random() < 0.1)


def _wait(chance: Random) -> Wait:
    return Wait(chance.choice((0.25, 0.25, 1.0, 1.0, 3_600.0, DAY, 29 * DAY)))


def _wait_for(chance: Random) -> WaitFor:
    return WaitFor(chance.random() < 0.5, chance.random() < 0.6)


def _look(chance: Random) -> Look:
    return Look(chance.choice((any_list, any_task))(chance))


def _open(chance: Random) -> Open:
    if chance.random() < 0.2:
        return Open(ListTaskListsRequest(show_deleted=chance.random() < 0.5), _size(chance))
    filter_, show_deleted, orders = chance.choice(_LISTINGS)
    order = chance.choice(("", *(f"{name}{direction}" for name in orders for direction in ("", " desc"))))
    request = ListTasksRequest(
        parent=ALL_LISTS if chance.random() < 0.2 else any_list(chance),
        filter=filter_,
        order_by=order,
        view=chance.choice((TASK_VIEW_BASIC, TASK_VIEW_FULL, None)),
        show_deleted=show_deleted,
        parent_task=chance.choice(("", "", f"{HOME}/tasks/-", f"{HOME}/tasks/-", any_task(chance))),
    )
    return Open(request, _size(chance))


def _turn(chance: Random) -> Turn:
    return Turn(chance.randint(0, 3), _size(chance), chance.random() < 0.2)


def _size(chance: Random) -> int:
    return chance.choice((1, 1, 1, 1, 2, 2, 2, 3, 0, 1_000))


HISTORIES = st.lists(st.integers(0, 2**32 - 1).map(_step_of), min_size=20, max_size=60)
"""A step is one choice of hypothesis's, however many it takes: where each was one of its own, histories came out short
and poor (8 deletions in 100 of them)."""
