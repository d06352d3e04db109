"""Comparisons with the times that the server notes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from todo_k8s.domain.filters.expression import Expression, Kind, Not, Term, undecided
from todo_k8s.domain.filters.refusal import refuse
from todo_k8s.domain.filters.syntax import Text
from todo_k8s.domain.model import State, Task
from todo_k8s.storage import keys

_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "=": int.__eq__,
    "<": int.__lt__,
    "<=": int.__le__,
    ">": int.__gt__,
    ">=": int.__ge__,
}


@dataclass(frozen=True, slots=True)
class Time:
    """A time of a task. `is_set` is whether tasks of a kind have it."""

    of: Callable[[Task], datetime | None]
    is_set: Callable[[Kind], bool] = lambda _kind: True


TIMES = {
    "create_time": Time(lambda task: task.create_time),
    "update_time": Time(lambda task: task.update_time),
    "complete_time": Time(lambda task: task.complete_time, lambda kind: kind.state is State.COMPLETED),
    "delete_time": Time(lambda task: task.delete_time, lambda kind: kind.deleted),
}


def time_term(field: str, operator: str, value: Text) -> Expression:
    """What is not set is neither before nor behind a time."""
    if operator == "!=":
        return Not(time_term(field, "=", value))
    time, wanted, compare = TIMES[field], _micros(value), _COMPARISONS[operator]

    def holds(task: Task) -> bool:
        moment = time.of(task)
        return moment is not None and compare(keys.micros(moment), wanted)

    return Term(holds, lambda kind: undecided(kind) if time.is_set(kind) else False)


def has_time(field: str) -> Expression:
    time = TIMES[field]
    return Term(lambda task: time.of(task) is not None, time.is_set)


def _micros(value: Text) -> int:
    problem = f"{value.value[:40]!r} is no time; give it as 2026-12-01T17:30:00Z, or with an offset such as +01:00"
    if not _TIMESTAMP.fullmatch(value.value):
        refuse(value.column, problem)
    try:
        return keys.micros(datetime.fromisoformat(value.value))
    except ValueError as error:
        refuse(value.column, f"{problem} ({error})")
