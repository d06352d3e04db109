from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import grpc
import pytest

from grpc_service.channel import open_channel


@contextmanager
def failing_service(code: grpc.StatusCode, failures: int) -> Iterator[tuple[str, list[bytes]]]:
    """A service `test.Flaky` at the address given, which fails that many calls, and the requests it has seen."""
    seen: list[bytes] = []

    def answer(request: bytes, context: grpc.ServicerContext) -> bytes:
        seen.append(request)
        if len(seen) <= failures:
            context.abort(code, "not yet")
        return b"done"

    server = grpc.server(ThreadPoolExecutor(1))
    handlers: dict[str, grpc.RpcMethodHandler[bytes, bytes]] = {"Call": grpc.unary_unary_rpc_method_handler(answer)}
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("test.Flaky", handlers)])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}", seen
    finally:
        server.stop(0).wait()


def call(address: str) -> bytes:
    with open_channel(address, ["test.Flaky"]) as channel:
        return channel.unary_unary("/test.Flaky/Call", bytes, bytes)(b"once", timeout=10)


def test_an_unavailable_call_is_repeated_as_it_was() -> None:
    with failing_service(grpc.StatusCode.UNAVAILABLE, failures=2) as (address, seen):
        assert call(address) == b"done"
        assert seen == [b"once", b"once", b"once"]


def test_the_fourth_failure_is_the_answer() -> None:
    with failing_service(grpc.StatusCode.UNAVAILABLE, failures=4) as (address, seen):
        with pytest.raises(grpc.RpcError, match="not yet"):
            call(address)
        assert len(seen) == 4


@pytest.mark.parametrize("code", [grpc.StatusCode.ABORTED, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.UNKNOWN])
def test_nothing_else_is_repeated(code: grpc.StatusCode) -> None:
    with failing_service(code, failures=1) as (address, seen):
        with pytest.raises(grpc.RpcError):
            call(address)
        assert seen == [b"once"]


def test_all_addresses_of_a_name_are_called_in_turn() -> None:
    code = grpc.StatusCode.UNKNOWN
    with (
        failing_service(code, failures=0) as (one, seen_by_one),
        failing_service(code, failures=0) as (other, by_other),
        open_channel(f"ipv4:{one},{other}", ["test.Flaky"]) as channel,
    ):
        method = channel.unary_unary("/test.Flaky/Call", bytes, bytes)
        while not (seen_by_one and by_other):
            assert method(b"once", timeout=10) == b"done"


def test_calls_of_no_safe_service_are_not_repeated() -> None:
    with failing_service(grpc.StatusCode.UNAVAILABLE, failures=1) as (address, seen):
        with open_channel(address, []) as channel, pytest.raises(grpc.RpcError):
            channel.unary_unary("/test.Flaky/Call", bytes, bytes)(b"once", timeout=10)
        assert seen == [b"once"]


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    with failing_service(grpc.StatusCode.UNKNOWN, failures=0) as (address, _):
        assert call(address) == b"done"
