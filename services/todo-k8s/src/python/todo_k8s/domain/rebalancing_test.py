from collections.abc import Callable, Iterator
from random import Random
from typing import TypeAlias

import pytest

from todo_k8s.domain import limits, rank
from todo_k8s.domain.rebalancing import Room, make_room

Pattern: TypeAlias = Callable[[int, int], Iterator[tuple[int, int]]]
"""So many moves in a list of this size: from which place to which."""


class Ranks:
    """A list of ranks that is kept as the ranks of a list's active tasks are."""

    def __init__(self, size: int) -> None:
        self.ranks = rank.spread(None, None, size)
        self.longest = 0
        self.shifted = 0

    def take(self, place: int) -> None:
        del self.ranks[place]

    def put(self, place: int) -> None:
        before, behind = self.ranks[:place], self.ranks[place:]
        made = rank.between(before[-1] if before else None, behind[0] if behind else None)
        if len(made) > limits.RANK_CHARACTERS:
            reach = limits.SHIFTED_TASKS + 1
            room = make_room(before[-reach:], behind[:reach], limits.SHIFTED_TASKS)
            if len(made) - len(room.rank) >= limits.RANK_CHARACTERS_WORTH_SHIFTING:
                made = room.rank
                self._shift(place, room)
        self.ranks.insert(place, made)
        self.longest = max(self.longest, len(made))

    def _shift(self, place: int, room: Room) -> None:
        self.ranks[place - len(room.before) : place] = room.before
        self.ranks[place : place + len(room.behind)] = room.behind
        self.shifted += len(room.before) + len(room.behind)


def before_the_same(moves: int, size: int) -> Iterator[tuple[int, int]]:
    """Each time the last task but those before the same one."""
    for move in range(moves):
        yield size - 1, size // 2 + move % (size // 2)


def two_swapped(moves: int, size: int) -> Iterator[tuple[int, int]]:
    for _ in range(moves):
        yield size // 2, size // 2 + 1


def into_the_last_gap(moves: int, size: int) -> Iterator[tuple[int, int]]:
    """The worst there is: from both ends into the gap beside the one before, before it and behind it in turns."""
    for move in range(moves):
        yield (0, size // 2 - 1) if move % 2 else (size - 1, size // 2)


def anywhere(moves: int, size: int) -> Iterator[tuple[int, int]]:
    random = Random(3)
    for _ in range(moves):
        yield random.randrange(size), random.randrange(size)


@pytest.mark.parametrize(
    ("pattern", "longest"), [(before_the_same, 64), (two_swapped, 64), (anywhere, 6), (into_the_last_gap, 80)]
)
def test_ranks_stay_short_whatever_is_moved_where(pattern: Pattern, longest: int) -> None:
    size = 2_000
    kept = Ranks(size)
    for source, target in pattern(2_000, size):
        kept.take(source)
        kept.put(target)
    assert kept.ranks == sorted(set(kept.ranks))
    assert kept.longest <= longest


def test_room_is_taken_on_both_sides_or_up_to_the_end() -> None:
    ranks = rank.spread(None, None, 200)
    assert sizes(ranks, 100, 40) == (20, 20)
    assert sizes(ranks, 30, 40) == (30, 10)
    assert sizes(ranks, 39, 40) == (39, 1)
    assert sizes(ranks, 195, 40) == (35, 5)
    assert sizes(ranks, 0, 40) == (0, 40)
    assert sizes(ranks[:30], 10, 40) == (10, 20)
    assert sizes(ranks, 100, 2) == (1, 1)


def test_room_is_made_between_the_tasks_that_stay() -> None:
    assert make_room(["a0", "a1", "a2"], ["a2001", "a3", "a4"], 2) == Room("a2", ["a1V"], ["a2V"])
    assert make_room(["a0"], ["a0001"], 2) == Room("a1", ["a0"], ["a2"])


def sizes(ranks: list[str], place: int, most: int) -> tuple[int, int]:
    room = make_room(ranks[:place][-most - 1 :], ranks[place:][: most + 1], most)
    return len(room.before), len(room.behind)
