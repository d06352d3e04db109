"""Follows what changes under a parent: a watch tells each change soon after it was made, for as long as it lasts.

It pulls when the number of the parent's head has grown, and the next page when the one before was taken: nothing piles
up for who reads slowly, and what changes again meanwhile is told once.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from typing import TypeAlias

from todo_k8s.deadline import deadline_in
from todo_k8s.domain import limits
from todo_k8s.domain.errors import QuotaExceeded
from todo_k8s.domain.heads import Ending, Heads
from todo_k8s.domain.model import Principal
from todo_k8s.domain.requests import PullChanges
from todo_k8s.domain.sync import Sync
from todo_k8s.domain.told import Pulled, Told
from todo_k8s.storage import keys
from todo_k8s.storage.table import Key

HEARTBEAT_SECONDS = 15.0
_PULL_SECONDS = 10.0
_PAGE = 50
_PAGE_BYTES = 100_000
"""Of what a watch tells at once, or of one task where that takes more: each may hold as much for a reader who takes
nothing, and in memory it is several times that."""
_TELLING_PER_USER = 5
"""How many of a user's watches hold something to tell at once. The others wait for their turn: whoever takes nothing is
in nobody's way but his own."""
_TURN_SECONDS = 30.0
"""For so long; readers give a connection up after a minute without a word."""
_ALL_BYTES = 20_000_000
"""Of what all watches of the process hold to tell: where many do, each tells less at once, but one task at least."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A token of `Sync.pull`: all that was changed before it has been told."""

    token: str


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Nothing was changed for a while."""


Message: TypeAlias = Told | Bookmark | Heartbeat


class Watches:
    """The open ones of a process."""

    def __init__(self, sync: Sync, heads: Heads, heartbeat: float = HEARTBEAT_SECONDS) -> None:
        """`heartbeat` is after how many seconds without a word a watch says that it is alive."""
        self._sync = sync
        self._heads = heads
        self._heartbeat = heartbeat
        self._open: Counter[str] = Counter()
        self._turns: dict[str, asyncio.Semaphore] = {}
        self._holders = 0

    async def watch(self, caller: Principal, parent: str, token: str, ending: Ending) -> AsyncGenerator[Message, None]:
        """Changes in their order, a bookmark behind each page of them, one at the beginning, which is good for a month,
        and one at the end, soon after `ending` is done. Who goes on from a bookmark misses nothing, and is told nothing
        again that was told before it.

        Raises what `Sync.pull` raises, also when the caller's role is taken while it lasts, and QuotaExceeded
        `TOO_MANY_WATCHES`.
        """
        with self._admitted(caller) as turns, ExitStack() as stack:
            head, size, first = None, _PAGE, True
            while True:
                async with self._turn(caller, turns) as room:
                    pulled = await self._pull(caller, PullChanges(parent, size, token, room))
                    head = head or stack.enter_context(self._heads.watched(_head_of(caller, parent)))
                    for message in _page(pulled, first):
                        yield message
                token, size, first = pulled.next_token, _fitting(pulled), False
                # What was told is not kept for as long as nothing happens.
                pulled = replace(pulled, changes=())
                while not (pulled.more or head.number > pulled.sequence or ending.done()):
                    await head.beyond(pulled.sequence, ending, self._heartbeat)
                    if head.number <= pulled.sequence and not ending.done():
                        yield Heartbeat()
                if ending.done():
                    yield Bookmark(token)
                    return

    async def _pull(self, caller: Principal, request: PullChanges) -> Pulled:
        with deadline_in(_PULL_SECONDS):
            return await self._sync.pull(caller, request)

    @asynccontextmanager
    async def _turn(self, caller: Principal, turns: asyncio.Semaphore) -> AsyncIterator[int]:
        """How many bytes to hold, while inside, for one of those who hold some at the same time. Raises QuotaExceeded
        where others of the same user do so for too long."""
        try:
            async with asyncio.timeout(_TURN_SECONDS):
                await turns.acquire()
        except TimeoutError:
            raise _too_slow(caller) from None
        self._holders += 1
        try:
            yield min(_PAGE_BYTES, _ALL_BYTES // self._holders)
        finally:
            self._holders -= 1
            turns.release()

    @contextmanager
    def _admitted(self, caller: Principal) -> Iterator[asyncio.Semaphore]:
        """The turns of the caller's watches."""
        if self._open[caller.user] >= limits.WATCHES_PER_USER:
            raise _too_many(f"users/{caller.user}", limits.WATCHES_PER_USER)
        if self._open.total() >= limits.WATCHES_PER_PROCESS:
            raise _too_many("server", limits.WATCHES_PER_PROCESS)
        turns = self._turns.setdefault(caller.user, asyncio.Semaphore(_TELLING_PER_USER))
        self._open[caller.user] += 1
        try:
            yield turns
        finally:
            self._open[caller.user] -= 1
            if not self._open[caller.user]:
                del self._open[caller.user], self._turns[caller.user]


def _page(pulled: Pulled, first: bool) -> Iterator[Message]:
    yield from pulled.changes
    if pulled.changes or first:
        yield Bookmark(pulled.next_token)


def _fitting(pulled: Pulled) -> int:
    """How many to ask for next: where there was no room for more, what is read and not told would be read again."""
    return min(_PAGE, 2 * len(pulled.changes)) if pulled.more and pulled.changes else _PAGE


def _head_of(caller: Principal, parent: str) -> Key:
    """Of a parent that the caller could pull from."""
    kind, _, id = parent.partition("/")
    return keys.user_head(caller.user) if kind == "users" else keys.list_head(id)


def _too_slow(caller: Principal) -> QuotaExceeded:
    user = f"users/{caller.user}"
    message = f"{_TELLING_PER_USER} watches of {user} hold changes that nobody reads; read them, or end those watches"
    return QuotaExceeded("TOO_MANY_WATCHES", message, user)


def _too_many(subject: str, most: int) -> QuotaExceeded:
    message = f"there are {most:,} open watches of {subject} already; end one of them, or try again later"
    return QuotaExceeded("TOO_MANY_WATCHES", message, subject)
