"""Ends what takes longer than it may, with one timer of the event loop for all that is under way.

A timer for each call is what `asyncio.timeout` sets, and uvloop makes and closes a handle of libuv for each of them.
"""

import asyncio
import math
from functools import cached_property
from types import TracebackType

_TICK = 0.001
"""Seconds. Loops may count in whole milliseconds, and wake us so much too early."""


class TimeLimits:
    """Of what runs on one event loop."""

    def __init__(self) -> None:
        self.ends: dict[Limit, float] = {}
        """In the loop's time."""
        self.wakes = math.inf
        """When the timer does. uvloop's own does not know it where the time had come already."""
        self._timer: asyncio.Handle | None = None

    @cached_property
    def loop(self) -> asyncio.AbstractEventLoop:
        # Kept: before Python 3.12, whoever asks for it has the kernel asked for the number of the process each time.
        return asyncio.get_running_loop()

    def wake_at(self, end: float) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = self.loop.call_at(end, self._wake)
        self.wakes = end

    def _wake(self) -> None:
        """Most often that for which the timer was set is over, and it is set again for the earliest of the others."""
        self._timer, self.wakes = None, math.inf
        due = self.loop.time() + _TICK
        for limit in [limit for limit, end in self.ends.items() if end <= due]:
            del self.ends[limit]
            limit.expire()
        if self.ends:
            self.wake_at(min(self.ends.values()))


class Limit:
    """To be entered once. As with `asyncio.timeout` the task inside is cancelled after so many seconds, and
    TimeoutError is raised from there; it has the same way to tell its own cancellation from that of others."""

    __slots__ = ("_cancelling", "_expired", "_limits", "_seconds", "_task")

    def __init__(self, limits: TimeLimits, seconds: float) -> None:
        self._limits = limits
        self._seconds = seconds
        self._expired = False

    def __enter__(self) -> None:
        limits = self._limits
        loop = limits.loop
        task = asyncio.current_task(loop)
        assert task is not None, "only what runs in a task can be cancelled"
        self._task = task
        self._cancelling = task.cancelling()
        # No calls for this: where the processor's caches are cold, each costs more than what it does.
        limits.ends[self] = end = loop.time() + self._seconds
        if end < limits.wakes:
            limits.wake_at(end)

    def expire(self) -> None:
        self._expired = True
        self._task.cancel()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self._limits.ends.pop(self, None)
        if self._expired and self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise TimeoutError from error
