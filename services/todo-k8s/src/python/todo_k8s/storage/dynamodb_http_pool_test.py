import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvloop
from aiohttp import web

from grpc_service.testing_certificate import write_certificate
from todo_k8s.storage import dynamodb_http_pool
from todo_k8s.storage.dynamodb_http_pool import HttpPool

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
HEADERS = "host: any\r\n"


class Server:
    """Sends the n-th connection's m-th request what `answer(n, m)` says, and knows how many there were."""

    def __init__(self, answer: Callable[[int, int], bytes]) -> None:
        self._answer = answer
        self.requests: list[int] = []
        self.writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = len(self.requests)
        self.requests.append(0)
        self.writers.append(writer)
        try:
            while await reader.readuntil(b"\r\n\r\n{}"):
                writer.write(self._answer(number, self.requests[number]))
                self.requests[number] += 1
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


@asynccontextmanager
async def pool_at(
    answer: Callable[[int, int], bytes] = lambda connection, request: ANSWER,
) -> AsyncIterator[tuple[HttpPool, Server]]:
    server = Server(answer)
    async with await asyncio.start_server(server.serve, "127.0.0.1", 0) as listener, asyncio.timeout(20):
        pool = HttpPool(f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}")
        yield pool, server
        await pool.close()


async def test_what_is_sent_is_what_a_server_reads() -> None:
    got: list[tuple[str, str, dict[str, str], bytes]] = []

    async def handle(request: web.BaseRequest) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        got.append((request.method, request.raw_path, headers, await request.read()))
        return web.Response(body=b"{}")

    server = await asyncio.get_running_loop().create_server(web.Server(handle), "127.0.0.1", 0)
    pool = HttpPool(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    bodies = [b"", b"\r\n\r\n{", "é".encode() * 500_000]
    for body in bodies:
        await pool.post("host: db:1\r\nx-amz-target: T\r\n", body)
    fixed = {"accept-encoding": "identity", "user-agent": "todo-k8s", "host": "db:1", "x-amz-target": "T"}
    assert got == [("POST", "/", fixed | {"content-length": str(len(body))}, body) for body in bodies]
    await pool.close()
    server.close()


async def test_one_connection_carries_requests_that_follow_each_other() -> None:
    async with pool_at() as (pool, server):
        for _ in range(3):
            assert (await pool.post(HEADERS, b"{}")).body == b"{}"
        assert server.requests == [3]


async def test_connections_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dynamodb_http_pool, "CONNECTIONS", 2)
    async with pool_at() as (pool, server):
        await asyncio.gather(*(pool.post(HEADERS, b"{}") for _ in range(10)))
        assert sum(server.requests) == 10
        assert len(server.requests) == 2


async def test_a_connection_that_the_server_closed_is_not_used_again() -> None:
    async with pool_at() as (pool, server):
        for _ in range(2):
            await pool.post(HEADERS, b"{}")
            server.writers[-1].close()
            await asyncio.sleep(0.05)
        await pool.post(HEADERS, b"{}")
        assert server.requests == [1, 1, 1]


async def test_a_connection_that_was_idle_for_long_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dynamodb_http_pool, "IDLE_SECONDS", 0.0)
    async with pool_at() as (pool, server):
        await pool.post(HEADERS, b"{}")
        await pool.post(HEADERS, b"{}")
        assert server.requests == [1, 1]


@pytest.mark.parametrize(
    "first",
    [
        ANSWER.replace(b"\r\n", b"\r\nconnection: close\r\n", 1),
        pytest.param(ANSWER + ANSWER, id="an answer to no request"),
        pytest.param(ANSWER + ANSWER[:20], id="half an answer to no request"),
    ],
)
async def test_no_request_follows_on_a_connection_that_is_at_its_end_or_out_of_step(first: bytes) -> None:
    async with pool_at(lambda connection, request: ANSWER if connection else first) as (pool, server):
        for _ in range(3):
            assert (await pool.post(HEADERS, b"{}")).body == b"{}"
        assert server.requests == [1, 2]


async def test_what_comes_when_nothing_was_asked_is_the_answer_to_nothing() -> None:
    async with pool_at() as (pool, server):
        await pool.post(HEADERS, b"{}")
        server.writers[0].write(ANSWER.replace(b"{}", b"no"))
        await asyncio.sleep(0.05)
        assert (await pool.post(HEADERS, b"{}")).body == b"{}"
        assert server.requests == [1, 1]


async def test_a_cancelled_request_takes_its_connection_along() -> None:
    async with pool_at(lambda connection, request: ANSWER if connection else b"") as (pool, server):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await pool.post(HEADERS, b"{}")
        assert (await pool.post(HEADERS, b"{}")).body == b"{}"
        assert server.requests == [1, 1]
        await asyncio.sleep(0.05)
        assert server.writers[0].is_closing()


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_a_connection_that_ends_before_its_first_request_is_no_answer(
    new_loop: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    async def exchange() -> None:
        async with pool_at() as (pool, server), asyncio.timeout(5):
            connection = await pool._connect()
            await asyncio.sleep(0.05)
            server.writers[0].close()
            await asyncio.sleep(0.05)
            with pytest.raises(ConnectionError):
                await connection.exchange(b"POST / HTTP/1.1\r\n\r\n{}")

    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(exchange())


async def test_closing_ends_every_connection() -> None:
    async with pool_at(lambda connection, request: b"" if connection else ANSWER) as (pool, server):
        await pool.post(HEADERS, b"{}")
        held = [asyncio.ensure_future(pool.post(HEADERS, b"{}")) for _ in range(2)]
        await asyncio.sleep(0.1)
        await pool.close()
        with pytest.raises(ConnectionError):
            await held[1]


async def test_a_server_has_to_prove_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = write_certificate(tmp_path, hosts=["localhost"])
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(files.certificate, files.key)
    server = Server(lambda connection, request: ANSWER)
    async with await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls) as listener:
        port = listener.sockets[0].getsockname()[1]
        with pytest.raises(ssl.SSLCertVerificationError):
            await HttpPool(f"https://localhost:{port}").post(HEADERS, b"{}")
        monkeypatch.setenv("SSL_CERT_FILE", str(files.certificate))
        with pytest.raises(ssl.SSLCertVerificationError):
            await HttpPool(f"https://127.0.0.1:{port}").post(HEADERS, b"{}")
        pool = HttpPool(f"https://localhost:{port}")
        for _ in range(2):
            assert (await pool.post(HEADERS, b"{}")).body == b"{}"
        await pool.close()
    assert server.requests == [2]


async def test_an_address_of_ipv6() -> None:
    try:
        listener = await asyncio.start_server(Server(lambda connection, request: ANSWER).serve, "::1", 0)
    except OSError:
        pytest.skip("this machine has no IPv6")
    async with listener:
        pool = HttpPool(f"http://[::1]:{listener.sockets[0].getsockname()[1]}")
        assert (await pool.post(HEADERS, b"{}")).body == b"{}"
        await pool.close()
