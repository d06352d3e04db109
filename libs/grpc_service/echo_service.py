"""A service for tests: `test.Echo` says what it is told; a test decides what else happens."""

import asyncio
from collections.abc import Callable
from typing import Any

import grpc
from google.protobuf.descriptor_pb2 import FileDescriptorProto, MethodDescriptorProto, ServiceDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.struct_pb2 import DESCRIPTOR as STRUCT
from google.protobuf.struct_pb2 import Struct


def _descriptor() -> Any:
    pool = DescriptorPool()
    pool.AddSerializedFile(STRUCT.serialized_pb)
    struct = ".google.protobuf.Struct"
    say = MethodDescriptorProto(name="Say", input_type=struct, output_type=struct)
    service = ServiceDescriptorProto(name="Echo", method=[say])
    file = FileDescriptorProto(name="echo.proto", package="test", dependency=[STRUCT.name], service=[service])
    pool.AddSerializedFile(file.SerializeToString())
    return pool.FindServiceByName("test.Echo")


DESCRIPTOR = _descriptor()
ERRORS = {error.__name__: error for error in (KeyError, PermissionError)}


class Echo:
    """Answers after the `seconds` that the request says; raises the exception of the name that `raise` says."""

    def __init__(self, begun: Callable[[], None]) -> None:
        """`begun` is told when a call that takes time is under way."""
        self._begun = begun

    async def Say(self, request: Struct, _context: object) -> Struct:
        if "raise" in request:
            raise ERRORS[str(request["raise"])]("secret")
        if "seconds" in request:
            self._begun()
            await asyncio.sleep(float(str(request["seconds"])))
        return request


def struct(**values: str | float) -> Struct:
    request = Struct()
    request.update(values)
    return request


def say(channel: grpc.aio.Channel) -> "grpc.aio.UnaryUnaryMultiCallable[Struct, Struct]":
    return channel.unary_unary(
        "/test.Echo/Say", request_serializer=Struct.SerializeToString, response_deserializer=Struct.FromString
    )
