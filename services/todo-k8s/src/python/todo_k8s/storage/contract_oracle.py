"""An oracle of the `Table` contract, and random histories and walks on which a table is held against it."""

from dataclasses import dataclass
from typing import TypeAlias

from hypothesis import strategies as st

from todo_k8s.storage.contract import Clock, found_in, place_of, shown
from todo_k8s.storage.table import (
    Absent,
    Action,
    AtVersion,
    Check,
    Condition,
    Delete,
    Index,
    Item,
    Key,
    Put,
    Range,
)

PARTITIONS = ("L#1", "L#2")
# Few strings, so that histories meet again: neighbours in byte order, a prefix of another, beyond the BMP.
STRINGS = ("a", "a\x00", "ab", "b", "é", "\ue000", "\U0001f600")
START = int(Clock.now)

keys = st.builds(Key, st.sampled_from(PARTITIONS), st.sampled_from(STRINGS))
conditions: st.SearchStrategy[Condition] = st.just(Absent()) | st.builds(AtVersion, st.integers(1, 3))
items = st.builds(
    Item,
    keys,
    st.integers(1, 3),
    st.dictionaries(st.sampled_from(["title", "n"]), st.text(max_size=5) | st.integers(-9, 9)),
    st.dictionaries(st.just("notes"), st.text(max_size=5)),
    st.dictionaries(st.sampled_from(Index), st.sampled_from(STRINGS)),
    st.none() | st.integers(START + 1, START + 20),
)
actions: st.SearchStrategy[Action] = (
    st.builds(Put, items, conditions) | st.builds(Delete, keys, conditions) | st.builds(Check, keys, conditions)
)
transactions = st.lists(actions, min_size=1, max_size=4, unique_by=lambda action: action.key)
stretches = st.builds(
    Range,
    st.sampled_from(PARTITIONS),
    st.none() | st.sampled_from(Index),
    st.sampled_from(("", *STRINGS)),
    st.sampled_from(STRINGS),
    st.booleans(),
)
Query: TypeAlias = tuple[Range, int, bool]
queries: st.SearchStrategy[Query] = st.tuples(stretches, st.integers(1, 4), st.booleans())
Step: TypeAlias = list[Action] | Query | int
# A number moves the clock on by that many seconds.
histories: st.SearchStrategy[list[Step]] = st.lists(transactions | queries | st.integers(0, 6), max_size=25)


@dataclass(frozen=True)
class Walk:
    """Through a stretch, page by page, over these items at first; between two pages a step is done."""

    items: list[Item]
    stretch: Range
    limit: int
    steps: list[list[Action] | int]


walks = st.builds(
    Walk,
    st.lists(items, min_size=4, max_size=14, unique_by=lambda item: item.key),
    st.builds(
        Range,
        st.just(PARTITIONS[0]),
        st.none() | st.sampled_from(Index),
        st.just(""),
        st.just(STRINGS[-1]),
        st.booleans(),
    ),
    st.integers(1, 3),
    st.lists(transactions | st.integers(0, 6), max_size=8),
)


class Oracle:
    """The contract in the fewest words."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._items: dict[Key, Item] = {}

    def get(self, key: Key) -> Item | None:
        found = self._items.get(key)
        return None if found is None or (found.expires or START * 2) <= self._clock.now else found

    def holds(self, action: Action) -> bool:
        found = self.get(action.key)
        if isinstance(action.condition, Absent):
            return found is None
        return found is not None and found.version == action.condition.version

    def transact(self, actions: list[Action]) -> frozenset[int]:
        failed = frozenset(place for place, action in enumerate(actions) if not self.holds(action))
        for action in actions if not failed else ():
            if isinstance(action, Put):
                self._items[action.key] = action.item
            elif isinstance(action, Delete):
                self._items.pop(action.key, None)
        return failed

    def query(self, stretch: Range, *, detail: bool) -> list[Item]:
        alive = [item for key in self._items if (item := self.get(key)) and key.pk == stretch.pk]
        index = stretch.index
        found = [found_in(index, item) for item in alive if index is None or index in item.order]
        inside = [item for item in found if stretch.low <= place_of(item) <= stretch.high]
        inside.sort(key=lambda item: place_of(item).encode(), reverse=stretch.reverse)
        return inside if detail else list(map(shown, inside))
