"""One HTTP/1.1 connection, which carries one request after another. docs/adr/0014 says why it is our own."""

import asyncio
from typing import cast

import msgspec
from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser


class Response(msgspec.Struct, frozen=True, gc=False):
    status: int
    crc32: bytes | None
    """DynamoDB's checksum of the body, in decimal digits."""
    body: bytes


class HttpConnection(asyncio.Protocol):
    """Ends at whatever is not the one whole answer to its one request: no answer is ever taken for another's."""

    _transport: asyncio.Transport

    def __init__(self) -> None:
        # Kept: before Python 3.12, whoever asks for it has the kernel asked for the number of the process each time.
        self._loop = asyncio.get_running_loop()
        self._parser = HttpResponseParser(self)
        self._answer: asyncio.Future[Response] | None = None
        self._crc32: bytes | None = None
        self._body: list[bytes] = []
        self._last = False

    @property
    def usable(self) -> bool:
        """Whether it may carry another request."""
        return not (self._last or self._transport.is_closing())

    async def exchange(self, request: bytes) -> Response:
        """Raises ConnectionError where no whole answer comes. The connection ends if this is cancelled."""
        # It may have ended since it was made. Nobody would tell then, or uvloop would by RuntimeError.
        if self._transport.is_closing():
            raise ConnectionError("the connection ended before the request was sent")
        self._answer = self._loop.create_future()
        self._transport.write(request)
        try:
            return await self._answer
        except BaseException:
            self._transport.abort()
            raise

    def abort(self) -> None:
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports do not inherit from asyncio's.
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._fail("the connection ended before the answer did", error)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            self._fail("the answer is not the HTTP that was asked for", error)
            self._transport.abort()

    def on_message_begin(self) -> None:
        if self._answer is None or self._answer.done():
            raise ConnectionError("an answer without a request")
        self._crc32, self._body = None, []

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"x-amz-crc32":
            self._crc32 = value

    def on_body(self, part: bytes) -> None:
        self._body.append(part)

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        # Below 200 it announces the answer proper.
        if status >= 200 and self._answer is not None:
            self._last = not self._parser.should_keep_alive()
            self._answer.set_result(Response(status, self._crc32, b"".join(self._body)))

    def _fail(self, message: str, error: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError(f"{message}: {error}" if error else message))
