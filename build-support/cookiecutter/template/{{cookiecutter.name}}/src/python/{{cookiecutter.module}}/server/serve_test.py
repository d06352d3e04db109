"""The services as a server has them, on a free port."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import grpc
import pytest
from google.rpc.error_details_pb2 import BadRequest

from grpc_service.testing import failure
from {{cookiecutter.module}}.server.serve import opened
from {{cookiecutter.module}}.v1.greeting_service_pb2 import GetGreetingRequest, Greeting
from {{cookiecutter.module}}.v1.greeting_service_pb2_grpc import GreetingServiceStub


@asynccontextmanager
async def connected() -> AsyncIterator[grpc.aio.Channel]:
    server = grpc.aio.server()
    async with opened() as served:
        server.add_generic_rpc_handlers(served.handlers)
        port = server.add_insecure_port("127.0.0.1:0")
        await server.start()
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield channel
        await server.stop(None)


async def test_a_greeting_is_told() -> None:
    async with connected() as channel:
        answer = await GreetingServiceStub(channel).GetGreeting(GetGreetingRequest(name="greetings/Ann"))
    assert answer == Greeting(name="greetings/Ann", text="Hello, Ann!")


@pytest.mark.parametrize("name", ["", "Ann"])
async def test_a_wrong_field_is_named(name: str) -> None:
    async with connected() as channel:
        failed = await failure(GreetingServiceStub(channel).GetGreeting(GetGreetingRequest(name=name)))
    assert (failed.code, failed.info.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD")
    assert failed.info.domain == "{{cookiecutter.name}}"
    wrong = BadRequest()
    assert any(detail.Unpack(wrong) for detail in failed.status.details)
    assert [violation.field for violation in wrong.field_violations] == ["name"]
