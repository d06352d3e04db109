"""Random histories on a table and on a dictionary that keeps the same contract: every answer must be the same."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from todo_k8s.storage.contract import Clock, walk
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.table import (
    Absent,
    Action,
    AtVersion,
    Check,
    Condition,
    ConditionFailed,
    Delete,
    Index,
    Item,
    Key,
    Put,
    Range,
    Table,
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
        def place(item: Item) -> str | None:
            return item.order.get(stretch.index) if stretch.index else item.key.sk

        alive = [item for key in self._items if (item := self.get(key)) and key.pk == stretch.pk]
        placed = [(position, item) for item in alive if (position := place(item)) is not None]
        inside = [pair for pair in placed if stretch.low <= pair[0] <= stretch.high]
        inside.sort(key=lambda pair: pair[0].encode(), reverse=stretch.reverse)
        return [item if detail else _shown(item, stretch.index) for _, item in inside]


def _shown(item: Item, index: Index | None) -> Item:
    return replace(item, detail={}, order={index: item.order[index]} if index else {})


def _in_groups(stretch: Range, items: list[Item]) -> list[tuple[str, list[Item]]]:
    """Items of one position come in any order."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(item.order[stretch.index] if stretch.index else item.key.sk, []).append(item)
    return [(place, sorted(group, key=lambda item: item.key)) for place, group in groups.items()]


async def replay(table: Table, clock: Clock, history: list[Step]) -> None:
    oracle = Oracle(clock)
    for step in history:
        if isinstance(step, int):
            clock.now += step
        elif isinstance(step, list):
            try:
                await table.transact(*step)
                failed: frozenset[int] = frozenset()
            except ConditionFailed as error:
                failed = error.failed
            assert failed == oracle.transact(step)
        else:
            stretch, limit, detail = step
            found = await walk(table, stretch, limit, detail=detail)
            assert _in_groups(stretch, found) == _in_groups(stretch, oracle.query(stretch, detail=detail))
    everything = [Key(pk, sk) for pk in PARTITIONS for sk in STRINGS]
    assert await table.get(*everything) == tuple(map(oracle.get, everything))


def play(open_table: Callable[[Clock], Awaitable[Table]], history: list[Step]) -> None:
    async def run() -> None:
        clock = Clock()
        table = await open_table(clock)
        await replay(table, clock, history)
        await table.close()

    asyncio.run(run())


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories)
def test_sqlite_keeps_the_contract(tmp_path: Path, history: list[Step]) -> None:
    async def fresh(clock: Clock) -> Table:
        return SqliteTable(tmp_path / f"{uuid.uuid4()}.db", clock)

    play(fresh, history)


@settings(max_examples=40, deadline=None)
@given(history=histories)
def test_dynamodb_keeps_the_contract(dynamodb_local: str, history: list[Step]) -> None:
    async def fresh(clock: Clock) -> Table:
        table = DynamoDbTable(f"model-{uuid.uuid4()}", endpoint=dynamodb_local, clock=clock)
        await table.create()
        return table

    play(fresh, history)
