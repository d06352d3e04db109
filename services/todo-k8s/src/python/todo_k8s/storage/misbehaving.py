"""An HTTP server for tests that answers as it is told, also in ways that no HTTP server should."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from itertools import chain, repeat
from typing import Any, TypeAlias

import msgspec

Answer: TypeAlias = Callable[[asyncio.StreamWriter], Awaitable[None]]


class MisbehavingServer:
    """Gives each request the next answer, then the last one for ever, and remembers what it was asked."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        known = list(answers)
        self._answers = chain(known, repeat(known[-1]))
        self.requests: list[tuple[str, Any]] = []
        self.endpoint = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                fields = dict(line.lower().split(": ", 1) for line in head.decode().split("\r\n")[1:] if line)
                body = await reader.readexactly(int(fields["content-length"]))
                self.requests.append((fields["x-amz-target"].partition(".")[2], msgspec.json.decode(body)))
                await next(self._answers)(writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def misbehaving(*answers: Answer) -> AsyncIterator[MisbehavingServer]:
    server = MisbehavingServer(answers)
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    host, port = listener.sockets[0].getsockname()[:2]
    server.endpoint = f"http://{host}:{port}"
    try:
        yield server
    finally:
        listener.close()


def response(status: int, body: bytes, *, length: int | None = None, crc: int | None = None) -> Answer:
    async def send(writer: asyncio.StreamWriter) -> None:
        checksum = zlib.crc32(body) if crc is None else crc
        head = f"HTTP/1.1 {status} Status\r\ncontent-length: {len(body) if length is None else length}\r\n"
        writer.write(f"{head}x-amz-crc32: {checksum}\r\n\r\n".encode() + body)
        if length is not None:
            writer.close()

    return send


def success(**fields: Any) -> Answer:
    return response(200, msgspec.json.encode(fields))


def failure(code: str, *reasons: str, status: int = 400) -> Answer:
    """A refusal in DynamoDB's words; `reasons` are those of a cancelled transaction."""
    named = {"CancellationReasons": [{"Code": reason, "Message": reason} for reason in reasons]} if reasons else {}
    return response(
        status, msgspec.json.encode({"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": code} | named)
    )


async def hang(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def reset(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def close(writer: asyncio.StreamWriter) -> None:
    writer.close()
