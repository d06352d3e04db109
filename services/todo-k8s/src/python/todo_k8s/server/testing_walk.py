"""A walk over the pages of a listing, and what it has to show by the comments of `todo.v1` while things change."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date, time
from typing import Any, TypeAlias

from google.protobuf.timestamp_pb2 import Timestamp
from todo.v1.task_list_service_pb2 import ListTaskListsRequest
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import TASK_VIEW_FULL, ListTasksRequest

from todo_k8s.server.testing_effects import Resource
from todo_k8s.server.testing_filters import ACTIVE, FILTERS
from todo_k8s.server.testing_mutations import parent_of
from todo_k8s.server.testing_oracle import Oracle
from todo_k8s.server.testing_refusals import FORBIDDEN, Refusal, no_task
from todo_k8s.server.testing_subtasks import place_of
from todo_k8s.server.testing_wrong_fields import wrong_name

ListRequest: TypeAlias = ListTaskListsRequest | ListTasksRequest
ALL_LISTS = "taskLists/-"
Place: TypeAlias = tuple[Any, ...]
Rows: TypeAlias = Callable[[], Mapping[str, tuple[Place, str]]]
"""What the listing has now: a name, its place in the order, and what tells that it moved where the place does not."""

_UNSUPPORTED_FILTER = Refusal("INVALID_ARGUMENT", "UNSUPPORTED_FILTER", frozenset({"filter"}))
_UNSUPPORTED_ORDER = Refusal("INVALID_ARGUMENT", "UNSUPPORTED_ORDER", frozenset({"order_by"}))

# By the comment of ListTasksRequest.order_by; the first is the default.
_ACTIVE_ORDERS = ("position", "due", "update_time")
_COMPLETED_ORDERS = ("complete_time", "update_time")
_AGENDA_ORDERS = ("due",)
_DELETED_ORDERS = ("delete_time", "update_time")


class Walk:
    """`reverse` is the order's direction."""

    def __init__(self, oracle: Oracle, request: ListRequest, rows: Rows, *, reverse: bool = False) -> None:
        self.request = request
        self._oracle = oracle
        self._rows = rows
        self._reverse = reverse
        self._seen: list[str] = []
        self._last: Place | None = None
        self._unmoved = dict(rows())

    def look(self) -> None:
        """To be called after every change: what moved, came or went is not promised to be shown once."""
        now = self._rows()
        self._unmoved = {name: place for name, place in self._unmoved.items() if now.get(name) == place}

    def take(self, page: Sequence[Resource], size: int) -> None:
        """Checks a page that was asked for with this size."""
        assert len(page) <= (size or 50)
        rows = self._rows()
        for shown in page:
            assert shown.name in rows, f"{shown.name} is not what was asked for"
            assert shown == self._view(shown.name)
            place, _ = rows[shown.name]
            if self._last is not None:
                assert self._last >= place if self._reverse else self._last <= place, f"{shown.name} is out of order"
            self._last = place
            self._seen.append(shown.name)

    def end(self) -> None:
        counts = Counter(self._seen)
        assert all(counts[name] == 1 for name in self._unmoved), f"{self.request}: not each once: {self._seen}"

    def _view(self, name: str) -> Resource | None:
        if isinstance(self.request, ListTaskListsRequest):
            return self._oracle.list_at(name)
        shown = deepcopy(self._oracle.task_at(name)) or Task()
        if self.request.view != TASK_VIEW_FULL:
            shown.ClearField("notes")
            shown.ClearField("annotations")
        return shown


def walk_of(oracle: Oracle, request: ListRequest) -> Walk | Sequence[Refusal]:
    """The walk that the request begins, or what may be said against it."""
    if isinstance(request, ListTaskListsRequest):
        return Walk(oracle, request, lambda: _lists(oracle, request))
    against = list(_against(oracle, request))
    if against:
        return against
    name, _, direction = (request.order_by or _default_order(request)).partition(" ")
    return Walk(oracle, request, lambda: _tasks(oracle, request, name), reverse=direction == "desc")


def _lists(oracle: Oracle, request: ListTaskListsRequest) -> Mapping[str, tuple[Place, str]]:
    return {
        found.name: ((place,), "")
        for place, found in enumerate(oracle.lists())
        if request.show_deleted or not found.HasField("delete_time")
    }


def _against(oracle: Oracle, request: ListTasksRequest) -> Iterator[Refusal]:
    if wrong := set(_wrong(request)):
        yield Refusal("INVALID_ARGUMENT", "INVALID_FIELD", frozenset(wrong))
    elif request.parent == ALL_LISTS:
        pass
    elif oracle.list_at(request.parent) is None:
        yield FORBIDDEN
    elif lacks_its_parent_task(oracle, request):
        yield oracle.telling_where(no_task(request.parent_task))
    wanted = FILTERS.get(request.filter)
    is_mixed = request.show_deleted or not wanted or wanted.states != ACTIVE
    if wanted is None or (wanted.deleted and not request.show_deleted) or (request.parent == ALL_LISTS and is_mixed):
        yield _UNSUPPORTED_FILTER
    elif request.order_by and request.order_by.removesuffix(" desc") not in _orders(request):
        yield _UNSUPPORTED_ORDER


def lacks_its_parent_task(oracle: Oracle, request: ListTasksRequest) -> bool:
    """Whether it asks for the subtasks of a task that is not there."""
    above = request.parent_task
    return bool(above) and not above.endswith("/-") and oracle.task_at(above) is None


def _wrong(request: ListTasksRequest) -> Iterator[str]:
    if request.parent == ALL_LISTS:
        yield from ["parent_task"] if request.parent_task else []
        return
    if wrong_name(request.parent, is_task=False):
        yield "parent"
    above = request.parent_task
    if above and above != f"{request.parent}/tasks/-":
        of_another = not wrong_name(request.parent, is_task=False) and parent_of(above) != request.parent
        if wrong_name(above, is_task=True) or of_another:
            yield "parent_task"


def _orders(request: ListTasksRequest) -> Sequence[str]:
    wanted = FILTERS[request.filter]
    if request.parent == ALL_LISTS:
        return _AGENDA_ORDERS
    if wanted.deleted:
        return _DELETED_ORDERS
    if request.show_deleted or len(wanted.states) > 1:
        return ("update_time",)
    return _ACTIVE_ORDERS if wanted.states == ACTIVE else _COMPLETED_ORDERS


def _default_order(request: ListTasksRequest) -> str:
    default = _orders(request)[0]
    return default if default in ("position", "due") else f"{default} desc"


def _tasks(oracle: Oracle, request: ListTasksRequest, order: str) -> Mapping[str, tuple[Place, str]]:
    found = [task for parent in _parents(oracle, request) for task in oracle.tasks_of(parent)]
    # Two changes at one moment have the same time, yet the second one moves the task.
    return {
        task.name: (_place(task, order), task.etag if order == "update_time" else "")
        for task in found
        if _is_wanted(task, request) and _is_on_level(task, request, order)
    }


def _parents(oracle: Oracle, request: ListTasksRequest) -> Sequence[str]:
    if request.parent == ALL_LISTS:
        return [found.name for found in oracle.lists() if not found.HasField("delete_time")]
    return [request.parent] if oracle.list_at(request.parent) else []


def _is_wanted(task: Task, request: ListTasksRequest) -> bool:
    if task.HasField("delete_time") and not request.show_deleted:
        return False
    wanted = FILTERS[request.filter]
    return task.state in wanted.states and wanted.takes(task)


def _is_on_level(task: Task, request: ListTasksRequest, order: str) -> bool:
    if request.parent_task.endswith("/-") or not request.parent_task and order != "position":
        return True
    return task.parent_task == request.parent_task


def _place(task: Task, order: str) -> Place:
    if order == "position":
        return place_of(task)
    if order == "due":
        return _civil(task)
    when: Timestamp = getattr(task, order)
    return (when.seconds, when.nanos)


def _civil(task: Task) -> Place:
    """Undated tasks last; a whole day before its moments."""
    if not task.HasField("due"):
        return (True,)
    if task.due.HasField("date"):
        day = task.due.date
        return (False, date(day.year, day.month, day.day), False)
    when = task.due.date_time
    moment = time(when.hours, when.minutes, when.seconds)
    return (False, date(when.year, when.month, when.day), True, moment)
