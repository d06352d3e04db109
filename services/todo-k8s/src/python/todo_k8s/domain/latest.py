"""How many things stand under each of the last numbers of a list or a user: what a reader has to find there.

DynamoDB shows the items of a transaction one by one, so a head can be seen before a task that has the same number, or
the one before it. Who then took all that he sees for all there is would never hear of that task.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Self

from todo_k8s.value import value

NUMBERS = 16
"""How many are kept at least; all those of the last transaction are."""

FRESH = timedelta(minutes=1)
"""For how long they tell anything. No transaction takes so long, and nothing that is counted expires so soon."""


@value
class Latest:
    """`counts` are of a head's own number, the one before that, and so on back; `at` is when the last of them was
    made."""

    at: datetime
    counts: tuple[int, ...]

    def is_fresh(self, now: datetime) -> bool:
        return abs(now - self.at) < FRESH

    def moved(self, by: int, come: Iterable[int], gone: Iterable[int], now: datetime) -> Self:
        """When the head goes on `by` so many numbers, and things come to stand, or stood until now, so many numbers
        before the new one."""
        counts = [0] * by + list(self.counts if self.is_fresh(now) else ())
        for places, step in ((come, 1), (gone, -1)):
            for place in places:
                if place < len(counts):
                    counts[place] += step
        del counts[max(by, NUMBERS) :]
        while counts and not counts[-1]:
            del counts[-1]
        return type(self)(now, tuple(counts))

    def expected(self, sequence: int) -> dict[int, int]:
        """The counts by number, where the head is at `sequence`."""
        return {sequence - place: count for place, count in enumerate(self.counts) if count}


UNKNOWN = Latest(datetime(1970, 1, 1, tzinfo=UTC), ())
"""Of a head that does not tell."""
