"""`users/me` in a filter: whoever calls."""

from dataclasses import replace

from todo_k8s.domain.filters.syntax import Comparison, Conjunction, Disjunction, Negation, Syntax, Text
from todo_k8s.domain.users import MY_NAME


def resolved(syntax: Syntax, caller: str) -> Syntax:
    """The same, with the caller's name for it."""
    match syntax:
        case Comparison(field=Text("assignees"), value=Text(value)) if value == MY_NAME:
            return replace(syntax, value=replace(syntax.value, value=caller))
        case Negation():
            return Negation(resolved(syntax.part, caller))
        case Conjunction() | Disjunction():
            return replace(syntax, parts=tuple(resolved(part, caller) for part in syntax.parts))
    return syntax
