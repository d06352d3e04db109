"""The moment by which the call at hand must have been answered, in seconds of `time.monotonic()`."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_deadline: ContextVar[float] = ContextVar("deadline", default=float("inf"))


def remaining() -> float:
    """Seconds until the deadline; infinite outside a call, negative once it has passed."""
    return _deadline.get() - time.monotonic()


@contextmanager
def deadline_in(seconds: float) -> Iterator[None]:
    """Sets the deadline for everything awaited inside; an earlier one set outside stays in force."""
    token = _deadline.set(min(_deadline.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _deadline.reset(token)
