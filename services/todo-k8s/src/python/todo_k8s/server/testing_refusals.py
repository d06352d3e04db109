"""How the model tells refusals apart."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """`fields` are those that a BadRequest names; `name` is what is not found, and `moved_to` where that is. `indexes`
    are those of all that are not, where several are read."""

    code: str
    reason: str
    fields: frozenset[str] = frozenset()
    name: str = ""
    moved_to: str = ""
    indexes: str = ""


FORBIDDEN = Refusal("PERMISSION_DENIED", "TASK_LIST_FORBIDDEN")
MISMATCH = Refusal("ABORTED", "ETAG_MISMATCH")
UNDO_CONFLICT = Refusal("ABORTED", "UNDO_CONFLICT")
REUSED = Refusal("INVALID_ARGUMENT", "REQUEST_ID_REUSED", frozenset({"request_id"}))


def no_task(name: str) -> Refusal:
    """Told without where it is, which `Oracle.not_found` knows."""
    return Refusal("NOT_FOUND", "TASK_NOT_FOUND", name=name)


def not_now(reason: str) -> Refusal:
    return Refusal("FAILED_PRECONDITION", reason)
