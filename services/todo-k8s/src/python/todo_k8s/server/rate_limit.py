"""How often one user may call."""

import time
from collections import OrderedDict
from collections.abc import Callable

from grpc import StatusCode

from grpc_service.status import Problem
from todo_k8s.server.refusal import Refused

MAX_USERS = 10_000
"""That one process remembers, at about 250 bytes each. Whoever called longest ago is forgotten first, and may then call
as if for the first time."""


class RateLimit:
    """A bucket for each user, that holds the calls of one second, at least one, and fills at `rate` calls a second.

    Of a bucket we keep the one time at which it will be full (the generic cell rate algorithm, ITU-T I.371): a bucket
    that is full is the same as none.
    """

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._interval = 1 / rate
        self._room = max(1.0, self._interval)
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, user: str) -> None:
        """Raises Refused where the bucket is empty; what is refused costs nothing."""
        now = self._clock()
        full_at = max(now, self._full_at.get(user, now)) + self._interval
        # A billionth of a second is what sums of fractions may be wrong by.
        if (wait := full_at - self._room - now) > 1e-9:
            raise Refused(self._problem(wait))
        self._full_at[user] = full_at
        self._full_at.move_to_end(user)
        if len(self._full_at) > MAX_USERS:
            self._full_at.popitem(last=False)

    def _problem(self, wait: float) -> Problem:
        message = f"You may make {self._rate:g} calls a second; wait for {wait:.3f} s, then repeat the call."
        return Problem(StatusCode.RESOURCE_EXHAUSTED, "RATE_LIMITED", message, retry_delay=wait)
