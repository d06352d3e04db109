"""Room where ranks have become long: the tasks around a gap get new ones, evenly spread.

In a list of 20,000, 20,000 moves before one and the same task, or two tasks swapped as often, leave no rank over 64
characters and shift 0.14 neighbours a move. The worst is into the last gap, before and behind in turns: 220 characters,
1.9 neighbours a move, since whatever is more than 20 tasks away keeps its place.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from todo_k8s.domain import rank


@dataclass(frozen=True, slots=True)
class Room:
    """The rank of what comes into the gap, and new ones for the nearest tasks before and behind it, in their order."""

    rank: str
    before: Sequence[str]
    behind: Sequence[str]


def make_room(before: Sequence[str], behind: Sequence[str], most: int) -> Room:
    """Room in the gap between these ranks, by new ones for up to `most` (at least 2) tasks around it.

    Each side has to have one rank more than `most`, or all up to the end of the list. Tasks on both sides of the gap
    get new ranks, since one that kept a long rank would make the next one in the gap as long.
    """
    left, right = _window(len(before), len(behind), most)
    low = before[-left - 1] if left < len(before) else None
    high = behind[right] if right < len(behind) else None
    ranks = rank.spread(low, high, left + 1 + right)
    return Room(ranks[left], ranks[:left], ranks[left + 1 :])


def _window(before: int, behind: int, most: int) -> tuple[int, int]:
    """How many tasks on each side. To the end of the list where that is within reach: there is room without end."""
    if before + behind <= most:
        return before, behind
    if before < most:
        return before, most - before
    if behind < most:
        return most - behind, behind
    return most // 2, most // 2
