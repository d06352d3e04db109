"""Requests, parsed by us: grpc's own deserialisation ends a malformed one as UNKNOWN, without details."""

from typing import Any, TypeAlias

import grpc
from google.protobuf.message import DecodeError, Message

from grpc_service.status import Problem

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"

MAX_REQUEST_BYTES = 1_000_000
"""Of one request. gRPC itself refuses from 4 MB on, with a status that has no details."""


class MalformedRequest(Exception):
    """What came is no request of the method; the message says why."""

    def problem(self) -> Problem:
        return Problem(grpc.StatusCode.INVALID_ARGUMENT, "MALFORMED_REQUEST", str(self))


def parse(request_type: type[Message], raw: Any) -> Any:
    """What was read of a call whose handler deserialises nothing. Raises MalformedRequest, also where nothing came."""
    if raw is grpc.aio.EOF:
        raise MalformedRequest("The call ended before its request came.")
    if len(raw) > MAX_REQUEST_BYTES:
        raise MalformedRequest(f"The request has {len(raw)} bytes; at most {MAX_REQUEST_BYTES} are accepted.")
    try:
        return request_type.FromString(raw)
    except DecodeError as error:
        raise MalformedRequest(f"The bytes of the request are no {request_type.DESCRIPTOR.full_name}.") from error


async def read(request_type: type[Message], context: Context) -> Any:
    """The next request of a call whose handler deserialises nothing. Raises MalformedRequest where none comes."""
    return parse(request_type, await context.read())
