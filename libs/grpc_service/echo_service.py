"""A service for tests: `test.Echo` says what it is told; a test decides what else happens."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import grpc
from google.protobuf.descriptor_pb2 import FileDescriptorProto, MethodDescriptorProto, ServiceDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.struct_pb2 import DESCRIPTOR as STRUCT
from google.protobuf.struct_pb2 import Struct

from grpc_service.streams import Ending


def _descriptor() -> Any:
    pool = DescriptorPool()
    pool.AddSerializedFile(STRUCT.serialized_pb)
    struct = ".google.protobuf.Struct"
    say = MethodDescriptorProto(name="Say", input_type=struct, output_type=struct)
    repeat = MethodDescriptorProto(name="Repeat", input_type=struct, output_type=struct, server_streaming=True)
    service = ServiceDescriptorProto(name="Echo", method=[say, repeat])
    file = FileDescriptorProto(name="echo.proto", package="test", dependency=[STRUCT.name], service=[service])
    pool.AddSerializedFile(file.SerializeToString())
    return pool.FindServiceByName("test.Echo")


DESCRIPTOR = _descriptor()
ERRORS = {error.__name__: error for error in (KeyError, PermissionError)}


class Echo:
    """Answers after the `seconds` that the request says; raises the exception of the name that `raise` says.

    `repeating` is how many streams are open, `repeated` how many answers they were asked for.
    """

    def __init__(self, begun: Callable[[], None]) -> None:
        """`begun` is told when a call that takes time is under way."""
        self._begun = begun
        self.repeating = 0
        self.repeated = 0

    async def Say(self, request: Struct, _context: object) -> Struct:
        if "raise" in request:
            raise ERRORS[str(request["raise"])]("secret")
        if "seconds" in request:
            self._begun()
            await asyncio.sleep(float(str(request["seconds"])))
        return request

    async def Repeat(self, request: Struct, _context: object, ending: Ending) -> AsyncIterator[Struct]:
        """The request, again and again, each `seconds`, and at its end "over". One that is `deaf` does not end."""
        deaf, seconds = "deaf" in request, float(str(request["seconds"]))
        self.repeating += 1
        try:
            while deaf or not ending.done():
                self.repeated += 1
                yield request
                if "raise" in request:
                    raise ERRORS[str(request["raise"])]("secret")
                await (asyncio.sleep(seconds) if deaf else asyncio.wait({ending}, timeout=seconds))
            yield struct(over="over")
        finally:
            self.repeating -= 1


def struct(**values: str | float) -> Struct:
    request = Struct()
    request.update(values)
    return request


def say(channel: grpc.aio.Channel) -> "grpc.aio.UnaryUnaryMultiCallable[Struct, Struct]":
    return channel.unary_unary(
        "/test.Echo/Say", request_serializer=Struct.SerializeToString, response_deserializer=Struct.FromString
    )


def repeat(channel: grpc.aio.Channel) -> "grpc.aio.UnaryStreamMultiCallable[Struct, Struct]":
    return channel.unary_stream(
        "/test.Echo/Repeat", request_serializer=Struct.SerializeToString, response_deserializer=Struct.FromString
    )
