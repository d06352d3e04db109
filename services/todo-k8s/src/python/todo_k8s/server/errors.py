"""What the errors of the domain and of the stores mean to a caller: the one place that maps them (AIP-193)."""

from grpc import StatusCode

from grpc_service.status import FieldViolation, Problem, QuotaViolation
from todo_k8s.domain.errors import (
    Aborted,
    AlreadyExists,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    QuotaExceeded,
    TodoError,
)
from todo_k8s.server.refusal import Refused
from todo_k8s.storage.table import Throttled, Unavailable

DOMAIN = "todo-k8s"

_THROTTLED_RETRY_SECONDS = 1.0

_CODES: dict[type[TodoError], StatusCode] = {
    InvalidArgument: StatusCode.INVALID_ARGUMENT,
    PermissionDenied: StatusCode.PERMISSION_DENIED,
    NotFound: StatusCode.NOT_FOUND,
    AlreadyExists: StatusCode.ALREADY_EXISTS,
    FailedPrecondition: StatusCode.FAILED_PRECONDITION,
    Aborted: StatusCode.ABORTED,
    QuotaExceeded: StatusCode.RESOURCE_EXHAUSTED,
}


def to_problem(error: Exception) -> Problem | None:
    """None for what should not have happened. What a store says of itself is not passed on."""
    match error:
        case TodoError():
            return _of_domain(error)
        case Refused():
            return error.problem
        case Throttled():
            message = "The store refuses more work for the moment; repeat the call in a second."
            code = StatusCode.RESOURCE_EXHAUSTED
            return Problem(code, "STORE_THROTTLED", message, retry_delay=_THROTTLED_RETRY_SECONDS)
        case Unavailable():
            message = "The store does not answer. Whether a change was made is unknown: repeat it, with its request_id."
            return Problem(StatusCode.UNAVAILABLE, "STORE_UNAVAILABLE", message)
    return None


def _of_domain(error: TodoError) -> Problem:
    fields = error.violations if isinstance(error, InvalidArgument) else ()
    quotas = [QuotaViolation(error.subject, error.message)] if isinstance(error, QuotaExceeded) else ()
    return Problem(
        _CODES[type(error)],
        error.reason,
        error.message,
        metadata=error.metadata,
        fields=[FieldViolation(violation.field, violation.description) for violation in fields],
        quotas=quotas,
    )
