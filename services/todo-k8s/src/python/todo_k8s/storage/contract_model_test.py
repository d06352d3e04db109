"""Random histories on a table and on a dictionary that keeps the same contract: every answer must be the same."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

from hypothesis import HealthCheck, given, settings

from todo_k8s.storage.contract import Clock, place_of, walk
from todo_k8s.storage.contract_oracle import PARTITIONS, STRINGS, Oracle, Step, Walk, histories, walks
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.table import Absent, Action, ConditionFailed, Item, Key, Put, Range, Table

Play: TypeAlias = Callable[[Table, Oracle, Clock], Awaitable[None]]
Place: TypeAlias = tuple[str, Key]


async def transact(table: Table, oracle: Oracle, actions: list[Action]) -> None:
    try:
        await table.transact(*actions)
        failed: frozenset[int] = frozenset()
    except ConditionFailed as error:
        failed = error.failed
    assert failed == oracle.transact(actions)


def replay(history: list[Step]) -> Play:
    """Every answer is the oracle's."""

    async def play(table: Table, oracle: Oracle, clock: Clock) -> None:
        for step in history:
            if isinstance(step, int):
                clock.now += step
            elif isinstance(step, list):
                await transact(table, oracle, step)
            else:
                stretch, limit, detail = step
                found = await walk(table, stretch, limit, detail=detail)
                assert _in_groups(stretch, found) == _in_groups(stretch, oracle.query(stretch, detail=detail))
        everything = [Key(pk, sk) for pk in PARTITIONS for sk in STRINGS]
        assert await table.get(*everything) == tuple(map(oracle.get, everything))

    return play


def _in_groups(stretch: Range, items: list[Item]) -> list[tuple[str, list[Item]]]:
    """Items of one place come in any order."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(place_of(item), []).append(item)
    return [(place, sorted(group, key=lambda item: item.key)) for place, group in groups.items()]


def walk_while_others_write(given: Walk) -> Play:
    """What stays at its place until it is passed is found; no place is found twice; the order holds throughout."""

    async def play(table: Table, oracle: Oracle, clock: Clock) -> None:
        await transact(table, oracle, [Put(item, Absent()) for item in given.items])
        steps, found, after = iter(given.steps), list[Place](), None
        stayed = _places(oracle, given.stretch)
        while True:
            page = await table.query(given.stretch, given.limit, after)
            found += [(place_of(item), item.key) for item in page.items]
            if (after := page.next) is None:
                break
            if isinstance(step := next(steps, 0), int):
                clock.now += step
            else:
                await transact(table, oracle, step)
            stayed &= _places(oracle, given.stretch) | set(found)
        assert stayed <= set(found)
        assert len(set(found)) == len(found)
        assert sorted(found, key=lambda place: place[0].encode(), reverse=given.stretch.reverse) == found

    return play


def _places(oracle: Oracle, stretch: Range) -> set[Place]:
    return {(place_of(item), item.key) for item in oracle.query(stretch, detail=False)}


def run(play: Play, open_table: Callable[[Clock], Awaitable[Table]]) -> None:
    async def fresh() -> None:
        clock = Clock()
        table = await open_table(clock)
        await play(table, Oracle(clock), clock)
        await table.close()

    asyncio.run(fresh())


def on_sqlite(play: Play, folder: Path) -> None:
    async def fresh(clock: Clock) -> Table:
        return SqliteTable(folder / f"{uuid.uuid4()}.db", clock)

    run(play, fresh)


def on_dynamodb(play: Play, endpoint: str) -> None:
    async def fresh(clock: Clock) -> Table:
        table = DynamoDbTable(f"model-{uuid.uuid4()}", endpoint=endpoint, clock=clock)
        await table.create()
        return table

    run(play, fresh)


# The folder is one for all examples, each of which makes a file of its own in it.
IN_ONE_FOLDER = (HealthCheck.function_scoped_fixture,)


@settings(max_examples=100, deadline=None, suppress_health_check=IN_ONE_FOLDER)
@given(history=histories)
def test_sqlite_keeps_the_contract(tmp_path: Path, history: list[Step]) -> None:
    on_sqlite(replay(history), tmp_path)


@settings(max_examples=40, deadline=None)
@given(history=histories)
def test_dynamodb_keeps_the_contract(dynamodb_local: str, history: list[Step]) -> None:
    on_dynamodb(replay(history), dynamodb_local)


@settings(max_examples=100, deadline=None, suppress_health_check=IN_ONE_FOLDER)
@given(walked=walks)
def test_a_walk_on_sqlite_goes_on_while_others_write(tmp_path: Path, walked: Walk) -> None:
    on_sqlite(walk_while_others_write(walked), tmp_path)


@settings(max_examples=40, deadline=None)
@given(walked=walks)
def test_a_walk_on_dynamodb_goes_on_while_others_write(dynamodb_local: str, walked: Walk) -> None:
    on_dynamodb(walk_while_others_write(walked), dynamodb_local)
