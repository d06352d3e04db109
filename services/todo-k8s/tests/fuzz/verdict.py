"""Whether an answer is one that the protobuf files allow."""

import base64
from dataclasses import dataclass

import grpc
from google.rpc.error_details_pb2 import ErrorInfo
from google.rpc.status_pb2 import Status
from grpc import StatusCode

from fuzz.served import Method

MAX_STATUS_BYTES = 6 * 1024
"""Of the trailer, in the base64 in which it crosses the wire."""

_DOCUMENTED = {
    StatusCode.INVALID_ARGUMENT,
    StatusCode.NOT_FOUND,
    StatusCode.ALREADY_EXISTS,
    StatusCode.PERMISSION_DENIED,
    StatusCode.FAILED_PRECONDITION,
    StatusCode.ABORTED,
    StatusCode.RESOURCE_EXHAUSTED,
}
# What the health checking protocol and gRPC's reflection say for themselves.
_LIBRARIES = {StatusCode.INVALID_ARGUMENT, StatusCode.NOT_FOUND, StatusCode.UNIMPLEMENTED}


@dataclass(frozen=True)
class Answer:
    """`response` is None where there is none; `trailer` is the google.rpc.Status."""

    code: StatusCode
    message: str
    response: bytes | None = None
    trailer: bytes | None = None


def complaint(method: Method, answer: Answer) -> str:
    """What is wrong with the answer; empty where nothing is."""
    if answer.code is StatusCode.OK:
        return ""
    if answer.code not in (_DOCUMENTED if method.is_ours else _LIBRARIES):
        return f"the status {answer.code.name} is not documented: {answer.message}"
    return _complaint_of_details(answer)


def _complaint_of_details(answer: Answer) -> str:
    if answer.trailer is None:
        return f"{answer.code.name} has no details: {answer.message}"
    if (size := len(base64.b64encode(answer.trailer))) > MAX_STATUS_BYTES:
        return f"the status has {size} bytes"
    status = Status.FromString(answer.trailer)
    if (status.code, status.message) != (answer.code.value[0], answer.message):
        return f"the details are of another status: {status}"
    infos = [detail for detail in status.details if detail.TypeName() == "google.rpc.ErrorInfo"]
    if len(infos) != 1:
        return f"the status has {len(infos)} ErrorInfo"
    info = ErrorInfo.FromString(infos[0].value)
    return "" if info.domain == "todo-k8s" and info.reason.isupper() else f"the ErrorInfo says {info}"


def answer_of(error: grpc.RpcError) -> Answer:
    trailers = error.trailing_metadata() or ()
    details = (pair.value for pair in trailers if pair.key == "grpc-status-details-bin")
    return Answer(error.code(), error.details() or "", None, next(details, None))
