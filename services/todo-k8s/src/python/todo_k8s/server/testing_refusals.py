"""How the model tells refusals apart."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """`fields` are those that a BadRequest names."""

    code: str
    reason: str
    fields: frozenset[str] = frozenset()


TASK_NOT_FOUND = Refusal("NOT_FOUND", "TASK_NOT_FOUND")


def not_now(reason: str) -> Refusal:
    return Refusal("FAILED_PRECONDITION", reason)
