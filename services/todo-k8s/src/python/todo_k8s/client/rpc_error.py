"""What a failed call says, from its `google.rpc.Status` (AIP-193)."""

from dataclasses import dataclass
from typing import TypeVar, cast

import grpc
from google.protobuf.message import DecodeError, Message
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo
from google.rpc.status_pb2 import Status

from todo_k8s.client import exit_codes
from todo_k8s.client.failure import Failure

Detail = TypeVar("Detail", bound=Message)

# Where the answer was not made by the service.
_REASONS = {"UNAVAILABLE": "NO_ANSWER", "DEADLINE_EXCEEDED": "NO_ANSWER_IN_TIME"}


@dataclass(frozen=True, slots=True)
class Problem:
    """`reason` is the ErrorInfo's; empty where the answer was not made by the service."""

    code: str
    reason: str
    sentence: str


def problem_of(error: grpc.RpcError) -> Problem:
    code, text = error.code().name, error.details() or "no details"
    status = _status_of(error)
    if status is None:
        return Problem(code, "", f"{text} ({code})")
    info = _detail(status, ErrorInfo)
    reason = info.reason if info else ""
    wrong = _detail(status, BadRequest)
    if wrong and wrong.field_violations:
        text = "; ".join(f"{violation.field} {violation.description}" for violation in wrong.field_violations)
    return Problem(code, reason, f"{text} ({reason or code})")


def failure_of(error: grpc.RpcError, server: str, timeout: float) -> Failure:
    """The end of a command whose call failed."""
    problem = problem_of(error)
    sentence = _sentence(problem, server, timeout)
    status = _status_of(error) or Status(code=error.code().value[0], message=sentence)
    exit_code = exit_codes.BY_STATUS.get(problem.code, exit_codes.SERVER)
    return Failure(sentence, exit_code, problem.reason or _REASONS.get(problem.code, problem.code), status=status)


def _sentence(problem: Problem, server: str, timeout: float) -> str:
    if problem.code == "UNAVAILABLE" and not problem.reason:
        return (
            f"nothing answers at {server}; start the server with"
            " ./pants run services/todo-k8s/src/python:todo-k8s-server, or name another with --server or TODO_SERVER"
        )
    if problem.code == "DEADLINE_EXCEEDED":
        return f"no answer from {server} within {timeout:g} s; try again, or wait longer with --timeout"
    return problem.sentence


def _status_of(error: grpc.RpcError) -> Status | None:
    # The error of a synchronous call is the call itself as well.
    for key, value in cast(grpc.Call, error).trailing_metadata() or ():
        if key == "grpc-status-details-bin" and isinstance(value, bytes):
            try:
                return Status.FromString(value)
            except DecodeError:
                return None
    return None


def _detail(status: Status, kind: type[Detail]) -> Detail | None:
    for packed in status.details:
        found = kind()
        if packed.Unpack(found):
            return found
    return None
