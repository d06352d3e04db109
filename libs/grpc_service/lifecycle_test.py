import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias

import grpc
import pytest
from google.protobuf.struct_pb2 import Struct
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_reflection.v1alpha.reflection_pb2 import ServerReflectionRequest, ServerReflectionResponse

from grpc_service.address import Address, BindError
from grpc_service.echo_server import opened
from grpc_service.echo_service import repeat, say, struct
from grpc_service.lifecycle import Options, serve
from grpc_service.probe import is_serving
from grpc_service.testing import failure, raw_method

Reflection: TypeAlias = "grpc.aio.StreamStreamMultiCallable[ServerReflectionRequest, ServerReflectionResponse]"

SayCall: TypeAlias = "grpc.aio.UnaryUnaryCall[Struct, Struct]"

READY = HealthCheckRequest(service="test.Echo")
OVER = struct(over="over")
SERVING, NOT_SERVING = HealthCheckResponse(status="SERVING"), HealthCheckResponse(status="NOT_SERVING")


@asynccontextmanager
async def server(
    drain_delay: float = 0, drain_grace: float = 20, health_port: int | str = "", connection_grace: float = 300
) -> AsyncIterator[tuple[Process, grpc.aio.Channel]]:
    arguments = map(str, (drain_delay, drain_grace, connection_grace, health_port))
    command = [sys.executable, "-m", "grpc_service.echo_server", *arguments]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = await asyncio.create_subprocess_exec(*command, env=environ, stdout=PIPE)
    assert process.stdout
    try:
        address = (await process.stdout.readline()).decode().strip()
        async with grpc.aio.insecure_channel(address) as channel:
            await wait_for(channel, SERVING)
            yield process, channel
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def health_watch(
    channel: grpc.aio.Channel,
) -> "grpc.aio.UnaryStreamMultiCallable[HealthCheckRequest, HealthCheckResponse]":
    return channel.unary_stream(
        "/grpc.health.v1.Health/Watch",
        request_serializer=HealthCheckRequest.SerializeToString,
        response_deserializer=HealthCheckResponse.FromString,
    )


def reflection(channel: grpc.aio.Channel) -> Reflection:
    return channel.stream_stream(
        "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
        request_serializer=ServerReflectionRequest.SerializeToString,
        response_deserializer=ServerReflectionResponse.FromString,
    )


async def wait_for(channel: grpc.aio.Channel, expected: HealthCheckResponse) -> None:
    async for response in health_watch(channel)(READY, timeout=30, wait_for_ready=True):
        if response == expected:
            return


async def ended(process: Process) -> int:
    async with asyncio.timeout(30):
        return await process.wait()


async def test_a_call_in_flight_finishes_new_ones_are_refused_and_the_store_is_closed_last() -> None:
    async with server() as (process, channel):
        in_flight = await begin(process, channel, seconds=8)
        process.send_signal(signal.SIGTERM)
        await until_refused(channel)
        assert not in_flight.done()
        assert await in_flight == struct(seconds=8)
        assert process.stdout and await process.stdout.readline() == b"closed\n"
        assert await ended(process) == 0


async def begin(process: Process, channel: grpc.aio.Channel, seconds: float) -> SayCall:
    """A call that the server is at."""
    call = say(channel)(struct(seconds=seconds))
    async with asyncio.timeout(30):
        assert process.stdout and await process.stdout.readline() == b"begun\n"
    return call


async def until_refused(channel: grpc.aio.Channel) -> None:
    """Calls until one is refused. One that is on its way when the server stops may be left without an answer instead:
    this is why there is a drain delay, in which balancers turn away."""
    while True:
        try:
            await say(channel)(struct(), timeout=1)
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.UNAVAILABLE:
                return


async def test_readiness_ends_first_while_calls_are_still_served() -> None:
    async with server(drain_delay=1000) as (process, channel):
        process.send_signal(signal.SIGTERM)
        await wait_for(channel, NOT_SERVING)
        assert await is_serving(channel, "", timeout=30)
        assert await say(channel)(struct(a="b")) == struct(a="b")


async def test_a_connection_is_renewed_while_the_server_drains() -> None:
    """One that was not would break the next call: the drain ends with a server that accepts none."""
    async with server(drain_delay=6) as (process, channel):
        assert await say(channel)(struct(a="b")) == struct(a="b")
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(30):
            await channel.wait_for_state_change(grpc.ChannelConnectivity.READY)
        assert await say(channel)(struct(c="d")) == struct(c="d")
        assert await ended(process) == 0


@pytest.mark.parametrize(("drain_delay", "seconds"), [(0, 300), (9, 3)])
def test_a_connection_lives_a_third_of_the_drain_delay(drain_delay: float, seconds: float) -> None:
    assert Options(Address("127.0.0.1", 0), "shop", drain_delay, 20).connection_seconds == seconds


async def test_probes_have_a_port_of_their_own_to_the_end() -> None:
    port = free_port()
    async with server(health_port=port) as (process, channel), grpc.aio.insecure_channel(f"127.0.0.1:{port}") as probes:
        assert await is_serving(probes, READY.service, timeout=30)
        failed = await failure(say(probes)(struct()))
        assert (failed.code, failed.info.reason) == (grpc.StatusCode.UNIMPLEMENTED, "METHOD_NOT_FOUND")
        call = await begin(process, channel, seconds=8)
        process.send_signal(signal.SIGTERM)
        await until_refused(channel)
        assert not call.done()
        assert not await is_serving(probes, READY.service, timeout=30)
        assert await is_serving(probes, "", timeout=30)
        assert await call == struct(seconds=8)
        assert await ended(process) == 0


async def test_a_call_that_outlasts_the_grace_is_cut() -> None:
    async with server(drain_grace=0.5) as (process, channel):
        call = await begin(process, channel, seconds=9)
        process.send_signal(signal.SIGINT)
        with pytest.raises(grpc.aio.AioRpcError):
            await call
        assert await ended(process) == 0


async def test_an_open_watch_of_the_health_does_not_hold_the_drain() -> None:
    async with server(drain_delay=0.5, drain_grace=1000) as (process, channel):
        watch = health_watch(channel)(READY)
        assert await watch.read() == SERVING
        process.send_signal(signal.SIGTERM)
        assert await watch.read() == NOT_SERVING
        assert await ended(process) == 0


async def test_an_open_reflection_does_not_hold_the_drain() -> None:
    async with server(drain_grace=1000) as (process, channel):
        call = reflection(channel)()
        await call.write(ServerReflectionRequest(list_services=""))
        await call.read()
        process.send_signal(signal.SIGTERM)
        assert await ended(process) == 0


async def test_a_stream_goes_on_when_the_age_of_its_connection_is_over_and_ends_by_itself_before_the_grace_is() -> None:
    async with server(drain_delay=0.3, connection_grace=3) as (_, channel):
        call, said = repeat(channel)(struct(seconds=0.1)), struct(seconds=0.1)
        assert await call.read() == said
        async with asyncio.timeout(30):
            await channel.wait_for_state_change(grpc.ChannelConnectivity.READY)
        assert [await call.read() for _ in range(3)] == [said] * 3
        while (last := await call.read()) == said:
            pass
        assert (last, await call.read(), await call.code()) == (OVER, grpc.aio.EOF, grpc.StatusCode.OK)


async def test_a_stream_that_does_not_end_is_cut_with_its_connection() -> None:
    """Without a grace gRPC would wait for it for ever, and keep connections of clients that read no more."""
    async with server(drain_delay=0.3, connection_grace=1) as (_, channel):
        call = repeat(channel)(struct(seconds=0.1, deaf="yes"))
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            async with asyncio.timeout(30):
                async for _answer in call:
                    pass
        assert caught.value.code() is grpc.StatusCode.UNAVAILABLE


async def test_streams_end_before_the_server_does() -> None:
    async with server(drain_delay=0.5, drain_grace=1000) as (process, channel):
        call = repeat(channel)(struct(seconds=1000))
        assert await call.read() == struct(seconds=1000)
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(30):
            assert (await call.read(), await call.read(), await call.code()) == (OVER, grpc.aio.EOF, grpc.StatusCode.OK)
        assert await ended(process) == 0


async def test_a_stream_that_does_not_end_is_cut_with_the_grace_of_the_drain() -> None:
    async with server(drain_grace=0.5) as (process, channel):
        call = repeat(channel)(struct(seconds=0.1, deaf="yes"))
        await call.read()
        process.send_signal(signal.SIGTERM)
        with pytest.raises(grpc.aio.AioRpcError):
            while await call.read() != grpc.aio.EOF:
                pass
        assert await ended(process) == 0


async def test_a_second_signal_ends_at_once() -> None:
    async with server(drain_delay=1000) as (process, channel):
        process.send_signal(signal.SIGTERM)
        await wait_for(channel, NOT_SERVING)
        await asyncio.sleep(1.1)
        process.send_signal(signal.SIGTERM)
        assert await ended(process) == 128 + signal.SIGTERM


async def test_signals_that_come_together_are_one() -> None:
    async with server(drain_delay=1) as (process, _):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGTERM):
            process.send_signal(number)
            await asyncio.sleep(0.1)
        assert await ended(process) == 0


async def test_reflection_lists_what_is_served() -> None:
    async with server() as (_, channel):
        call = reflection(channel)(iter([ServerReflectionRequest(list_services="")]))
        names = [service.name async for answer in call for service in answer.list_services_response.service]
        assert sorted(names) == ["grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection", "test.Echo"]


@pytest.mark.parametrize(
    "method",
    [
        "grpc.health.v1.Health/Check",
        "grpc.health.v1.Health/Watch",
        "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
    ],
)
async def test_health_and_reflection_refuse_malformed_bytes(method: str) -> None:
    async with server() as (_, channel):
        failed = await failure(raw_method(channel, f"/{method}")(b"\xff"))
        assert (failed.code, failed.info.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "MALFORMED_REQUEST")


async def test_a_service_whose_health_is_unknown_is_refused_in_our_words() -> None:
    async with server() as (_, channel):
        check = raw_method(channel, "/grpc.health.v1.Health/Check")
        failed = await failure(check(HealthCheckRequest(service="shop.Till").SerializeToString()))
        assert (failed.code, failed.info.reason) == (grpc.StatusCode.NOT_FOUND, "NOT_FOUND")


async def test_unknown_methods_are_refused_in_our_words() -> None:
    async with server() as (_, channel):
        failed = await failure(raw_method(channel, "/shop.Till/Open")(b""))
        assert (failed.code, failed.info.reason) == (grpc.StatusCode.UNIMPLEMENTED, "METHOD_NOT_FOUND")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_a_port_in_use_is_told_in_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BindError, match=rf"^cannot listen on 127\.0\.0\.1:{port}: Address already in use$"):
            await serve(Options(Address("127.0.0.1", port), "shop", 0, 0), opened, print)
