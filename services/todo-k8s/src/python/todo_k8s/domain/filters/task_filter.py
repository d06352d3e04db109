"""A filter of tasks: AIP-160's language over the fields of a task."""

from collections.abc import Iterator
from dataclasses import dataclass

from todo_k8s.domain import limits
from todo_k8s.domain.filters.callers import resolved
from todo_k8s.domain.filters.due_terms import has_due
from todo_k8s.domain.filters.expression import (
    All,
    Any,
    Expression,
    Kind,
    Not,
    Stretch,
    Term,
    decided,
    due_stretches,
    holds,
)
from todo_k8s.domain.filters.grammar import parse
from todo_k8s.domain.filters.refusal import refuse
from todo_k8s.domain.filters.shown import Shown
from todo_k8s.domain.filters.syntax import Comparison, Conjunction, Disjunction, Negation, Syntax, Text
from todo_k8s.domain.filters.terms import search_term, term_of
from todo_k8s.domain.model import State
from todo_k8s.domain.users import MY_NAME
from todo_k8s.storage import stored_task, task_codec
from todo_k8s.storage.table import Item

_NOTHING_ASKED: Expression = All(())
_SPEAKS_OF_STATE = {"state", "complete_time", "delete_time"}


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """`kinds` are those of which a task can be wanted, `stretch` the due dates that one can have. One that `searches`
    asks for texts, which can be in the notes too, where a view shows them."""

    kinds: frozenset[Kind]
    stretch: Stretch | None
    _expression: Expression
    searches: bool = False

    @property
    def asks_for_kinds_alone(self) -> bool:
        """Whether it takes every task of its kinds."""
        return self._expression is _NOTHING_ASKED

    def takes(self, item: Item) -> bool:
        """Of the task that is stored so, which is made of it only where more than its kind is asked for."""
        if stored_task.kind_of(item) not in self.kinds:
            return False
        return self.asks_for_kinds_alone or holds(self._expression, task_codec.task_of(item))


def task_filter(text: str, *, show_deleted: bool, caller: str = MY_NAME) -> TaskFilter:
    """`caller` is the name of the user whom `users/me` means. Raises InvalidArgument `UNSUPPORTED_FILTER`, with the
    column at which it cannot be followed."""
    if len(text) > limits.FILTER_CODE_POINTS:
        refuse(limits.FILTER_CODE_POINTS + 1, f"the filter goes on; shorten it to {limits.FILTER_CODE_POINTS:,}")
    if not text.strip():
        return _SHOWING_DELETED if show_deleted else _ACTIVE
    syntax = parse(text)
    terms = list(_terms(syntax, 1))
    fields = {term.field.value: term.field for term in terms if isinstance(term, Comparison)}
    if len(terms) > limits.FILTER_TERMS:
        refuse(_column(terms[limits.FILTER_TERMS]), f"more terms follow; keep {limits.FILTER_TERMS} at most")
    expression = _expression_of(resolved(syntax, caller), Shown())
    if not show_deleted and (asked := fields.get("delete_time")):
        problem = "asks for deleted tasks, which are shown only with show_deleted; set that too"
        refuse(asked.column, problem)
    states = set(State) if _SPEAKS_OF_STATE & fields.keys() else {State.ACTIVE}
    searches = any(isinstance(term, Text) for term in terms)
    return TaskFilter(_kinds(expression, states, show_deleted=show_deleted), _stretch(expression), expression, searches)


def _kinds(expression: Expression, states: set[State], *, show_deleted: bool) -> frozenset[Kind]:
    kinds = (Kind(state, deleted) for state in states for deleted in (False, True) if show_deleted or not deleted)
    return frozenset(kind for kind in kinds if decided(expression, kind) is not False)


def _stretch(expression: Expression) -> Stretch | None:
    """The stretch in which all of them meet; one in which nothing stands, where they do not."""
    stretches = due_stretches(expression)
    if not stretches:
        return None
    low = max(stretch.low for stretch in stretches)
    return Stretch(low, max(low, min(stretch.high for stretch in stretches)))


def _terms(syntax: Syntax, depth: int) -> Iterator[Text | Comparison]:
    if isinstance(syntax, Text | Comparison):
        yield syntax
        return
    parts = (syntax.part,) if isinstance(syntax, Negation) else syntax.parts
    if depth > limits.FILTER_DEPTH:
        refuse(_column(syntax), f"nests deeper than {limits.FILTER_DEPTH} levels; write it flatter")
    for part in parts:
        yield from _terms(part, depth + 1)


def _column(syntax: Syntax) -> int:
    """Of the first term in it."""
    while True:
        match syntax:
            case Text():
                return syntax.column
            case Comparison():
                return syntax.field.column
            case Negation():
                syntax = syntax.part
            case _:
                syntax = syntax.parts[0]


def _expression_of(syntax: Syntax, shown: Shown) -> Expression:
    match syntax:
        case Text():
            return search_term(syntax, shown)
        case Comparison():
            return term_of(syntax, shown)
        case Negation():
            return _negated(syntax.part, shown)
        case Conjunction():
            return All(tuple(_expression_of(part, shown) for part in syntax.parts))
        case Disjunction():
            return Any(tuple(_expression_of(part, shown) for part in syntax.parts))


def _negated(syntax: Syntax, shown: Shown) -> Expression:
    inner = _expression_of(syntax, shown)
    # Those without a due date stand side by side, too.
    is_undated = isinstance(inner, Term) and inner.due == has_due(has=True).due
    return has_due(has=False) if is_undated else Not(inner)


_ACTIVE = TaskFilter(_kinds(_NOTHING_ASKED, {State.ACTIVE}, show_deleted=False), None, _NOTHING_ASKED)
_SHOWING_DELETED = TaskFilter(_kinds(_NOTHING_ASKED, {State.ACTIVE}, show_deleted=True), None, _NOTHING_ASKED)
