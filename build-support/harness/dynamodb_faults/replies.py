"""Replies in DynamoDB's own words.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec

_JSON = "application/x-amz-json-1.0"
_SERVICE = "com.amazonaws.dynamodb.v20120810"
_FRONT = "com.amazon.coral.availability"

_CAPACITY = (
    "The level of configured provisioned throughput for the table was exceeded."
    " Consider increasing your provisioning level with the UpdateTable API."
)
_GROWING = (
    "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or"
    " index so please try again shortly."
)
_CONFLICT = "Transaction is ongoing for the item"
_REASONS = {
    "ProvisionedThroughputExceeded": _CAPACITY,
    "ThrottlingError": _GROWING,
    "TransactionConflict": _CONFLICT,
}


@dataclass(frozen=True, slots=True)
class Reply:
    """`crc` is what `x-amz-crc32` says; None leaves it out, as a load balancer before DynamoDB does."""

    status: int
    body: bytes
    content_type: str = _JSON
    crc: str | None = None

    def head(self) -> bytes:
        """The bytes before the body."""
        lines = [
            f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}",
            f"content-type: {self.content_type}",
            f"content-length: {len(self.body)}",
        ]
        if self.crc is not None:
            lines.append(f"x-amz-crc32: {self.crc}")
        return "\r\n".join([*lines, "\r\n"]).encode()


def json_reply(status: int, fields: Mapping[str, Any]) -> Reply:
    body = msgspec.json.encode(fields)
    return Reply(status, body, crc=str(zlib.crc32(body)))


def _refusal(status: int, namespace: str, code: str, message: str, **more: Any) -> Reply:
    return json_reply(status, {"__type": f"{namespace}#{code}", **more, "message": message})


CAPACITY_EXCEEDED = _refusal(400, _SERVICE, "ProvisionedThroughputExceededException", _CAPACITY)
THROTTLED = _refusal(400, _FRONT, "ThrottlingException", _GROWING)
INTERNAL_ERROR = _refusal(500, _SERVICE, "InternalServerError", "Internal server error")
UNAVAILABLE = _refusal(503, _FRONT, "ServiceUnavailableException", "Service is temporarily unavailable.")
FRONT_UNAVAILABLE = Reply(503, b"<html><body><b>Http/1.1 Service Unavailable</b></body></html>", "text/html")
IN_PROGRESS = _refusal(
    400,
    _SERVICE,
    "TransactionInProgressException",
    "The transaction with the given request token is already in progress.",
)


def cancelled(codes: Sequence[str]) -> Reply:
    """A transaction that was not carried out, with one reason for each action; `None` is that of an innocent one."""
    reasons = [{"Code": code} | ({"Message": _REASONS[code]} if code in _REASONS else {}) for code in codes]
    told = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{', '.join(codes)}]"
    return _refusal(400, _SERVICE, "TransactionCanceledException", told, CancellationReasons=reasons)
