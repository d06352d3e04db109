"""How the model tells refusals apart."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """`fields` are those that a BadRequest names."""

    code: str
    reason: str
    fields: frozenset[str] = frozenset()


FORBIDDEN = Refusal("PERMISSION_DENIED", "TASK_LIST_FORBIDDEN")
MISMATCH = Refusal("ABORTED", "ETAG_MISMATCH")
REUSED = Refusal("INVALID_ARGUMENT", "REQUEST_ID_REUSED", frozenset({"request_id"}))
TASK_NOT_FOUND = Refusal("NOT_FOUND", "TASK_NOT_FOUND")


def not_now(reason: str) -> Refusal:
    return Refusal("FAILED_PRECONDITION", reason)
