"""Comparisons with due dates: civil time, in the order in which tasks are listed by it."""

import re
from datetime import date, datetime

from todo_k8s.domain.filters.expression import Expression, Not, Stretch, Term
from todo_k8s.domain.filters.refusal import refuse
from todo_k8s.domain.filters.syntax import Text
from todo_k8s.domain.model import Task
from todo_k8s.storage import keys

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?", re.ASCII)

# A place in the order is a date or a moment and '#'. This stands behind all the places that begin with a text, and
# before those of the next day or second: '#' < '-' < ':' < digits < 'T' < '~'.
_BEHIND = "~"


def due_term(operator: str, value: Text) -> Expression:
    """A day is all that is due on it; a moment is itself, and a whole day stands before its moments. Zones count for
    nothing. What has no due date is neither before nor behind one."""
    begin = _place(value)
    end = begin + _BEHIND
    match operator:
        case "=":
            return _within(begin, end)
        case "!=":
            return Not(_within(begin, end))
        case "<":
            return _within("", begin)
        case "<=":
            return _within("", end)
        case ">":
            return _within(end, keys.UNDATED)
        case ">=":
            return _within(begin, keys.UNDATED)
    raise AssertionError(f"{operator} is no comparison of due dates")


def has_due(*, has: bool) -> Term:
    return _within("", keys.UNDATED) if has else _within(keys.UNDATED, f"{keys.UNDATED}{_BEHIND}")


def _within(low: str, high: str) -> Term:
    def holds(task: Task) -> bool:
        due = task.content.due
        return low <= f"{due.when.isoformat() if due else keys.UNDATED}#" <= high

    return Term(holds, due=Stretch(low, high))


def _place(value: Text) -> str:
    """The beginning of its place in the order."""
    try:
        if _DAY.fullmatch(value.value):
            return date.fromisoformat(value.value).isoformat()
        if _MOMENT.fullmatch(value.value):
            return datetime.fromisoformat(value.value).isoformat()
    except ValueError as error:
        refuse(value.column, f"{value.value!r} is not in the calendar ({error})")
    problem = f"{value.value[:40]!r} is no due date; give a day, 2026-12-01, or a moment of one, 2026-12-01T17:30"
    refuse(value.column, f"{problem}, without an offset")
