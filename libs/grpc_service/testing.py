"""What tests of services share: how a call failed, and calls of raw bytes."""

from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TypeAlias

import grpc
import pytest
from google.rpc.error_details_pb2 import ErrorInfo
from google.rpc.status_pb2 import Status

RawMethod: TypeAlias = "grpc.aio.UnaryUnaryMultiCallable[bytes, bytes]"
RawStream: TypeAlias = "grpc.aio.UnaryStreamMultiCallable[bytes, bytes]"


@dataclass(frozen=True)
class Failure:
    """`info` is the one ErrorInfo of the status."""

    code: grpc.StatusCode
    message: str
    info: ErrorInfo
    status: Status = field(repr=False)


async def failure(call: Awaitable[object]) -> Failure:
    """How the call failed; fails itself where the call does not, or has no status with exactly one ErrorInfo."""
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    error = caught.value
    raw = dict(error.trailing_metadata()).get("grpc-status-details-bin")
    assert isinstance(raw, bytes), f"no details: {error!r}"
    status = Status.FromString(raw)
    assert (status.code, status.message) == (error.code().value[0], error.details())
    infos = [detail for detail in status.details if detail.TypeName() == "google.rpc.ErrorInfo"]
    assert len(infos) == 1, status
    return Failure(error.code(), status.message, ErrorInfo.FromString(infos[0].value), status)


def raw_method(channel: grpc.aio.Channel, path: str) -> RawMethod:
    """A method that takes and gives bytes as they are on the wire."""
    return channel.unary_unary(path, request_serializer=bytes, response_deserializer=bytes)


def raw_stream(channel: grpc.aio.Channel, path: str) -> RawStream:
    """As `raw_method`, of a method that answers with a stream."""
    return channel.unary_stream(path, request_serializer=bytes, response_deserializer=bytes)
