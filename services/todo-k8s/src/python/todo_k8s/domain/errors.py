"""What can be wrong with a request: one class per way a caller has to react (AIP-193)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """One wrong field: its path in the request, what is wrong and how to mend it."""

    field: str
    description: str


class TodoError(Exception):
    """`reason` is UPPER_SNAKE_CASE and stable; programs act on it. The message is for people."""

    def __init__(self, reason: str, message: str, metadata: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.metadata = dict(metadata or {})


class InvalidArgument(TodoError):
    """The request is wrong in itself, whatever the state of the data."""

    def __init__(
        self,
        violations: Sequence[Violation],
        reason: str = "INVALID_FIELD",
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(reason, "; ".join(f"{v.field}: {v.description}" for v in violations), metadata)
        self.violations = tuple(violations)


class PermissionDenied(TodoError):
    """The caller has no role that allows this, or the thing is not there: callers cannot tell which (AIP-211)."""


class NotFound(TodoError):
    """The caller may see the parent, and this is not in it."""


class AlreadyExists(TodoError):
    """The id is taken, or what was to come back is there (AIP-164)."""


class FailedPrecondition(TodoError):
    """The resource is not in a state in which this can be done; repeating the call does not help."""


class Aborted(TodoError):
    """Someone else changed it first: read it again, then decide."""


class QuotaExceeded(TodoError):
    """A limit of the service is reached. `subject` is the name of what is full."""

    def __init__(self, reason: str, message: str, subject: str, metadata: Mapping[str, str] | None = None) -> None:
        super().__init__(reason, message, metadata)
        self.subject = subject
