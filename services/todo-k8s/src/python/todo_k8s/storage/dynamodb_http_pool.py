"""The connections to one server, each kept open from one request to the next."""

import asyncio
import socket
import ssl
import time
from urllib.parse import urlsplit
from weakref import WeakSet

from aiohappyeyeballs import start_connection

from todo_k8s.storage.dynamodb_http_connection import HttpConnection, Response

CONNECTIONS = 128
CONNECT_SECONDS = 1.0
IDLE_SECONDS = 15.0
"""After so long a connection is not used again: the server may be about to close it."""

# How long one address is tried alone before the next one is, too (RFC 8305 §5).
_NEXT_ADDRESS_SECONDS = 0.25

_BEGIN = "POST / HTTP/1.1\r\naccept-encoding: identity\r\nuser-agent: todo-k8s\r\n"


class HttpPool:
    """POSTs to `/` of an endpoint such as `https://host` or `http://host:port`.

    Over TLS, the server's certificate must be for its name and from an authority that this machine trusts.
    """

    def __init__(self, endpoint: str) -> None:
        parts = urlsplit(endpoint)
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if self._tls else 80)
        self._turns = asyncio.Semaphore(CONNECTIONS)
        self._open: WeakSet[HttpConnection] = WeakSet()
        self._idle: list[tuple[float, HttpConnection]] = []

    async def post(self, headers: str, body: bytes) -> Response:
        """`headers` are lines, each with its end. Raises OSError where there is no whole answer."""
        request = f"{_BEGIN}{headers}content-length: {len(body)}\r\n\r\n".encode() + body
        # As a context manager it would take two coroutines more.
        await self._turns.acquire()
        try:
            connection = self._idle_one() or await self._connect()
            response = await connection.exchange(request)
            if connection.usable:
                self._idle.append((time.monotonic(), connection))
            return response
        finally:
            self._turns.release()

    async def close(self) -> None:
        for connection in self._open:
            connection.abort()
        # The loop then closes the sockets.
        await asyncio.sleep(0)

    def _idle_one(self) -> HttpConnection | None:
        oldest = time.monotonic() - IDLE_SECONDS
        while self._idle:
            since, connection = self._idle.pop()
            if connection.usable and since > oldest:
                return connection
            connection.abort()
        return None

    async def _connect(self) -> HttpConnection:
        loop = asyncio.get_running_loop()
        addresses = await loop.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                connected = await start_connection(addresses, happy_eyeballs_delay=_NEXT_ADDRESS_SECONDS)
                name = self._host if self._tls else None
                _, connection = await loop.create_connection(
                    HttpConnection, sock=connected, ssl=self._tls, server_hostname=name
                )
        # uvloop's way to say that the socket is gone.
        except RuntimeError as error:
            raise ConnectionError(str(error)) from error
        self._open.add(connection)
        return connection
