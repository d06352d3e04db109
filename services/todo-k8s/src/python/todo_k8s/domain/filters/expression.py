"""What a filter asks of a task, and of which kinds of task it can hold at all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from todo_k8s.domain.model import State, Task


class Kind(NamedTuple):
    """What decides in which indexes a task stands. A tuple, because every task that is read is asked for its own."""

    state: State
    deleted: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """Places in the order of due dates, both ends included."""

    low: str
    high: str


def undecided(_kind: Kind) -> bool | None:
    return None


@dataclass(frozen=True, slots=True)
class Term:
    """`decided` is whether it holds for every task of a kind; None where that depends on the task. `due` are the only
    due dates for which it holds, where there are such."""

    holds: Callable[[Task], bool]
    decided: Callable[[Kind], bool | None] = undecided
    due: Stretch | None = None


@dataclass(frozen=True, slots=True)
class Not:
    part: "Expression"


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple["Expression", ...]


Expression: TypeAlias = Term | Not | All | Any


def holds(expression: Expression, task: Task) -> bool:
    match expression:
        case Term():
            return expression.holds(task)
        case Not():
            return not holds(expression.part, task)
        case All():
            return all(holds(part, task) for part in expression.parts)
        case Any():
            return any(holds(part, task) for part in expression.parts)


def decided(expression: Expression, kind: Kind) -> bool | None:
    """Whether it holds for every task of the kind, or for none; None where that depends on the task, as far as the
    parts tell each by itself."""
    match expression:
        case Term():
            return expression.decided(kind)
        case Not():
            inner = decided(expression.part, kind)
            return None if inner is None else not inner
        case All():
            return _joined([decided(part, kind) for part in expression.parts], absorbing=False)
        case Any():
            return _joined([decided(part, kind) for part in expression.parts], absorbing=True)


def _joined(parts: list[bool | None], *, absorbing: bool) -> bool | None:
    if absorbing in parts:
        return absorbing
    return None if None in parts else not absorbing


def due_stretches(expression: Expression) -> list[Stretch]:
    """Stretches outside each of which it holds for no task."""
    match expression:
        case Term(due=Stretch() as stretch):
            return [stretch]
        case All():
            return [stretch for part in expression.parts for stretch in due_stretches(part)]
    return []
