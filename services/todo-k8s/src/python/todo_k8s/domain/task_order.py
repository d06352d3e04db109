"""Which stretch of which index answers a `ListTasks`: our subsets of AIP-160 (filter) and AIP-132 (order_by)."""

import re
from dataclasses import dataclass

from todo_k8s.domain.errors import InvalidArgument, Violation
from todo_k8s.domain.model import State, Task
from todo_k8s.storage import keys
from todo_k8s.storage.table import Index, Range, prefixed

_STATE_FILTER = re.compile(r'\s*state\s*=\s*("?)(ACTIVE|COMPLETED)\1\s*')
_DELETED_FILTER = re.compile(r"\s*delete_time\s*:\s*\*\s*")
_ORDER = re.compile(r"\s*([a-z_]+)(\s+desc)?\s*")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which tasks are wanted: those of one state or, where that is None, of every one; live ones, deleted ones, or
    both."""

    state: State | None
    live: bool
    deleted: bool

    def takes(self, task: Task) -> bool:
        in_state = self.state is None or task.state is self.state
        return in_state and (self.live if task.delete_time is None else self.deleted)


_ACTIVE = Choice(State.ACTIVE, live=True, deleted=False)
_COMPLETED = Choice(State.COMPLETED, live=True, deleted=False)
_DELETED = Choice(None, live=False, deleted=True)
_ACTIVE_AND_DELETED = Choice(State.ACTIVE, live=True, deleted=True)
_COMPLETED_AND_DELETED = Choice(State.COMPLETED, live=True, deleted=True)

_CHANGED = {"update_time": (Index.CHG, "")}
# The orders that an index answers. The first is the default, downwards where it is a time.
_ORDERS = {
    _ACTIVE: {"position": (Index.ORD, keys.siblings(None)), "due": (Index.DUE, "")} | _CHANGED,
    _COMPLETED: {"complete_time": (Index.DONE, keys.COMPLETED)} | _CHANGED,
    _DELETED: {"delete_time": (Index.DONE, keys.DELETED)} | _CHANGED,
    _ACTIVE_AND_DELETED: _CHANGED,
    _COMPLETED_AND_DELETED: _CHANGED,
}


@dataclass(frozen=True, slots=True)
class Selection:
    """The stretch to read, and the tasks to keep: an index may hold others too."""

    stretch: Range
    index: Index
    choice: Choice


def selection_of(list_id: str, filter_: str, order_by: str, *, show_deleted: bool = False) -> Selection:
    """Raises InvalidArgument `UNSUPPORTED_FILTER` or `UNSUPPORTED_ORDER` for what no index answers."""
    choice = _choice(filter_, show_deleted)
    orders = _ORDERS[choice]
    default = next(iter(orders))
    match = _ORDER.fullmatch(order_by.strip() or (default if default == "position" else f"{default} desc"))
    if not match or match[1] not in orders:
        supported = ", ".join(orders)
        problem = f"{order_by[:80]!r} is not supported with this filter; use {supported}, each with ' desc' or without"
        raise InvalidArgument([Violation("order_by", problem)], "UNSUPPORTED_ORDER")
    index, prefix = orders[match[1]]
    return Selection(prefixed(keys.list_pk(list_id), index, prefix, reverse=match[2] is not None), index, choice)


def _choice(filter_: str, show_deleted: bool) -> Choice:
    if not filter_.strip():
        return _ACTIVE_AND_DELETED if show_deleted else _ACTIVE
    if match := _STATE_FILTER.fullmatch(filter_):
        return Choice(State(match[2]), live=True, deleted=show_deleted)
    if _DELETED_FILTER.fullmatch(filter_):
        if show_deleted:
            return _DELETED
        problem = "asks for deleted tasks, which are shown only with show_deleted; set that too"
    else:
        problem = f"{filter_[:80]!r} is not supported; use 'state = ACTIVE', 'state = COMPLETED' or 'delete_time:*'"
    raise InvalidArgument([Violation("filter", problem)], "UNSUPPORTED_FILTER")
