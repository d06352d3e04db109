"""What a failed call says to a client, from its `google.rpc.Status` (AIP-193)."""

from dataclasses import dataclass
from typing import TypeVar, cast

import grpc
from google.protobuf.message import DecodeError, Message
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo
from google.rpc.status_pb2 import Status

Detail = TypeVar("Detail", bound=Message)


@dataclass(frozen=True, slots=True)
class RpcProblem:
    """`reason` is the ErrorInfo's; empty where the answer was not made by the service."""

    code: str
    reason: str
    sentence: str


def problem_of(error: grpc.RpcError) -> RpcProblem:
    code, text = error.code().name, error.details() or "no details"
    status = status_of(error)
    if status is None:
        return RpcProblem(code, "", f"{text} ({code})")
    info = _detail(status, ErrorInfo)
    reason = info.reason if info else ""
    wrong = _detail(status, BadRequest)
    if wrong and wrong.field_violations:
        text = "; ".join(f"{violation.field} {violation.description}" for violation in wrong.field_violations)
    return RpcProblem(code, reason, f"{text} ({reason or code})")


def status_of(error: grpc.RpcError) -> Status | None:
    """What the service answered; None where the answer was not made by it."""
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
