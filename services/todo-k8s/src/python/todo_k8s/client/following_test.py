"""Following a list through what can happen to a connection, told by a server that does as the test says."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest
from google.protobuf.any_pb2 import Any
from google.protobuf.duration_pb2 import Duration
from google.rpc.error_details_pb2 import ErrorInfo, RetryInfo
from google.rpc.status_pb2 import Status
from todo.v1.sync_service_pb2 import Bookmark, Change, Heartbeat, WatchChangesRequest, WatchChangesResponse
from todo.v1.task_pb2 import Task

from todo_k8s.client.api import Api
from todo_k8s.client.following import Alive, Anew, Happening, Lost, Told, follow
from todo_k8s.client.settings import Settings
from todo_k8s.client.tokens import Tokens

Message = WatchChangesResponse | grpc.StatusCode | str
"""A reason stands for what the service refuses with it."""

CODES = {
    "TOKEN_EXPIRED": grpc.StatusCode.UNAUTHENTICATED,
    "RATE_LIMITED": grpc.StatusCode.RESOURCE_EXHAUSTED,
    "TOO_MANY_WATCHES": grpc.StatusCode.RESOURCE_EXHAUSTED,
    "SYNC_TOKEN_EXPIRED": grpc.StatusCode.FAILED_PRECONDITION,
    "SYNC_TOKEN_INVALID": grpc.StatusCode.INVALID_ARGUMENT,
}

WAIT = "wait"
"""Stands for a server of which nothing is heard."""

_ENOUGH = 30.0
"""Seconds until a server gives a client up that should have given it up."""


def changed(*titles: str) -> list[WatchChangesResponse]:
    return [WatchChangesResponse(change=change) for change in changes(*titles)]


def changes(*titles: str) -> list[Change]:
    return [Change(task=Task(title=title)) for title in titles]


def bookmark(token: str) -> WatchChangesResponse:
    return WatchChangesResponse(bookmark=Bookmark(sync_token=token))


@contextmanager
def served(*streams: list[Message], shown: Tokens | None = None) -> Iterator[tuple[Api, list[str]]]:
    """What each call is answered with, one after the other, and the sync tokens that they bring."""
    left, tokens, unended, over = list(streams), list[str](), list[str](), threading.Event()

    def answer(request: WatchChangesRequest, context: grpc.ServicerContext) -> Iterator[WatchChangesResponse]:
        tokens.append(request.sync_token)
        for message in left.pop(0):
            if isinstance(message, WatchChangesResponse):
                yield message
            elif isinstance(message, grpc.StatusCode):
                context.abort(message, "the connection broke")
            elif message == WAIT:
                if not over.wait(_ENOUGH):
                    unended.append(request.sync_token)
            else:
                refuse(context, message)

    handler = grpc.unary_stream_rpc_method_handler(
        answer, WatchChangesRequest.FromString, WatchChangesResponse.SerializeToString
    )
    server = grpc.server(ThreadPoolExecutor(4))
    server.add_generic_rpc_handlers(
        [grpc.method_handlers_generic_handler("todo.v1.SyncService", {"WatchChanges": handler})]
    )
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield Api(channel, 10, shown), tokens
    finally:
        over.set()
        server.stop(0).wait()
    assert not unended, "a stream of which nothing was heard was not given up"


def refuse(context: grpc.ServicerContext, reason: str) -> None:
    info, wait = Any(), Any()
    info.Pack(ErrorInfo(reason=reason, domain="todo-k8s"))
    wait.Pack(RetryInfo(retry_delay=Duration(nanos=100_000_000)))
    code = CODES.get(reason, grpc.StatusCode.PERMISSION_DENIED)
    details = [info, wait] if reason == "RATE_LIMITED" else [info]
    status = Status(code=code.value[0], message=reason, details=details)
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(code, reason)


def followed(api: Api, wanted: int, **options: float | str) -> list[Happening]:
    """The first so many that are no `Lost`, with those between them."""
    found: list[Happening] = []
    for happening in follow(api, "taskLists/x", **options):  # type: ignore[arg-type]
        found.append(Lost("", 0) if isinstance(happening, Lost) else happening)
        if sum(not isinstance(each, Lost) for each in found) == wanted:
            return found
    raise AssertionError("it has no end")


def test_what_came_behind_the_last_bookmark_is_told_once() -> None:
    broken: list[Message] = [*changed("a", "b"), bookmark("1"), *changed("c"), grpc.StatusCode.UNAVAILABLE]
    with served(broken, [*changed("c", "d"), bookmark("2")]) as (api, tokens):
        found = followed(api, 2)
    assert found == [Told(tuple(changes("a", "b")), "1"), Lost("", 0), Told(tuple(changes("c", "d")), "2")]
    assert tokens == ["", "1"]


def test_a_stream_that_ends_as_it_should_is_followed_by_another_at_once() -> None:
    with served([bookmark("1")], [WatchChangesResponse(heartbeat=Heartbeat()), bookmark("2")]) as (api, tokens):
        assert followed(api, 3) == [Told((), "1"), Alive(), Told((), "2")]
    assert tokens == ["", "1"]


def test_a_connection_of_which_nothing_is_heard_is_dead() -> None:
    with served([bookmark("1"), WAIT], [bookmark("2")]) as (api, tokens):
        assert followed(api, 2, silence=0.2) == [Told((), "1"), Lost("", 0), Told((), "2")]


def test_it_goes_on_through_many_failures() -> None:
    failures: list[list[Message]] = [[code] for code in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.INTERNAL)]
    with served([bookmark("1")], *failures, [], [bookmark("2")]) as (api, tokens):
        assert followed(api, 2) == [Told((), "1"), *[Lost("", 0)] * 3, Told((), "2")]
    assert tokens == ["", *["1"] * 4]


@pytest.mark.parametrize(
    "first",
    ["TASK_LIST_FORBIDDEN", "TOKEN_EXPIRED", "TOO_MANY_WATCHES", "SYNC_TOKEN_INVALID", grpc.StatusCode.UNAVAILABLE],
)
def test_where_it_cannot_begin_it_says_so(first: Message) -> None:
    with served([first]) as (api, _), pytest.raises(grpc.RpcError):
        followed(api, 1)


def test_a_token_that_expires_meanwhile_is_renewed(tmp_path: Path) -> None:
    command = f"sh -c 'printf x >> {tmp_path}/ran; echo token'"
    shown = Tokens(Settings("127.0.0.1:8081", "inbox", "table", 10, token_command=command), {})
    expired: list[Message] = ["TOKEN_EXPIRED"]
    with served([bookmark("1")], expired, [bookmark("2")], expired, expired, shown=shown) as (api, tokens):
        happenings = follow(api, "taskLists/x")
        assert [next(happenings) for _ in range(2)] == [Told((), "1"), Told((), "2")]
        # The one that is new is not taken either.
        with pytest.raises(grpc.RpcError):
            next(happenings)
    assert tokens == ["", "1", "1", "2", "2"]
    assert (tmp_path / "ran").read_text() == "xxx"


def test_who_was_too_quick_waits_as_long_as_the_server_asks() -> None:
    with served(["RATE_LIMITED"], [bookmark("1")]) as (api, tokens):
        happenings = follow(api, "taskLists/x")
        lost = next(happenings)
        assert isinstance(lost, Lost)
        assert lost.seconds >= 0.1
        assert next(happenings) == Told((), "1")


def test_a_token_that_is_too_old_is_left_and_all_told_again() -> None:
    with served(["SYNC_TOKEN_EXPIRED"], [*changed("a"), bookmark("2")]) as (api, tokens):
        found = followed(api, 2, sync_token="1")
    assert found == [Anew("SYNC_TOKEN_EXPIRED"), Told(tuple(changes("a")), "2")]
    assert tokens == ["1", ""]


@pytest.mark.parametrize("reason", ["SYNC_TOKEN_EXPIRED", "SYNC_TOKEN_INVALID"])
def test_a_token_that_the_server_gave_itself_is_left_where_it_is_good_no_more(reason: str) -> None:
    with served([bookmark("1")], [reason], [bookmark("2")]) as (api, tokens):
        assert followed(api, 3) == [Told((), "1"), Anew(reason), Told((), "2")]
    assert tokens == ["", "1", ""]


def test_it_ends_when_it_is_unwanted() -> None:
    asked = iter([False, False, True])
    with served([bookmark("1"), WAIT]) as (api, _):
        assert list(follow(api, "taskLists/x", "", lambda: next(asked, True))) == [Told((), "1")]


def test_it_does_not_wait_for_a_connection_that_is_unwanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.uniform", lambda *_: 3600.0)
    slept = list[float]()
    unwanted = threading.Event()
    with served([bookmark("1"), grpc.StatusCode.UNAVAILABLE]) as (api, _):
        happenings = follow(api, "taskLists/x", "", unwanted.is_set)
        assert [type(next(happenings)) for _ in range(2)] == [Told, Lost]
        unwanted.set()
        with monkeypatch.context() as patched:
            patched.setattr("time.sleep", slept.append)
            assert list(happenings) == []
    assert slept == []


def test_access_that_is_lost_ends_it() -> None:
    with served([bookmark("1"), "TASK_LIST_FORBIDDEN"]) as (api, _), pytest.raises(grpc.RpcError, match="FORBIDDEN"):
        followed(api, 2)
