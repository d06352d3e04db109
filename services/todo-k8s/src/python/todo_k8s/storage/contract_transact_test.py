"""The contract of `Table`: what is read back, conditions, and transactions that fail."""

import asyncio
from collections.abc import Mapping
from contextlib import nullcontext
from typing import TypeAlias

import pytest

from todo_k8s.storage.contract import fill, item, key, new, over
from todo_k8s.storage.table import (
    MAX_ACTIONS,
    MAX_KEYS,
    Absent,
    Action,
    AtVersion,
    Check,
    Condition,
    ConditionFailed,
    Contended,
    Delete,
    Index,
    Item,
    Json,
    Put,
    Table,
)

Kind: TypeAlias = type[Put] | type[Delete] | type[Check]

WHOLE: Mapping[str, Json] = {
    "text": 'naïve ☕ \U0001f600 \x00 "quoted"',
    "numbers": [0, -1, 2**53, 1.5, -2.5e-7],
    "nothing": None,
    "nested": {"flags": [True, False], "empty": {}, "list": []},
}


async def test_an_item_comes_back_as_it_was_put(table: Table) -> None:
    places = {index.value: f"{index}-place" for index in Index}
    put = item("T#ünï", 7, data=WHOLE, detail=WHOLE, expires=1_900_000_000, **places)
    await table.transact(new(put))
    assert await table.get(put.key) == (put,)


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


def action_on(before: Item, after: Item, kind: Kind, condition: Condition) -> Action:
    if issubclass(kind, Put):
        return kind(after, condition)
    return kind(before.key, condition)


@pytest.mark.parametrize("kind", [Put, Delete, Check])
async def test_an_action_is_done_if_its_condition_holds(table: Table, kind: Kind) -> None:
    conditions: Mapping[Condition, bool] = {Absent(): False, AtVersion(1): False, AtVersion(2): True}
    for number, (condition, holds) in enumerate(conditions.items()):
        before, after = item(f"{number}", 2), item(f"{number}", 9)
        await table.transact(new(before))
        with nullcontext() if holds else pytest.raises(ConditionFailed):
            await table.transact(action_on(before, after, kind, condition))
        done = {Put: after, Delete: None, Check: before}[kind]
        assert await table.get(before.key) == (done if holds else before,)


async def test_a_version_is_never_that_of_a_missing_item(table: Table) -> None:
    with pytest.raises(ConditionFailed):
        await table.transact(over(0, item("a")))


async def test_a_failed_transaction_names_the_actions_and_writes_nothing(table: Table) -> None:
    await fill(table, item("a"), item("b"), item("c"), item("d"))
    actions = (
        new(item("new-1")),
        over(5, item("a", 6)),
        Check(key("b"), AtVersion(1)),
        Delete(key("c"), AtVersion(2)),
        new(item("new-2")),
        Check(key("d"), Absent()),
    )
    with pytest.raises(ConditionFailed) as failure:
        await table.transact(*actions)
    assert failure.value.failed == {1, 3, 5}
    assert await table.get(*(action.key for action in actions)) == (
        None,
        item("a"),
        item("b"),
        item("c"),
        None,
        item("d"),
    )


async def test_a_transaction_spans_partitions(table: Table) -> None:
    await table.transact(new(item("a", pk="L#1")), new(item("a", pk="L#2")))
    assert await table.get(key("a", "L#1"), key("a", "L#2")) == (item("a", pk="L#1"), item("a", pk="L#2"))


async def test_the_largest_transaction_and_the_largest_get(table: Table) -> None:
    items = [item(f"{number:03}", detail={"notes": "x" * 30_000}) for number in range(MAX_ACTIONS)]
    await table.transact(*map(new, items))
    wanted = [made.key for made in items[: MAX_KEYS - 1]]
    assert await table.get(*wanted, key("none")) == (*items[: MAX_KEYS - 1], None)


async def test_an_item_of_almost_400_kb_with_long_keys(table: Table) -> None:
    large = item("s" * 1024, pk="p" * 2048, detail={"notes": "☕" * 130_000}, ord="o" * 1024)
    await table.transact(new(large))
    assert await table.get(large.key) == (large,)


@pytest.mark.parametrize("count", [0, MAX_ACTIONS + 1])
async def test_a_wrong_number_of_actions_is_refused(table: Table, count: int) -> None:
    with pytest.raises(ValueError, match=f"{count} actions"):
        await table.transact(*(new(item(str(number))) for number in range(count)))


async def test_too_many_keys_are_refused(table: Table) -> None:
    with pytest.raises(ValueError, match="101 keys"):
        await table.get(*(key(str(number)) for number in range(MAX_KEYS + 1)))


async def test_the_same_key_twice_is_refused(table: Table) -> None:
    with pytest.raises(ValueError, match="twice"):
        await table.transact(Check(key("a"), Absent()), new(item("a")))
    with pytest.raises(ValueError, match="twice"):
        await table.get(key("a"), key("a"))


# moto checks the conditions of a transaction and writes it without a lock around the two.
@pytest.mark.parametrize("engine", ["sqlite", "dynamodb-local"], indirect=True)
async def test_no_update_of_concurrent_writers_is_lost(table: Table) -> None:
    await fill(table, item("head", 1, data={"count": 0}))

    async def increment() -> None:
        while True:
            (head,) = await table.get(key("head"))
            assert head is not None
            count = head.data["count"]
            assert isinstance(count, int)
            try:
                await table.transact(over(head.version, item("head", head.version + 1, data={"count": count + 1})))
            except (ConditionFailed, Contended):
                continue
            return

    await asyncio.gather(*(increment() for _ in range(20)))
    assert await table.get(key("head")) == (item("head", 21, data={"count": 20}),)


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
