"""Our connection beside aiohttp, whose place it takes: what they make of the same bytes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
import uvloop
from aiohttp import ClientError, ClientSession
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from todo_k8s.storage.dynamodb_http_connection import Response
from todo_k8s.storage.dynamodb_http_pool import HttpPool

LOOPS = pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop])
INTERIM = b"HTTP/1.1 100 Continue\r\n\r\n"


@st.composite
def answers(draw: st.DrawFn) -> bytes:
    """A response whose end does not depend on that of the connection."""
    lines = [f"HTTP/1.1 {draw(st.sampled_from([200, 400, 403, 413, 500, 503]))} Any"]
    lines += draw(st.lists(st.sampled_from(["Server: Server", "connection: close", "x-amzn-RequestId: 5J0J"])))
    lines += draw(st.lists(st.sampled_from(["x-amz-crc32: 2745614147", "X-Amz-Crc32: 7"]), max_size=1))
    pieces = draw(st.lists(st.binary(min_size=1, max_size=200), max_size=5))
    if draw(st.booleans()):
        framing, body = "Transfer-Encoding: chunked", [b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces]
        body.append(b"0\r\n\r\n")
    else:
        framing, body = f"content-length: {sum(map(len, pieces))}", pieces
    lines.insert(draw(st.integers(1, len(lines))), framing)
    return draw(st.sampled_from([b"", INTERIM])) + "\r\n".join([*lines, "", ""]).encode() + b"".join(body)


@asynccontextmanager
async def server_of(parts: Sequence[bytes]) -> AsyncIterator[str]:
    """Answers each connection's first request with the parts, one by one, and closes it."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n{}")
        for part in parts:
            writer.write(part)
            await asyncio.sleep(0)
        writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listener:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"


async def by_aiohttp(endpoint: str) -> Response | None:
    async with ClientSession(auto_decompress=False) as session:
        try:
            async with session.post(endpoint, data=b"{}") as answer:
                crc = answer.headers.get("x-amz-crc32")
                return Response(answer.status, crc.encode() if crc else None, await answer.read())
        except ClientError:
            return None


async def by_us(endpoint: str) -> Response | None:
    pool = HttpPool(endpoint)
    try:
        return await pool.post("host: any\r\n", b"{}")
    except ConnectionError:
        return None
    finally:
        await pool.close()


@LOOPS
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answers(), st.lists(st.integers(0, 1500), max_size=4), st.none() | st.integers(0, 1500))
def test_an_answer_is_read_as_aiohttp_reads_it_whole_or_cut_off(
    new_loop: Callable[[], asyncio.AbstractEventLoop], answer: bytes, splits: list[int], cut: int | None
) -> None:
    arriving = answer[:cut]
    parts = [arriving[start:end] for start, end in pairwise([0, *sorted(splits), len(arriving)])]

    async def both() -> tuple[Response | None, Response | None]:
        async with server_of(parts) as endpoint:
            return await by_aiohttp(endpoint), await by_us(endpoint)

    with asyncio.Runner(loop_factory=new_loop) as runner:
        theirs, ours = runner.run(both())
    assert ours == theirs
    assert (ours is None) == (len(arriving) < len(answer))


@pytest.mark.parametrize(
    "nonsense", [b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 101 Up\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n"]
)
async def test_what_is_no_answer_is_refused(nonsense: bytes, caplog: pytest.LogCaptureFixture) -> None:
    async with server_of([nonsense]) as endpoint:
        assert await by_us(endpoint) is None
    assert caplog.records == []
