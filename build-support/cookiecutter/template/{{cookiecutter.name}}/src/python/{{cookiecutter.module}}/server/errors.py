"""What the domain's errors mean to a caller: the one place that maps them (AIP-193)."""

from typing import Final

from grpc import StatusCode

from grpc_service.status import FieldViolation, Problem
from {{cookiecutter.module}}.domain.greetings import InvalidField

DOMAIN: Final = "{{cookiecutter.name}}"


def to_problem(error: Exception) -> Problem | None:
    """None for what should not have happened."""
    match error:
        case InvalidField(field=field, description=description):
            violations = [FieldViolation(field, description)]
            return Problem(StatusCode.INVALID_ARGUMENT, "INVALID_FIELD", str(error), fields=violations)
    return None
