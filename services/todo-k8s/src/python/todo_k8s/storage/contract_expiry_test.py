"""The contract of `Table`: an item past its expiry is absent, whether or not the store has removed it yet.

That it is so to every condition, contract_conditions_test.py shows.
"""

import pytest

from todo_k8s.storage.contract import BOTH_WAYS, ORDERS, PK, Clock, fill, item, key, keys_of, new, over, placed, walk
from todo_k8s.storage.table import ConditionFailed, Index, Item, Range, Table

SOON = int(Clock.now) + 10
MIXED = {"a": SOON, "b": SOON, "c": SOON + 1, "d": SOON - 9, "e": None, "f": SOON, "g": SOON, "h": None, "i": SOON}


async def test_an_item_is_there_until_the_second_of_its_expiry(table: Table, clock: Clock) -> None:
    await fill(table, item("a", expires=SOON))
    clock.now = SOON - 0.001
    assert await table.get(key("a")) == (item("a", expires=SOON),)
    clock.now = SOON
    assert await table.get(key("a")) == (None,)


@pytest.mark.parametrize("detail", [False, True])
@BOTH_WAYS
async def test_no_page_shows_an_expired_item(table: Table, clock: Clock, reverse: bool, detail: bool) -> None:
    await fill(table, *(placed(item(sk, expires=expires), place="1") for sk, expires in MIXED.items()))
    clock.now = SOON
    for index in ORDERS:
        for limit in (1, 2, 3, len(MIXED)):
            found = await walk(table, Range(PK, index, "", "~", reverse), limit, detail=detail)
            assert sorted(left.key.sk for left in found) == ["c", "e", "h"]


async def test_many_expired_items_hide_none_that_is_left(table: Table, clock: Clock) -> None:
    await fill(table, *(item(f"{number:03}", expires=SOON, ord=f"{number:03}") for number in range(60)))
    await fill(table, item("last", ord="last"))
    clock.now = SOON
    assert await keys_of(table, Range(PK, Index.ORD, "", "~"), 5) == ["last"]
    assert await keys_of(table, Range(PK, None, "", "~", reverse=True), 5) == ["last"]


@pytest.mark.parametrize("engine", ["moto", "dynamodb-local"], indirect=True)
async def test_dynamodb_counts_expired_items_so_that_a_page_can_be_empty_and_not_the_last(
    table: Table, clock: Clock
) -> None:
    await fill(table, item("a", expires=SOON), item("b", expires=SOON), item("c"))
    clock.now = SOON
    page = await table.query(Range(PK, None, "", "~"), 2)
    assert tuple(page.items) == ()
    assert page.next is not None
    assert list((await table.query(Range(PK, None, "", "~"), 2, page.next)).items) == [item("c")]


async def test_an_item_takes_the_place_of_an_expired_one_in_every_order(table: Table, clock: Clock) -> None:
    before = placed(item("a", 7, detail={"notes": "old"}, expires=SOON))
    await fill(table, before)
    with pytest.raises(ConditionFailed):
        await table.transact(new(item("a")))
    clock.now = SOON
    with pytest.raises(ConditionFailed):
        await table.transact(over(7, item("a", 8)))
    after: Item = item("a", 1, due="2")
    await table.transact(new(after))
    assert await table.get(key("a")) == (after,)
    for index in Index:
        assert await keys_of(table, Range(PK, index, "", "~")) == (["a"] if index is Index.DUE else [])


async def test_an_expiry_can_be_taken_back_in_time(table: Table, clock: Clock) -> None:
    await fill(table, item("a", expires=SOON))
    await table.transact(over(1, item("a", 2)))
    clock.now = SOON + 1_000_000
    assert await table.get(key("a")) == (item("a", 2),)
