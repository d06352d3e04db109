"""Follows the changes of a list through disconnections, each change once."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

import grpc
from todo.v1.sync_service_pb2 import Change

from todo_k8s.client.api import Api
from todo_k8s.client.rpc_error import RpcProblem, asked_for, problem_of
from todo_k8s.client.sync_calls import Watch

SILENCE = 60.0
"""Seconds without a message after which a connection is dead; heartbeats come every 15."""

LONGEST_PAUSE = 30.0
"""Seconds between two attempts at most."""

_TICK = 1.0

# The network, or a server that is replaced or has too much to do: later it can be otherwise.
_PASSING = ("UNAVAILABLE", "RESOURCE_EXHAUSTED", "CANCELLED", "DEADLINE_EXCEEDED", "INTERNAL", "UNKNOWN", "ABORTED")

_STALE = ("SYNC_TOKEN_EXPIRED", "SYNC_TOKEN_INVALID")
"""The second one, of a token that the server itself gave a while ago, where its store was set back since."""


@dataclass(frozen=True, slots=True)
class Told:
    """What changed, up to the token of a bookmark."""

    changes: tuple[Change, ...]
    sync_token: str


@dataclass(frozen=True, slots=True)
class Alive:
    """Nothing has changed."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection is gone; there will be another one after so many seconds."""

    why: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Anew:
    """What was told until now is to be forgotten: the token is of use no more, and all that is there is told again."""

    reason: str


Happening: TypeAlias = Told | Alive | Lost | Anew


def everything(api: Api, parent: str) -> Told:
    """All that is there, and the token from which to follow what changes. Raises grpc.RpcError."""
    changes = list[Change]()
    token, is_more = "", True
    while is_more:
        page = api.pull_changes(parent, token)
        changes += page.changes
        token, is_more = page.next_sync_token, page.has_more
    return Told(tuple(changes), token)


def follow(
    api: Api,
    parent: str,
    sync_token: str = "",
    is_unwanted: Callable[[], bool] = lambda: False,
    silence: float = SILENCE,
) -> Iterator[Happening]:
    """Changes are told when the bookmark behind them has come: what a broken stream told beyond its last one, the next
    one tells again. It ends about a second after it is unwanted.

    Raises grpc.RpcError where the first stream cannot be begun, and where no other one could be. Who is only too quick
    is waited for from the beginning on.
    """
    attempts, was_heard, is_renewed = 0, False, False
    while not is_unwanted():
        is_silent = True
        try:
            for happening in _stream(api, parent, sync_token, is_unwanted, silence):
                if isinstance(happening, Told):
                    sync_token = happening.sync_token
                attempts, was_heard, is_renewed, is_silent = 0, True, False, False
                yield happening
            error = None
        except grpc.RpcError as broken:
            error = broken
        if is_unwanted():
            return
        if error and problem_of(error).reason == "TOKEN_EXPIRED" and not is_renewed and api.renew_token():
            is_renewed = True
            continue
        if error and sync_token and problem_of(error).reason in (_STALE if was_heard else _STALE[:1]):
            sync_token = ""
            yield Anew(problem_of(error).reason)
            continue
        if error and not _passes(problem_of(error), was_heard):
            raise error
        if error or is_silent:
            attempts += 1
            pause = max(
                asked_for(error) if error else 0.0, random.uniform(0, min(LONGEST_PAUSE, 2.0 ** (attempts - 1)))
            )
            yield Lost(problem_of(error).sentence if error else "the stream ended at once", pause)
            _rest(pause, is_unwanted)


def _passes(problem: RpcProblem, was_heard: bool) -> bool:
    return problem.reason == "RATE_LIMITED" or (was_heard and problem.code in _PASSING)


def _rest(seconds: float, is_unwanted: Callable[[], bool]) -> None:
    over = time.monotonic() + seconds
    while (left := over - time.monotonic()) > 0 and not is_unwanted():
        time.sleep(min(left, _TICK))


def _stream(
    api: Api, parent: str, sync_token: str, is_unwanted: Callable[[], bool], silence: float
) -> Iterator[Told | Alive]:
    pending: list[Change] = []
    call = api.watch_changes(parent, sync_token)
    try:
        with _watchdog(call, is_unwanted, silence) as heard:
            for response in call:
                heard()
                match response.WhichOneof("message"):
                    case "change":
                        pending.append(response.change)
                    case "bookmark":
                        yield Told(tuple(pending), response.bookmark.sync_token)
                        pending.clear()
                    case _:
                        yield Alive()
    finally:
        call.cancel()


@contextmanager
def _watchdog(call: Watch, is_unwanted: Callable[[], bool], silence: float) -> Iterator["_Watchdog"]:
    watchdog = _Watchdog(call, is_unwanted, silence)
    try:
        yield watchdog
    finally:
        watchdog.end()


class _Watchdog:
    """Ends a call that is unwanted, or of which nothing was heard for so long. Called when something is heard."""

    def __init__(self, call: Watch, is_unwanted: Callable[[], bool], silence: float) -> None:
        self._call = call
        self._is_unwanted = is_unwanted
        self._silence = silence
        self._heard = time.monotonic()
        self._over = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def __call__(self) -> None:
        self._heard = time.monotonic()

    def end(self) -> None:
        self._over.set()

    def _watch(self) -> None:
        while not self._over.wait(min(_TICK, self._silence)):
            if self._is_unwanted() or time.monotonic() - self._heard > self._silence:
                self._call.cancel()
                return
