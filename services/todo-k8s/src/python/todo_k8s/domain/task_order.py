"""Which stretch of which index answers a `ListTasks`: our subsets of AIP-160 (filter) and AIP-132 (order_by)."""

import re
from dataclasses import dataclass

from todo_k8s.domain.errors import InvalidArgument, Violation
from todo_k8s.domain.model import State
from todo_k8s.storage import keys
from todo_k8s.storage.table import Index, Range, prefixed

_FILTER = re.compile(r'\s*state\s*=\s*("?)(ACTIVE|COMPLETED)\1\s*')
_ORDER = re.compile(r"\s*([a-z_]+)(\s+desc)?\s*")
_DEFAULT = {State.ACTIVE: "position", State.COMPLETED: "complete_time desc"}
_ORDERS = {
    (State.ACTIVE, "position"): (Index.ORD, keys.TOP_LEVEL),
    (State.ACTIVE, "due"): (Index.DUE, ""),
    (State.ACTIVE, "update_time"): (Index.CHG, ""),
    (State.COMPLETED, "complete_time"): (Index.DONE, keys.COMPLETED),
    (State.COMPLETED, "update_time"): (Index.CHG, ""),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """The stretch to read, and the state to keep: an index may hold tasks of both."""

    stretch: Range
    index: Index
    state: State


def selection_of(list_id: str, filter_: str, order_by: str) -> Selection:
    """Raises InvalidArgument `UNSUPPORTED_FILTER` or `UNSUPPORTED_ORDER` for what no index answers."""
    state = _state(filter_)
    match = _ORDER.fullmatch(order_by.strip() or _DEFAULT[state])
    found = _ORDERS.get((state, match[1])) if match else None
    if not match or not found:
        supported = ", ".join(name for of, name in _ORDERS if of is state)
        problem = f"{order_by[:80]!r} is not supported for {state} tasks; use {supported}, each with ' desc' or without"
        raise InvalidArgument([Violation("order_by", problem)], "UNSUPPORTED_ORDER")
    index, prefix = found
    return Selection(prefixed(keys.list_pk(list_id), index, prefix, reverse=match[2] is not None), index, state)


def _state(filter_: str) -> State:
    if not filter_.strip():
        return State.ACTIVE
    if match := _FILTER.fullmatch(filter_):
        return State(match[2])
    problem = f"{filter_[:80]!r} is not supported; use 'state = ACTIVE' or 'state = COMPLETED'"
    raise InvalidArgument([Violation("filter", problem)], "UNSUPPORTED_FILTER")
