"""The moment by which the call at hand must have been answered, in seconds of `time.monotonic()`."""

import time
from contextvars import ContextVar

_deadline: ContextVar[float] = ContextVar("deadline", default=float("inf"))


def remaining() -> float:
    """Seconds until the deadline; infinite outside a call, negative once it has passed."""
    return _deadline.get() - time.monotonic()


def until(seconds: float) -> float:
    """The deadline, or the moment so many seconds from now where that comes first."""
    return min(_deadline.get(), time.monotonic() + seconds)


class deadline_in:
    """Sets the deadline for everything awaited inside; an earlier one set outside stays in force.

    A class rather than a generator: each call enters one, and a generator costs several times as much.
    """

    __slots__ = ("_seconds", "_token")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        self._token = _deadline.set(min(_deadline.get(), time.monotonic() + self._seconds))

    def __exit__(self, *_raised: object) -> None:
        _deadline.reset(self._token)
