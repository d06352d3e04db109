"""Which stretch of which index answers a `ListTasks`: by its filter (AIP-160) and its order_by (AIP-132)."""

import re
from functools import lru_cache

from todo_k8s.domain.errors import InvalidArgument, Violation
from todo_k8s.domain.filters.expression import Kind, Stretch
from todo_k8s.domain.filters.task_filter import TaskFilter, task_filter
from todo_k8s.domain.model import State
from todo_k8s.domain.users import MY_NAME
from todo_k8s.storage import keys, stored_task
from todo_k8s.storage.table import Index, Item, Range, prefixed
from todo_k8s.value import value

_ORDER = re.compile(r"([a-z_]+)( desc)?")

_ACTIVE = frozenset({Kind(State.ACTIVE, deleted=False)})
_COMPLETED = frozenset({Kind(State.COMPLETED, deleted=False)})
_DELETED = frozenset(Kind(state, deleted=True) for state in State)

ANY_PARENT = "-"

_CHANGED = {"update_time": (Index.CHG, "")}
# The orders that an index answers where all that is wanted is of these kinds. The first is the default, downwards where
# it is a time. What is of several kinds is together in the order of changes alone.
_ORDERS = {
    _ACTIVE: {"position": (Index.ORD, ""), "due": (Index.DUE, "")} | _CHANGED,
    _COMPLETED: {"complete_time": (Index.DONE, keys.COMPLETED)} | _CHANGED,
    _DELETED: {"delete_time": (Index.DONE, keys.DELETED)} | _CHANGED,
}


@value
class Selection:
    """The stretch to read, in no partition yet, and the filter that tells which tasks to keep: an index may hold others
    too. `parent_id` is None where tasks of any parent are kept. Where it `is_unfiltered`, nothing else stands in the
    stretch."""

    stretch: Range
    index: Index
    filter: TaskFilter
    parent_id: str | None = None
    is_unfiltered: bool = False

    def stretch_in(self, list_id: str) -> Range:
        stretch = self.stretch
        return Range(keys.list_pk(list_id), stretch.index, stretch.low, stretch.high, stretch.reverse)

    def takes(self, item: Item) -> bool:
        """Whether the task that is stored so is to be kept."""
        return self.filter.takes(item) and self.parent_id in (None, stored_task.parent_id_of(item))


def selection_of(
    filter_: str, order_by: str, *, show_deleted: bool = False, parent_id: str = "", caller: str = MY_NAME
) -> Selection:
    """`parent_id` is `-` for tasks of any parent, empty for those without one where the order is `position`, and for
    those of any where it is another. `caller` is whom the filter's `users/me` means. Raises InvalidArgument
    `UNSUPPORTED_FILTER` or, for what no index answers, `UNSUPPORTED_ORDER`."""
    return _selection_of(filter_, _plain(order_by), show_deleted, parent_id, caller)


# Clients ask for the same again and again. What is kept is bounded: long texts are refused, or plain by now.
@lru_cache(maxsize=256)
def _selection_of(filter_: str, order_by: str, show_deleted: bool, parent_id: str, caller: str) -> Selection:
    filter = task_filter(filter_, show_deleted=show_deleted, caller=caller)
    index, prefix, reverse = _order_of(filter.kinds, order_by)
    wanted = None if parent_id in ("", ANY_PARENT) else parent_id
    if index is Index.ORD:
        prefix = "" if parent_id == ANY_PARENT else keys.siblings(wanted)
    stretch = prefixed("", index, prefix, reverse=reverse)
    if index is Index.DUE and filter.stretch:
        stretch = Range("", index, filter.stretch.low, filter.stretch.high, reverse)
    # Active tasks alone stand in these two, and by position each parent's by themselves.
    is_unfiltered = filter.asks_for_kinds_alone and (index is Index.ORD or (index is Index.DUE and wanted is None))
    return Selection(stretch, index, filter, wanted, is_unfiltered)


def agenda_selection(filter_: str, order_by: str, *, show_deleted: bool = False, caller: str = MY_NAME) -> Selection:
    """The same across lists, which have one order together."""
    filter = task_filter(filter_, show_deleted=show_deleted, caller=caller)
    if not filter.kinds <= _ACTIVE:
        problem = "allows other tasks than active ones; across lists ask for these alone, without show_deleted"
        raise InvalidArgument([Violation("filter", problem)], "UNSUPPORTED_FILTER")
    match = _ORDER.fullmatch(_plain(order_by) or "due")
    if not match or match[1] != "due":
        problem = f"{order_by[:80]!r} is not supported across lists; use due, with ' desc' or without"
        raise InvalidArgument([Violation("order_by", problem)], "UNSUPPORTED_ORDER")
    stretch = filter.stretch or Stretch("", "\U0010ffff")
    return Selection(Range("", Index.DUE, stretch.low, stretch.high, match[2] is not None), Index.DUE, filter)


def _plain(order_by: str) -> str:
    return " ".join(order_by.split())


def _order_of(kinds: frozenset[Kind], order_by: str) -> tuple[Index, str, bool]:
    """The index, what the strings in it begin with, and whether it is read downwards."""
    orders = _orders(kinds)
    default = next(iter(orders))
    match = _ORDER.fullmatch(order_by or (default if default == "position" else f"{default} desc"))
    if not match or match[1] not in orders:
        supported = ", ".join(orders)
        problem = f"{order_by[:80]!r} is not supported with this filter; use {supported}, each with ' desc' or without"
        raise InvalidArgument([Violation("order_by", problem)], "UNSUPPORTED_ORDER")
    index, prefix = orders[match[1]]
    return index, prefix, match[2] is not None


def _orders(kinds: frozenset[Kind]) -> dict[str, tuple[Index, str]]:
    return next((orders for wanted, orders in _ORDERS.items() if kinds <= wanted), _CHANGED)
