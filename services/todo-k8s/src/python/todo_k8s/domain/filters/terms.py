"""The fields that a filter can speak of, and what each may be compared with."""

import re

from todo_k8s.domain import limits
from todo_k8s.domain.filters.due_terms import due_term, has_due
from todo_k8s.domain.filters.expression import Expression, Not, Term
from todo_k8s.domain.filters.refusal import refuse
from todo_k8s.domain.filters.shown import Shown
from todo_k8s.domain.filters.syntax import Comparison, Text
from todo_k8s.domain.filters.time_terms import has_time, time_term
from todo_k8s.domain.model import State
from todo_k8s.domain.users import USER_FORM, is_user_name

_EQUALITY = ("=", "!=")
_ORDER = ("=", "!=", "<", "<=", ">", ">=")
_PRESENCE = ":*"
_HAS = ":"

OPERATORS = {
    "state": _EQUALITY,
    "due": (*_ORDER, _PRESENCE),
    "priority": (*_ORDER, _PRESENCE),
    "labels": (_HAS, _PRESENCE),
    "assignees": (_HAS, _PRESENCE),
    "title": (*_EQUALITY, _HAS),
    "create_time": _ORDER,
    "update_time": _ORDER,
    "complete_time": (*_ORDER, _PRESENCE),
    "delete_time": (*_ORDER, _PRESENCE),
}
"""By field; `:*` is that it is set."""

_NUMBER = re.compile(r"\d{1,2}", re.ASCII)


def term_of(comparison: Comparison, shown: Shown) -> Expression:
    """Raises InvalidArgument `UNSUPPORTED_FILTER`, with the column of what cannot be compared."""
    field, operator, value = comparison.field, comparison.operator, comparison.value
    if field.value not in OPERATORS:
        problem = f"{field.value[:40]!r} is no field of a filter; use {', '.join(OPERATORS)}"
        refuse(field.column, f"{problem}, or a text in quotes to search for")
    is_star = value.value == "*" and not value.quoted
    used = _PRESENCE if is_star and operator.value == _HAS else operator.value
    if used not in OPERATORS[field.value]:
        refuse(operator.column, f"{field.value} has no {used!r}; use {' '.join(OPERATORS[field.value])}")
    return _presence(field.value) if used == _PRESENCE else _comparison(field.value, used, value, shown)


def search_term(text: Text, shown: Shown) -> Term:
    """Whether the text is in what a view shows, whatever its case."""
    wanted = text.value.casefold()
    return Term(lambda task: wanted in shown.texts(task))


def _presence(field: str) -> Expression:
    match field:
        case "due":
            return has_due(has=True)
        case "priority":
            return Term(lambda task: task.content.priority != 0)
        case "labels":
            return Term(lambda task: bool(task.content.labels))
        case "assignees":
            return Term(lambda task: bool(task.content.assignees))
    return has_time(field)


def _comparison(field: str, operator: str, value: Text, shown: Shown) -> Expression:
    match field:
        case "state":
            return _state(operator, value)
        case "due":
            return due_term(operator, value)
        case "priority":
            return _priority(operator, value)
        case "labels":
            return Term(lambda task: value.value in task.content.labels)
        case "assignees":
            return _assignee(value)
        case "title":
            return _title(operator, value, shown)
    return time_term(field, operator, value)


def _state(operator: str, value: Text) -> Expression:
    if value.value not in State.__members__:
        refuse(value.column, f"{value.value[:40]!r} is no state; use {' or '.join(State)}")
    wanted = State(value.value)
    term = Term(lambda task: task.state is wanted, lambda kind: kind.state is wanted)
    return term if operator == "=" else Not(term)


def _priority(operator: str, value: Text) -> Expression:
    number = int(value.value) if _NUMBER.fullmatch(value.value) else -1
    if not 0 <= number <= limits.PRIORITY:
        refuse(value.column, f"{value.value[:40]!r} is no priority; give 1 (most urgent) to {limits.PRIORITY}, or 0")
    compare = {"<": int.__lt__, "<=": int.__le__, ">": int.__gt__, ">=": int.__ge__}.get(operator)
    if compare is None:
        term = Term(lambda task: task.content.priority == number)
        return term if operator == "=" else Not(term)
    return Term(lambda task: task.content.priority != 0 and compare(task.content.priority, number))


def _assignee(value: Text) -> Term:
    if not is_user_name(value.value):
        refuse(value.column, f"{value.value[:40]!r} is no user; give {USER_FORM}")
    return Term(lambda task: value.value in task.content.assignees)


def _title(operator: str, value: Text, shown: Shown) -> Expression:
    if operator == _HAS:
        wanted = value.value.casefold()
        return Term(lambda task: wanted in shown.title(task))
    term = Term(lambda task: task.content.title == value.value)
    return term if operator == "=" else Not(term)
