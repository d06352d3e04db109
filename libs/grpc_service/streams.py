"""The open streams of a server: each is told when to end, so that none is cut.

A connection ends some time after its age is over, and a server some time after its signal, whatever goes on there. A
stream hears of it before, sends what its client needs to go on elsewhere, and returns.
"""

import asyncio
import math
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

import grpc

from grpc_service.status import Problem

Ending: TypeAlias = "asyncio.Future[None]"
"""Done when a stream is to end."""


class Draining(Exception):
    """The server ends, and begins no streams."""

    def problem(self) -> Problem:
        message = "The server is about to end; call again, and another one answers, or this one when it is back."
        return Problem(grpc.StatusCode.UNAVAILABLE, "SERVER_DRAINING", message)


class Streams:
    def __init__(self) -> None:
        self._seconds = math.inf
        self._endings: dict[Ending, asyncio.Task[object] | None] = {}
        self._draining = False

    @property
    def open(self) -> int:
        return len(self._endings)

    def last_at_most(self, seconds: float) -> None:
        """Holds for streams that begin later. They end a tenth to a fifth earlier, each at a moment of its own: what
        begins together, when a server has ended, does not come back together."""
        self._seconds = seconds

    @contextmanager
    def begin(self, seconds: float) -> Iterator[Ending]:
        """A stream while inside, which has at most so many seconds, maybe infinite, of its own. Raises Draining."""
        if self._draining:
            raise Draining
        loop = asyncio.get_running_loop()
        ending: Ending = loop.create_future()
        self._endings[ending] = asyncio.current_task()
        lasts = min(seconds, self._seconds * random.uniform(0.8, 0.9))
        timer = None if math.isinf(lasts) else loop.call_later(lasts, _end, ending)
        try:
            yield ending
        finally:
            del self._endings[ending]
            if timer:
                timer.cancel()

    async def end(self, within: float) -> None:
        """Asks all to end, begins no others, and returns when they have ended, or after `within` seconds."""
        self._draining = True
        for ending in self._endings:
            _end(ending)
        if tasks := {task for task in self._endings.values() if task}:
            await asyncio.wait(tasks, timeout=within)


def _end(ending: Ending) -> None:
    if not ending.done():
        ending.set_result(None)
