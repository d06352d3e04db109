"""What went wrong with a call, and the google.rpc.Status that tells it (AIP-193)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import grpc
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, QuotaFailure, RetryInfo
from google.rpc.status_pb2 import Status

MAX_STATUS_BYTES = 4_608
"""Of a whole serialised status: 6 KB as the base64 that peers may ask for. With the message, which crosses the wire
once more and percent-encoded, it stays below the 8 KB of metadata that gRPC's clients accept."""

MAX_MESSAGE_BYTES = 512

_MAX_METADATA_PAIRS = 8
_MAX_KEY_BYTES = 64
_MAX_VALUE_BYTES = 256
_ANY_BYTES = 64
"""More than what wrapping a detail into an Any costs."""

_Detail = TypeVar("_Detail", bound=Message)


@dataclass(frozen=True, slots=True)
class FieldViolation:
    field: str
    description: str


@dataclass(frozen=True, slots=True)
class QuotaViolation:
    subject: str
    description: str


@dataclass(frozen=True, slots=True)
class Problem:
    """`reason` is UPPER_SNAKE_CASE and stable; programs act on it. The message is for people.

    `retry_delay` is in seconds.
    """

    code: grpc.StatusCode
    reason: str
    message: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    fields: Sequence[FieldViolation] = ()
    quotas: Sequence[QuotaViolation] = ()
    retry_delay: float | None = None


def to_status(problem: Problem, domain: str) -> Status:
    """A status of at most `MAX_STATUS_BYTES` with exactly one ErrorInfo. Long texts are cut, violations that find no
    room are left out."""
    status = Status(code=problem.code.value[0], message=_cut(problem.message, MAX_MESSAGE_BYTES))
    _add(status, _error_info(problem, domain))
    if problem.retry_delay is not None:
        delay = Duration()
        delay.FromMilliseconds(round(problem.retry_delay * 1000))
        _add(status, RetryInfo(retry_delay=delay))
    if fields := _fitting(status, map(_field_violation, problem.fields)):
        _add(status, BadRequest(field_violations=fields))
    if quotas := _fitting(status, map(_quota_violation, problem.quotas)):
        _add(status, QuotaFailure(violations=quotas))
    return status


def _error_info(problem: Problem, domain: str) -> ErrorInfo:
    pairs = list(problem.metadata.items())[:_MAX_METADATA_PAIRS]
    metadata = {_cut(key, _MAX_KEY_BYTES): _cut(value, _MAX_VALUE_BYTES) for key, value in pairs}
    return ErrorInfo(
        reason=_cut(problem.reason, _MAX_KEY_BYTES), domain=_cut(domain, _MAX_KEY_BYTES), metadata=metadata
    )


def _field_violation(violation: FieldViolation) -> BadRequest.FieldViolation:
    return BadRequest.FieldViolation(
        field=_cut(violation.field, _MAX_VALUE_BYTES), description=_cut(violation.description, _MAX_VALUE_BYTES)
    )


def _quota_violation(violation: QuotaViolation) -> QuotaFailure.Violation:
    return QuotaFailure.Violation(
        subject=_cut(violation.subject, _MAX_VALUE_BYTES), description=_cut(violation.description, _MAX_VALUE_BYTES)
    )


def _fitting(status: Status, details: Iterable[_Detail]) -> list[_Detail]:
    """The first details that the status still has room for."""
    room = MAX_STATUS_BYTES - status.ByteSize() - _ANY_BYTES
    fitting = []
    for detail in details:
        # A tag and a length stand before each one: no more than 4 bytes at these sizes.
        room -= detail.ByteSize() + 4
        if room < 0:
            break
        fitting.append(detail)
    return fitting


def _add(status: Status, detail: Message) -> None:
    status.details.add().Pack(detail)


def _cut(text: str, limit: int) -> str:
    """The text, or the beginning of it and an ellipsis, in at most `limit` bytes of UTF-8."""
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= limit:
        return encoded.decode("utf-8")
    return encoded[: limit - 3].decode("utf-8", "ignore") + "…"
