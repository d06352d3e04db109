import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import nullcontext
from typing import Any

import grpc
import pytest
import pytest_asyncio
from google.protobuf.struct_pb2 import Struct
from google.rpc.error_details_pb2 import ErrorInfo

from grpc_service.echo_service import DESCRIPTOR, Echo, repeat, struct
from grpc_service.handlers import Rules, service_handler
from grpc_service.status import Problem
from grpc_service.streams import Streams
from grpc_service.testing import failure, raw_stream

REPEAT = "/test.Echo/Repeat"
OVER = struct(over="over")


def to_problem(error: Exception) -> Problem | None:
    if isinstance(error, PermissionError):
        return Problem(grpc.StatusCode.PERMISSION_DENIED, "FORBIDDEN", "It is not yours.")
    return None


RULES = Rules("shop", to_problem, lambda seconds: nullcontext(), default_seconds=1.0, max_seconds=1.0)


class Service:
    def __init__(self) -> None:
        self.echo = Echo(lambda: None)
        self.streams = Streams()


@pytest.fixture
def service() -> Service:
    return Service()


@pytest_asyncio.fixture
async def target(service: Service) -> AsyncIterator[str]:
    server = grpc.aio.server()
    server.add_generic_rpc_handlers([service_handler(DESCRIPTOR, service.echo, RULES, service.streams)])
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    yield f"127.0.0.1:{port}"
    await server.stop(None)


@pytest_asyncio.fixture
async def channel(target: str) -> AsyncIterator[grpc.aio.Channel]:
    async with grpc.aio.insecure_channel(target) as channel:
        yield channel


async def eventually(holds: Callable[[], object]) -> None:
    for _ in range(600):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come about")


def lines(caplog: pytest.LogCaptureFixture) -> list[Any]:
    fields = [vars(record)["fields"] for record in caplog.records if record.name == "access"]
    return [(each["method"], each["code"], each.get("reason")) for each in fields]


async def test_a_stream_goes_on_until_it_is_told_to_end_and_says_its_last_word(
    channel: grpc.aio.Channel, service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "access")
    said = struct(seconds=0.01)
    call = repeat(channel)(said)
    # It has no deadline, neither that of calls without one nor the longest of them.
    assert [await call.read() for _ in range(3)] == [said] * 3
    assert lines(caplog) == []
    await service.streams.end(within=30)
    assert service.echo.repeating == 0
    while (answer := await call.read()) == said:
        pass
    assert (answer, await call.read(), await call.code()) == (OVER, grpc.aio.EOF, grpc.StatusCode.OK)
    assert lines(caplog) == [("test.Echo.Repeat", "OK", None)]


async def test_a_stream_outlasts_the_longest_call(channel: grpc.aio.Channel) -> None:
    call = repeat(channel)(struct(seconds=RULES.max_seconds + 0.5))
    assert await call.read() == await call.read()


async def test_none_begins_while_the_server_drains(channel: grpc.aio.Channel, service: Service) -> None:
    await service.streams.end(within=0)
    failed = await failure(read_all(repeat(channel)(struct(seconds=9))))
    assert (failed.code, failed.info) == (
        grpc.StatusCode.UNAVAILABLE,
        ErrorInfo(reason="SERVER_DRAINING", domain="shop"),
    )
    assert service.echo.repeated == 0


async def test_one_that_is_deaf_does_not_hold_the_others(channel: grpc.aio.Channel, service: Service) -> None:
    deaf = repeat(channel)(struct(seconds=9, deaf="yes"))
    await deaf.read()
    await service.streams.end(within=0.1)
    assert service.echo.repeating == 1


async def test_streams_end_before_they_last_too_long(channel: grpc.aio.Channel, service: Service) -> None:
    service.streams.last_at_most(0.5)
    async with asyncio.timeout(30):
        assert await read_all(repeat(channel)(struct(seconds=60))) == [struct(seconds=60), OVER]


async def test_a_stream_ends_by_itself_before_its_clients_deadline(channel: grpc.aio.Channel) -> None:
    call = repeat(channel)(struct(seconds=60), timeout=3)
    assert await read_all(call) == [struct(seconds=60), OVER]
    assert await call.code() is grpc.StatusCode.OK


async def test_one_that_does_not_ends_with_our_status(channel: grpc.aio.Channel, service: Service) -> None:
    failed = await failure(read_all(repeat(channel)(struct(seconds=60, deaf="yes"), timeout=3)))
    assert (failed.code, failed.info.reason) == (grpc.StatusCode.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED")
    await eventually(lambda: service.echo.repeating == 0)


@pytest.mark.parametrize(
    ("error", "code", "reason"),
    [("PermissionError", "PERMISSION_DENIED", "FORBIDDEN"), ("KeyError", "INTERNAL", "INTERNAL_ERROR")],
)
async def test_what_goes_wrong_in_the_midst_of_a_stream_ends_it(
    channel: grpc.aio.Channel, caplog: pytest.LogCaptureFixture, error: str, code: str, reason: str
) -> None:
    caplog.set_level(logging.INFO, "access")
    call = repeat(channel)(struct(seconds=0, **{"raise": error}))
    assert await call.read() == struct(seconds=0, **{"raise": error})
    failed = await failure(call.read())
    assert (failed.code.name, failed.info) == (code, ErrorInfo(reason=reason, domain="shop"))
    assert lines(caplog) == [("test.Echo.Repeat", code, reason)]


async def test_malformed_bytes_are_an_invalid_argument(channel: grpc.aio.Channel) -> None:
    failed = await failure(raw_stream(channel, REPEAT)(b"\xff\xff\xff").read())
    assert (failed.code, failed.info.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "MALFORMED_REQUEST")


async def test_a_stream_whose_request_does_not_come_ends_by_our_deadline(channel: grpc.aio.Channel) -> None:
    failed = await failure(channel.stream_stream(REPEAT, request_serializer=bytes)().read())
    assert (failed.code, failed.info.reason) == (grpc.StatusCode.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED")


async def test_a_stream_that_its_client_gives_up_leaves_nothing_behind(
    channel: grpc.aio.Channel, service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    before = len(asyncio.all_tasks())
    calls = [repeat(channel)(struct(seconds=seconds)) for seconds in (0, 0, 60, 60)]
    for call in calls:
        await call.read()
    assert service.echo.repeating == len(calls)
    for call in calls:
        call.cancel()
    await eventually(lambda: service.echo.repeating == 0 and len(asyncio.all_tasks()) == before)
    assert service.streams.open == 0
    assert lines(caplog) == [("test.Echo.Repeat", "CANCELLED", None)] * len(calls)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_who_reads_slowly_gets_no_more_than_there_is_room_for(target: str, service: Service) -> None:
    """HTTP/2 lets 64 KB wait for the reader. A client of gRPC's gives more room, megabytes even, where it finds that it
    reads fast (its "BDP probe"), which depends on the machine; this one gives what HTTP/2 begins with."""
    async with grpc.aio.insecure_channel(target, options=[("grpc.http2.bdp_probe", 0)]) as channel:
        call = repeat(channel)(struct(seconds=0, padding="x" * 100_000))
        await call.read()
        await eventually(lambda: service.echo.repeated > 2)
        counts = [service.echo.repeated]
        while len(counts) < 2 or counts[-1] != counts[-2]:
            await asyncio.sleep(0.5)
            counts.append(service.echo.repeated)
        assert counts[-1] < 10, counts
        call.cancel()
        await eventually(lambda: service.echo.repeating == 0)


async def read_all(call: "grpc.aio.UnaryStreamCall[Struct, Struct]") -> list[Struct]:
    return [answer async for answer in call]


def test_a_stream_that_nobody_would_end_is_refused() -> None:
    with pytest.raises(TypeError, match=r"test\.Echo\.Repeat answers with a stream"):
        service_handler(DESCRIPTOR, Echo(lambda: None), RULES)
