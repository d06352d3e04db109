"""Ends what takes longer than it may, with one timer of the event loop for all that is under way.

A timer for each call is what `asyncio.timeout` sets, and uvloop makes and closes a handle of libuv for each of them.
"""

import asyncio
from functools import cached_property
from types import TracebackType

_TICK = 0.001
"""Seconds. Loops may count in whole milliseconds, and wake us so much too early."""


class TimeLimits:
    """Of what runs on one event loop."""

    def __init__(self) -> None:
        self._ends: dict[Limit, float] = {}
        self._timer: asyncio.Handle | None = None
        # Of the timer. uvloop's own does not know it where the time had come already.
        self._wakes = 0.0

    def within(self, seconds: float) -> "Limit":
        """To be entered once. As with `asyncio.timeout` the task inside is cancelled after so many seconds, and
        TimeoutError is raised from there."""
        return Limit(self, seconds)

    @cached_property
    def loop(self) -> asyncio.AbstractEventLoop:
        # Kept: before Python 3.12, whoever asks for it has the kernel asked for the number of the process each time.
        return asyncio.get_running_loop()

    def add(self, limit: "Limit", end: float) -> None:
        """`end` is in the loop's time."""
        self._ends[limit] = end
        if self._timer is None:
            self._wake_at(end)
        elif end < self._wakes:
            self._timer.cancel()
            self._wake_at(end)

    def discard(self, limit: "Limit") -> None:
        self._ends.pop(limit, None)

    def _wake_at(self, end: float) -> None:
        self._timer = self.loop.call_at(end, self._wake)
        self._wakes = end

    def _wake(self) -> None:
        """Most often that for which the timer was set is over, and it is set again for the earliest of the others."""
        self._timer = None
        due = self.loop.time() + _TICK
        for limit in [limit for limit, end in self._ends.items() if end <= due]:
            self.discard(limit)
            limit.expire()
        if self._ends:
            self._wake_at(min(self._ends.values()))


class Limit:
    """Has `asyncio.Timeout`'s way to tell its own cancellation from that of others."""

    __slots__ = ("_cancelling", "_expired", "_limits", "_seconds", "_task")

    def __init__(self, limits: TimeLimits, seconds: float) -> None:
        self._limits = limits
        self._seconds = seconds
        self._expired = False

    def __enter__(self) -> None:
        loop = self._limits.loop
        task = asyncio.current_task(loop)
        assert task is not None, "only what runs in a task can be cancelled"
        self._task = task
        self._cancelling = task.cancelling()
        self._limits.add(self, loop.time() + self._seconds)

    def expire(self) -> None:
        self._expired = True
        self._task.cancel()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self._limits.discard(self)
        if self._expired and self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise TimeoutError from error
