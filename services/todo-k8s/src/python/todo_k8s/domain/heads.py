"""The numbers of the heads that somebody watches: lists and users, each of which counts its changes.

All of them together are read once a second, by one task of the process, however many watch. A change that is made in
the process is known at once. No task runs, and nothing is read, while nobody watches.
"""

import asyncio
import contextvars
import logging
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

from todo_k8s.deadline import deadline_in
from todo_k8s.storage.table import MAX_KEYS, Item, Key, StorageError, Table

EVERY_SECONDS = 1.0
LONGEST_PAUSE = 30.0
"""Between rounds that fail."""
_READ_SECONDS = 5.0

_log = logging.getLogger(__name__)

Ending: TypeAlias = "asyncio.Future[None]"
"""Done when a watch is to end."""


class Head:
    """`number` is the greatest that is known, `watchers` how many watch it."""

    def __init__(self) -> None:
        self.number = 0
        self.watchers = 0
        self._waiting: dict[asyncio.Future[None], int] = {}

    def is_at(self, number: int) -> None:
        if number > self.number:
            self.number = number
            for waiting, known in self._waiting.items():
                if number > known and not waiting.done():
                    waiting.set_result(None)

    async def beyond(self, number: int, ending: Ending, seconds: float) -> None:
        """Returns when the head has a greater number, when `ending` is done, or after `seconds`."""
        if self.number > number or ending.done():
            return
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[waiting] = number
        try:
            await asyncio.wait({waiting, ending}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            del self._waiting[waiting]


class Heads:
    def __init__(self, table: Table, every: float = EVERY_SECONDS) -> None:
        """`every` is the time between two rounds, in seconds."""
        self._table = table
        self._every = every
        self._heads: dict[Key, Head] = {}
        self._polling: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        """How many are watched."""
        return len(self._heads)

    @contextmanager
    def watched(self, key: Key) -> Iterator[Head]:
        """The head, whose number is kept up while inside."""
        head = self._heads.setdefault(key, Head())
        head.watchers += 1
        if self._polling is None:
            # In a context of its own: the deadline of the call that happens to be the first is not that of all.
            self._polling = asyncio.create_task(self._poll(), context=contextvars.Context())
        try:
            yield head
        finally:
            head.watchers -= 1
            if not head.watchers:
                del self._heads[key]
            if not self._heads:
                self._polling.cancel()
                self._polling = None

    def is_at(self, key: Key, number: int) -> None:
        """Tells those who watch the head, if anybody does."""
        if head := self._heads.get(key):
            head.is_at(number)

    async def _poll(self) -> None:
        pause, failures = self._every, 0
        while True:
            await asyncio.sleep(pause)
            started = time.monotonic()
            if await self._round():
                if failures:
                    _log.info("the heads of what is watched are read again")
                failures, pause = 0, max(0.0, self._every - (time.monotonic() - started))
            else:
                failures += 1
                # Servers that lost their store together do not come back to it together.
                pause = min(self._every * 2**failures, LONGEST_PAUSE) * random.uniform(0.5, 1)

    async def _round(self) -> bool:
        """Whether all could be read."""
        # In any order: what cannot be read does not always keep the same ones from their turn.
        keys = random.sample(list(self._heads), len(self._heads))
        try:
            for start in range(0, len(keys), MAX_KEYS):
                await self._read(keys[start : start + MAX_KEYS])
        except StorageError as error:
            _log.warning("the heads of what is watched cannot be read now: %s", error)
        except Exception:
            _log.exception("reading the heads of what is watched failed; the next round tries again")
        else:
            return True
        return False

    async def _read(self, keys: Sequence[Key]) -> None:
        with deadline_in(_READ_SECONDS):
            items: Sequence[Item | None] = await self._table.get(*keys)
        for key, item in zip(keys, items, strict=True):
            if item:
                self.is_at(key, item.version)
