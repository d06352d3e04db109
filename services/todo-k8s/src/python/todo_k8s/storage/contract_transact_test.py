"""The contract of `Table`: what is written is read back, whole."""

import asyncio
from collections.abc import Mapping

import pytest

from todo_k8s.storage.contract import fill, item, key, new, over, placed
from todo_k8s.storage.table import Absent, AtVersion, Delete, Json, Table
from todo_k8s.storage.task_data import TaskData

WHOLE: Mapping[str, Json] = {
    "text": 'naïve ☕ \U0001f600 \x00 "quoted"',
    "numbers": [0, -1, 2**53, 1.5, -2.5e-7],
    "nothing": None,
    "nested": {"flags": [True, False], "empty": {}, "list": []},
}
TASK = TaskData(title='naïve ☕ \U0001f600 \x00 "quoted"', labels=("ünï", ""), created=-(2**53), deletion=0, zone="")
"""With a field that was set to what is no default of it, but empty."""


async def test_an_item_comes_back_as_it_was_put(table: Table) -> None:
    puts = [
        placed(item(sk, 7, data=data, detail=WHOLE, expires=1_900_000_000))
        for sk, data in (("M#ünï", WHOLE), ("T#ünï", TASK), ("T#none", TaskData()))
    ]
    await table.transact(*map(new, puts))
    assert await table.get(*(put.key for put in puts)) == tuple(puts)


async def test_items_come_back_in_the_order_of_the_keys(table: Table) -> None:
    await fill(table, item("a"), item("b"), item("c", pk="L#2"))
    assert await table.get(key("c", "L#2"), key("x"), key("b"), key("a")) == (
        item("c", pk="L#2"),
        None,
        item("b"),
        item("a"),
    )


async def test_no_keys_find_no_items(table: Table) -> None:
    assert await table.get() == ()


async def test_a_put_replaces_the_whole_item(table: Table) -> None:
    await table.transact(new(item("a", 1, detail={"notes": "x"}, expires=1_900_000_000, ord="p", due="q")))
    await table.transact(over(1, item("a", 2, done="r")))
    assert await table.get(key("a")) == (item("a", 2, done="r"),)


async def test_a_delete_removes_the_item_from_table_and_indexes(table: Table) -> None:
    await fill(table, item("a", ord="p"))
    await table.transact(Delete(key("a"), AtVersion(1)))
    assert await table.get(key("a")) == (None,)


async def test_a_delete_of_nothing_does_nothing(table: Table) -> None:
    await table.transact(Delete(key("a"), Absent()))
    assert await table.get(key("a")) == (None,)


async def test_a_cancelled_transaction_is_done_whole_or_not_at_all(table: Table) -> None:
    for number in range(20):
        writing = asyncio.ensure_future(table.transact(new(item(f"a{number}")), new(item(f"b{number}"))))
        # Cancelled at a different moment each time: not begun, under way, done.
        for _ in range(number):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.wait([writing])
    await table.transact(new(item("after")))
    # DynamoDB may still be carrying a cancelled call out, and a batch read sees its items apart: a half that is there
    # for a moment is legal, one that stays is not.
    for _ in range(100):
        pairs = await table.get(*(key(f"{half}{number}") for number in range(20) for half in "ab"))
        if all((pairs[2 * number] is None) == (pairs[2 * number + 1] is None) for number in range(20)):
            return
        await asyncio.sleep(0.05)
    pytest.fail("half of a transaction stayed")


async def test_ping_finds_the_table(table: Table) -> None:
    await table.ping()
