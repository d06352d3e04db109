"""Nothing is missed where the items of a transaction come to be seen one by one, as DynamoDB may show them."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from todo_k8s.deadline import deadline_in
from todo_k8s.domain.latest import FRESH
from todo_k8s.domain.testing import ANN, BOB, Clock, Service, service_on
from todo_k8s.domain.testing_histories import KINDS, World
from todo_k8s.domain.testing_replica import Replica
from todo_k8s.domain.testing_stored import resource_of
from todo_k8s.domain.testing_tables import TearingTable
from todo_k8s.storage import keys, latest_codec
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.table import Index, Key, Table, Unavailable, prefixed

EXAMPLES = int(os.environ.get("TODO_SYNC_HISTORIES", "0"))
SOON = 0.05
"""Seconds in which nothing is tried twice."""

Hides = Callable[[Sequence[Key]], Sequence[Key]]

steps = st.tuples(
    st.sampled_from([*KINDS, "new_one", "update", *["pull"] * 15, *["keep"] * 2, *["show"] * 25]),
    st.integers(0, 99),
    st.integers(0, 99),
)


def nothing(_: Sequence[Key]) -> Sequence[Key]:
    return ()


@asynccontextmanager
async def torn(folder: Path) -> AsyncIterator[tuple[Service, TearingTable]]:
    clock = Clock()
    table = TearingTable(SqliteTable(folder / "todo.db", clock.seconds), nothing)
    async with service_on(table, clock) as todo:
        yield todo, table


async def test_a_pull_waits_for_the_rest_of_the_last_transaction(tmp_path: Path) -> None:
    async with torn(tmp_path) as (todo, table):
        home = await todo.new_list()
        token = (await todo.pull(home)).next_token
        table.hides = lambda written: [key for key in written if key.sk.startswith(keys.TASK)]
        task = await todo.new_task(home)
        with deadline_in(SOON), pytest.raises(Unavailable):
            await todo.pull(home, token)
        waiting = asyncio.create_task(todo.pull(home, token))
        await asyncio.sleep(SOON)
        table.hidden.clear()
        assert [resource_of(told) for told in (await waiting).changes] == [task]


async def test_a_pull_waits_for_an_earlier_transaction_that_is_overtaken(tmp_path: Path) -> None:
    async with torn(tmp_path) as (todo, table):
        home = await todo.new_list()
        token = (await todo.pull(home)).next_token
        table.hides = lambda written: [key for key in written if key.sk.startswith(keys.TASK)]
        task = await todo.new_task(home)
        table.hides = nothing
        others = [await todo.new_task(home) for _ in range(5)]
        with deadline_in(SOON), pytest.raises(Unavailable):
            await todo.pull(home, token)
        table.hidden.clear()
        assert [resource_of(told) for told in (await todo.pull(home, token)).changes] == [task, *others]


async def test_users_hear_of_a_role_that_is_not_seen_at_once(tmp_path: Path) -> None:
    async with torn(tmp_path) as (todo, table):
        home = await todo.new_list()
        token = (await todo.pull("users/me", of=BOB)).next_token
        table.hides = lambda written: [keys.membership(BOB.user, home.id)]
        member = await todo.let_in(home)
        with deadline_in(SOON), pytest.raises(Unavailable):
            await todo.pull("users/me", token, of=BOB)
        table.hidden.clear()
        assert [resource_of(told) for told in (await todo.pull("users/me", token, of=BOB)).changes] == [member]


async def test_counts_that_are_old_stand_in_nobodys_way(tmp_path: Path) -> None:
    async with torn(tmp_path) as (todo, table):
        home = await todo.new_list()
        await todo.new_task(home)
        table.hides = lambda written: [key for key in written if key.sk.startswith(keys.TASK)]
        await todo.new_task(home)
        todo.clock.advance(seconds=FRESH // timedelta(seconds=1))
        assert len((await todo.pull(home)).changes) == 3, "the list, who made it, and the first task"


def test_what_was_told_is_what_is_there_however_it_came_to_be_seen() -> None:
    held_up = 0

    @settings(deadline=None, max_examples=EXAMPLES or 20, derandomize=not EXAMPLES, phases=[Phase.generate])
    @given(st.lists(steps, min_size=30, max_size=80), st.integers(0, 2**32))
    def every_copy_is_right(script: list[tuple[str, int, int]], seed: int) -> None:
        nonlocal held_up
        held_up += asyncio.run(_follow(script, random.Random(seed)))

    every_copy_is_right()
    assert held_up > 0, "pulls met what was torn"


async def _follow(script: list[tuple[str, int, int]], chance: random.Random) -> int:
    """How often a pull had to wait."""
    held_up = 0
    with TemporaryDirectory() as folder:
        async with torn(Path(folder)) as (todo, table):
            world = World(todo, [await todo.new_list("home"), await todo.new_list("work")])
            copies = [Replica(each.name) for each in world.lists]
            kept = [copy.copy() for copy in copies]
            table.hides = lambda written: [key for key in written if chance.random() < 0.3]
            for what, first, second in script:
                todo.clock.advance(seconds=1)
                copy = copies[first % 2]
                with deadline_in(SOON):
                    if what == "show" and table.hidden:
                        del table.hidden[sorted(table.hidden)[first % len(table.hidden)]]
                    elif what == "keep":
                        kept.append(copy.copy())
                    elif what == "pull":
                        try:
                            await copy.pull(todo, 1 + second % 5)
                        except Unavailable:
                            held_up += 1
                    elif what != "show":
                        with suppress(Unavailable):
                            await world.change(what, first, second)
            table.hidden.clear()
            for each in (*copies, *kept):
                while await each.pull(todo, 3):
                    pass
                await each.equals(todo)
            await _counts_are_right(table, [keys.list_head(each.id) for each in world.lists])
            await _counts_are_right(table, [keys.user_head(each.user) for each in (ANN, BOB)])
    return held_up


async def _counts_are_right(table: Table, heads: Sequence[Key]) -> None:
    """What heads tell of their last numbers is what stands under them."""
    for head in await table.get(*heads):
        if head:
            there = await table.query(prefixed(head.key.pk, Index.CHG, ""), 10_000)
            found = Counter(keys.number_of(item.place) for item in there.items)
            told = latest_codec.latest_of(head).expected(head.version)
            assert told
            assert told == {number: found[number] for number in found if number >= min(told)}
