"""A server's life: bind, open, serve until a signal, drain, close.

SIGTERM or SIGINT begins the drain: readiness ends at once, calls are served for `drain_delay` more, until every
balancer has taken note; then streams are told to end, new calls are refused, those in flight may finish within
`drain_grace`, and the process ends with status 0. Another signal, a second later or more, ends it on the spot: one
press of Ctrl-C can arrive as two.
"""

import asyncio
import logging
import math
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

import grpc
from grpc_health.v1.health import aio as grpc_health
from grpc_reflection.v1alpha import reflection

from grpc_service.address import Address, BindError
from grpc_service.handlers import UnknownMethods
from grpc_service.health import Readiness
from grpc_service.library import LibraryServices
from grpc_service.streams import Streams
from grpc_service.tls import Certificate
from grpc_service.tls_files import TlsFiles

_log = logging.getLogger(__name__)

# Readiness is late by both, where a store comes back just after a ping to it began to hang: 5 s are promised.
_PING_EVERY = 2.0
_PING_TIMEOUT = 2.0
_ONE_SIGNAL_SECONDS = 1.0
# Of the drain's grace: more than a stream needs to end whose client reads.
_STREAMS_SECONDS = 1.0

_HEALTH = "grpc.health.v1.Health"

_CHANNEL_OPTIONS = (
    # A second server on the port has to fail, not to take every other connection.
    ("grpc.so_reuseport", 0),
    # A peer that vanished is noticed, and clients may ask as often as load balancers make it necessary.
    ("grpc.keepalive_time_ms", 60_000),
    ("grpc.keepalive_timeout_ms", 20_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_recv_ping_interval_without_data_ms", 10_000),
)

# Where nothing has to be drained, so that clients spread over servers that came later.
_CONNECTION_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Options:
    """Times in seconds. `domain` is that of the ErrorInfo about methods that nobody serves.

    `health_listen` is a second address, where health is served alone, as long as the process has anything to do: probes
    speak no TLS and have no identity, whatever callers need. `tls` is for `listen`.

    `connection_grace` is how long streams may go on when the age of their connection is over.
    """

    listen: Address
    domain: str
    drain_delay: float
    drain_grace: float
    health_listen: Address | None = None
    tls: TlsFiles | None = None
    connection_grace: float = 300.0

    @property
    def connection_seconds(self) -> float:
        """After which a client is asked to make a new connection: a third of the drain delay, so that while a server
        drains all are renewed, and go to other servers, before it stops. The rest is for whoever directs them to learn
        that this one is going.

        `server.stop` can do no such thing: it cancels or forgets a call that arrives before the client has its GOAWAY.
        When a connection's age ends, calls go on being served until the client has it (RFC 9113 §6.8): none is lost.
        """
        return self.drain_delay / 3 or _CONNECTION_SECONDS


@dataclass(frozen=True, slots=True)
class Served:
    """`names` are the full names of the services; they are ready while `ping` returns. `streams` are those that the
    handlers have open."""

    handlers: Sequence[grpc.GenericRpcHandler]
    names: Sequence[str]
    ping: Callable[[], Awaitable[None]]
    streams: Streams = field(default_factory=Streams)


Opened = AbstractAsyncContextManager[Served]


async def serve(options: Options, opened: Callable[[], Opened], announce: Callable[[Address], None]) -> None:
    """Serves until it is drained. `announce` is told where, with the real port, once calls are accepted.

    Raises `BindError`, `TlsError`, and what `opened` raises.
    """
    stop = _stop_event()
    health, library = grpc_health.HealthServicer(), LibraryServices(options.domain)
    server = grpc.aio.server(options=[*_CHANNEL_OPTIONS, *_ages(options)])
    address = _bind(server, options.listen, Certificate(options.tls) if options.tls else None)
    async with _health_port(options, health, library), opened() as served:
        readiness = Readiness(health, served.names, served.ping)
        await readiness.set(False)
        # One that begins when the age of its connection is over still has the grace.
        served.streams.last_at_most(options.connection_grace)
        server.add_generic_rpc_handlers(_handlers(served, health, library, options.domain))
        await server.start()
        following = asyncio.create_task(readiness.follow(_PING_EVERY, _PING_TIMEOUT))
        announce(address)
        stopped, ended = asyncio.create_task(stop.wait()), asyncio.create_task(server.wait_for_termination())
        await asyncio.wait({stopped, ended}, return_when=asyncio.FIRST_COMPLETED)
        following.cancel()
        await asyncio.wait({following})
        if not ended.done():
            await _drain(server, served.streams, library, readiness, options)
        # Raises what made the server end, if that was not we. (To cancel this would cancel grpc's own shutdown.)
        await ended
    _log.info("stopped")


def _ages(options: Options) -> Sequence[tuple[str, int]]:
    return (
        ("grpc.max_connection_age_ms", math.ceil(1_000 * options.connection_seconds)),
        ("grpc.max_connection_age_grace_ms", math.ceil(1_000 * options.connection_grace)),
    )


@asynccontextmanager
async def _health_port(
    options: Options, health: grpc_health.HealthServicer, library: LibraryServices
) -> AsyncIterator[None]:
    if options.health_listen is None:
        yield
        return
    server = grpc.aio.server(options=_CHANNEL_OPTIONS)
    _bind(server, options.health_listen)
    server.add_generic_rpc_handlers([library.handler(_HEALTH, health), UnknownMethods(options.domain)])
    await server.start()
    try:
        yield
    finally:
        await server.stop(0)


def _stop_event() -> asyncio.Event:
    """Set by the first signal. The handlers are the loop's: without them PID 1 would ignore SIGTERM."""
    stop = asyncio.Event()
    last = 0.0

    def on_signal(number: signal.Signals) -> None:
        nonlocal last
        before, last = last, time.monotonic()
        if not stop.is_set():
            _log.info("%s: draining", number.name)
            stop.set()
        elif last - before >= _ONE_SIGNAL_SECONDS:
            _log.warning("%s again: ending at once", number.name)
            os._exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, on_signal, number)
    return stop


def _bind(server: grpc.aio.Server, listen: Address, certificate: Certificate | None = None) -> Address:
    # grpc tells neither the caller nor the log in one line why it could not bind: a socket of our own does.
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(listen.host, listen.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
            probe.listen()
    except OSError as error:
        raise BindError(f"cannot listen on {listen}: {error.strerror}") from error
    try:
        if certificate:
            return Address(listen.host, server.add_secure_port(str(listen), certificate.credentials()))
        return Address(listen.host, server.add_insecure_port(str(listen)))
    except RuntimeError as error:
        raise BindError(f"cannot listen on {listen}: {error}") from error


def _handlers(
    served: Served, health: grpc_health.HealthServicer, library: LibraryServices, domain: str
) -> Sequence[grpc.GenericRpcHandler]:
    names = [*served.names, _HEALTH, reflection.SERVICE_NAME]
    return [
        *served.handlers,
        library.handler(_HEALTH, health),
        library.handler(reflection.SERVICE_NAME, reflection.aio.ReflectionServicer(names)),
        UnknownMethods(domain),
    ]


async def _drain(
    server: grpc.aio.Server, streams: Streams, library: LibraryServices, readiness: Readiness, options: Options
) -> None:
    await readiness.set(False)
    await asyncio.sleep(options.drain_delay)
    # The clients of streams come back while this server still answers: to another one, if they know of it by now.
    until = time.monotonic() + options.drain_grace
    await streams.end(min(_STREAMS_SECONDS, options.drain_grace / 2))
    library.end_calls()
    await server.stop(until - time.monotonic())
