"""The contract of `Table`: an item past its expiry is absent, whether or not the store has removed it yet."""

import pytest

from todo_k8s.storage.contract import PK, Clock, fill, item, key, keys_of, new, over
from todo_k8s.storage.table import Absent, AtVersion, Check, ConditionFailed, Delete, Index, Range, Table

SOON = int(Clock.now) + 10


async def expire(table: Table, clock: Clock) -> None:
    """Leaves an expired item `a` beside two that are not."""
    await fill(table, item("a", 2, expires=SOON, ord="1"), item("b", expires=SOON + 1, ord="1"), item("c", ord="1"))
    clock.now = SOON


async def test_an_item_is_there_until_the_second_of_its_expiry(table: Table, clock: Clock) -> None:
    await fill(table, item("a", expires=SOON))
    clock.now = SOON - 0.001
    assert await table.get(key("a")) == (item("a", expires=SOON),)
    clock.now = SOON
    assert await table.get(key("a")) == (None,)


@pytest.mark.parametrize("index", [None, Index.ORD])
@pytest.mark.parametrize("reverse", [False, True])
async def test_no_page_shows_an_expired_item(table: Table, clock: Clock, index: Index | None, reverse: bool) -> None:
    await expire(table, clock)
    left = await keys_of(table, Range(PK, index, "", "~", reverse), 1)
    assert sorted(left) == ["b", "c"]


async def test_an_expired_item_is_absent_to_conditions(table: Table, clock: Clock) -> None:
    await expire(table, clock)
    await table.transact(Check(key("a"), Absent()))
    with pytest.raises(ConditionFailed):
        await table.transact(Check(key("a"), AtVersion(2)))
    with pytest.raises(ConditionFailed):
        await table.transact(over(2, item("a", 3)))
    with pytest.raises(ConditionFailed):
        await table.transact(Delete(key("a"), AtVersion(2)))


async def test_an_item_takes_the_place_of_an_expired_one(table: Table, clock: Clock) -> None:
    await expire(table, clock)
    await table.transact(new(item("a", 1, due="2")))
    assert await table.get(key("a")) == (item("a", 1, due="2"),)
    assert "a" not in await keys_of(table, Range(PK, Index.ORD, "", "~"))


async def test_an_expiry_can_be_taken_back_in_time(table: Table, clock: Clock) -> None:
    await fill(table, item("a", expires=SOON))
    await table.transact(over(1, item("a", 2)))
    clock.now = SOON + 1_000_000
    assert await table.get(key("a")) == (item("a", 2),)
