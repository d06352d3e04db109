import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

import grpc
import pytest
import pytest_asyncio
from google.protobuf.struct_pb2 import Struct
from google.rpc.error_details_pb2 import ErrorInfo

from grpc_service.echo_service import DESCRIPTOR, Echo, say, struct
from grpc_service.handlers import Rules, UnknownMethods, service_handler
from grpc_service.requests import MAX_REQUEST_BYTES, Context
from grpc_service.status import Problem
from grpc_service.streams import Streams
from grpc_service.testing import failure, raw_method

SAY = "/test.Echo/Say"
deadlines: list[float] = []


def record_deadline(seconds: float) -> AbstractContextManager[object]:
    deadlines.append(seconds)
    return nullcontext()


def to_problem(error: Exception) -> Problem | None:
    if isinstance(error, PermissionError):
        return Problem(grpc.StatusCode.PERMISSION_DENIED, "FORBIDDEN", "It is not yours.")
    return None


RULES = Rules("shop", to_problem, record_deadline, default_seconds=2.0, max_seconds=4.0)


@pytest_asyncio.fixture
async def begun() -> asyncio.Event:
    return asyncio.Event()


@pytest_asyncio.fixture
async def channel(begun: asyncio.Event) -> AsyncIterator[grpc.aio.Channel]:
    async with served(service_handler(DESCRIPTOR, Echo(begun.set), RULES, Streams())) as channel:
        yield channel


@asynccontextmanager
async def served(handler: grpc.GenericRpcHandler) -> AsyncIterator[grpc.aio.Channel]:
    server = grpc.aio.server()
    server.add_generic_rpc_handlers([handler, UnknownMethods("shop")])
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield channel
    await server.stop(None)


@pytest_asyncio.fixture
async def guarded() -> AsyncIterator[grpc.aio.Channel]:
    """Calls that bring a password alone are admitted, and are answered with the one they brought."""
    password: ContextVar[str] = ContextVar("password")

    async def admit(context: Context) -> None:
        # Two calls at the same time would show whose value the other one sees.
        await asyncio.sleep(0)
        password.set(str(dict(context.invocation_metadata() or ()).get("password", "")))
        if not password.get():
            raise PermissionError

    class Answering(Echo):
        async def Say(self, _request: Struct, _context: object) -> Struct:
            await asyncio.sleep(0.01)
            return struct(password=password.get())

    rules = Rules("shop", to_problem, admit=admit)
    async with served(service_handler(DESCRIPTOR, Answering(lambda: None), rules, Streams())) as channel:
        yield channel


def access_lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [vars(record)["fields"] for record in caplog.records if record.name == "access"]


async def test_a_call_is_answered(channel: grpc.aio.Channel) -> None:
    assert await say(channel)(struct(a="b")) == struct(a="b")


async def test_malformed_bytes_are_an_invalid_argument(channel: grpc.aio.Channel) -> None:
    failed = await failure(raw_method(channel, SAY)(b"\xff\xff\xff"))
    assert (failed.code, failed.message) == (
        grpc.StatusCode.INVALID_ARGUMENT,
        "The bytes of the request are no google.protobuf.Struct.",
    )
    assert failed.info == ErrorInfo(reason="MALFORMED_REQUEST", domain="shop")


async def test_a_request_that_is_too_large_says_so(channel: grpc.aio.Channel) -> None:
    failed = await failure(raw_method(channel, SAY)(b"x" * (MAX_REQUEST_BYTES + 1)))
    assert (failed.code, failed.info.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "MALFORMED_REQUEST")
    assert failed.message == "The request has 1000001 bytes; at most 1000000 are accepted."


async def test_a_call_whose_request_does_not_come_is_refused(channel: grpc.aio.Channel) -> None:
    failed = await failure(channel.stream_unary(SAY, request_serializer=bytes)(iter(())))
    assert (failed.code, failed.info.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "MALFORMED_REQUEST")


async def test_a_call_whose_request_is_late_ends_by_our_deadline(channel: grpc.aio.Channel) -> None:
    failed = await failure(channel.stream_unary(SAY, request_serializer=bytes)())
    assert (failed.code, failed.info.reason) == (grpc.StatusCode.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED")


async def test_known_errors_become_their_problem(channel: grpc.aio.Channel) -> None:
    failed = await failure(say(channel)(struct(**{"raise": "PermissionError"})))
    assert (failed.code, failed.message) == (grpc.StatusCode.PERMISSION_DENIED, "It is not yours.")
    assert failed.info == ErrorInfo(reason="FORBIDDEN", domain="shop")


async def test_unknown_errors_are_internal_logged_and_say_nothing_of_the_inside(
    channel: grpc.aio.Channel, caplog: pytest.LogCaptureFixture
) -> None:
    failed = await failure(say(channel)(struct(**{"raise": "KeyError"})))
    assert (failed.code, failed.message) == (grpc.StatusCode.INTERNAL, "The server failed. Its log says why.")
    assert failed.info == ErrorInfo(reason="INTERNAL_ERROR", domain="shop")
    assert "KeyError: 'secret'" in caplog.text


async def test_what_a_failed_call_had_in_its_hands_is_let_go_at_once() -> None:
    nobody_elses: list[object] = [struct(), {"a"}]
    held: list[object] = []

    class Failing(Echo):
        async def Say(self, request: Struct, _context: object) -> Struct:
            read = {"b"}
            held.extend((request, read))
            try:
                raise KeyError("secret")
            except KeyError as error:
                raise PermissionError from error

    gc.disable()
    try:
        async with served(service_handler(DESCRIPTOR, Failing(lambda: None), RULES, Streams())) as channel:
            await failure(say(channel)(struct(a="b")))
            assert [sys.getrefcount(each) for each in held] == [sys.getrefcount(each) for each in nobody_elses]
    finally:
        gc.enable()


async def test_an_unknown_method_has_an_error_info_too(channel: grpc.aio.Channel) -> None:
    failed = await failure(raw_method(channel, "/test.Echo/Shout")(b""))
    assert (failed.code, failed.info) == (
        grpc.StatusCode.UNIMPLEMENTED,
        ErrorInfo(reason="METHOD_NOT_FOUND", domain="shop"),
    )
    assert failed.message == "This server has no method /test.Echo/Shout. Reflection lists those that it has."


async def test_our_status_arrives_before_the_deadline_of_the_client(channel: grpc.aio.Channel) -> None:
    failed = await failure(say(channel)(struct(seconds=30), timeout=3))
    assert (failed.code, failed.info.reason) == (grpc.StatusCode.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED")


async def test_each_call_has_a_deadline_capped_by_ours(channel: grpc.aio.Channel) -> None:
    deadlines.clear()
    await say(channel)(struct())
    await say(channel)(struct(), timeout=3600)
    assert deadlines == [2.0 - 0.4, 4.0 - 0.5]


async def test_each_call_is_one_line_of_the_access_log(
    channel: grpc.aio.Channel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "access")
    await say(channel)(struct())
    await failure(say(channel)(struct(**{"raise": "PermissionError"})))
    lines = access_lines(caplog)
    assert [(f["method"], f["code"], f.get("reason")) for f in lines] == [
        ("test.Echo.Say", "OK", None),
        ("test.Echo.Say", "PERMISSION_DENIED", "FORBIDDEN"),
    ]
    assert all(f["ms"] >= 0 and f["peer"].startswith("ipv4:127.0.0.1:") for f in lines)


async def test_a_call_that_its_client_gives_up_is_no_error(
    channel: grpc.aio.Channel, begun: asyncio.Event, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    call = say(channel)(struct(seconds=30))
    await begun.wait()
    call.cancel()
    for _ in range(100):
        if lines := access_lines(caplog):
            break
        await asyncio.sleep(0.05)
    assert [line["code"] for line in lines] == ["CANCELLED"]
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_who_is_not_admitted_hears_nothing_of_the_request(guarded: grpc.aio.Channel) -> None:
    failed = await failure(raw_method(guarded, SAY)(b"\xff\xff\xff"))
    assert (failed.code, failed.info.reason) == (grpc.StatusCode.PERMISSION_DENIED, "FORBIDDEN")


async def test_each_call_sees_what_was_set_for_it_alone(guarded: grpc.aio.Channel) -> None:
    passwords = [str(number) for number in range(20)]
    calls = [say(guarded)(struct(), metadata=(("password", each),)) for each in passwords]
    assert await asyncio.gather(*calls) == [struct(password=each) for each in passwords]


def test_a_servicer_that_lacks_a_method_is_refused() -> None:
    with pytest.raises(AttributeError, match="Say"):
        service_handler(DESCRIPTOR, object(), RULES, Streams())
