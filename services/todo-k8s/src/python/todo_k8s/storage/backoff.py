"""Pauses between attempts, none of which outlasts the deadline of the call."""

import asyncio
import random
import time

from todo_k8s import deadline

LONGEST_CALL = 10.0
"""Seconds after which a call outside any deadline is given up."""

_FIRST = 0.05
_LONGEST_PAUSE = 1.0
_SHORTEST_ATTEMPT = 0.1
"""An attempt begun with less time would likely be cut off, and a plain refusal become an unknown outcome."""


def time_left() -> float:
    """Seconds that a store call may take from now on."""
    return min(deadline.remaining(), LONGEST_CALL)


class Backoff:
    """Exponential backoff with full jitter, bounded by the deadline at hand when it was made."""

    def __init__(self) -> None:
        self._until = deadline.until(LONGEST_CALL)
        self._attempt = 0

    def left(self) -> float:
        """Seconds until the deadline, negative after it."""
        return self._until - time.monotonic()

    async def pause(self) -> bool:
        """Sleeps and returns true, or returns false at once where no time would be left for another attempt."""
        seconds = random.uniform(0, min(_LONGEST_PAUSE, _FIRST * 2**self._attempt))
        self._attempt += 1
        if seconds + _SHORTEST_ATTEMPT >= self.left():
            return False
        await asyncio.sleep(seconds)
        return True
