"""The contract of `Table`: each condition on each kind of action, and what a transaction that fails says and does."""

from typing import TypeAlias

import pytest

from todo_k8s.storage.contract import Clock, fill, item, key, new, over
from todo_k8s.storage.table import (
    MAX_ACTIONS,
    Absent,
    Action,
    AtVersion,
    Check,
    Condition,
    ConditionFailed,
    Delete,
    Item,
    Put,
    Table,
)

Kind: TypeAlias = type[Put] | type[Delete] | type[Check]

KINDS: tuple[Kind, ...] = (Put, Delete, Check)
CONDITIONS: tuple[Condition, ...] = (Absent(), AtVersion(0), AtVersion(1), AtVersion(2), AtVersion(3))
SOON = int(Clock.now) + 10


def there(pk: str, expires: int | None = None) -> Item:
    """What stands at the key that is written: version 2, in two orders."""
    return item("a", 2, pk=pk, expires=expires, ord="1", chg="2")


def action_on(kind: Kind, after: Item, condition: Condition) -> Action:
    return kind(after, condition) if issubclass(kind, Put) else kind(after.key, condition)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("expires", "found", "holding"),
    [
        pytest.param(None, True, AtVersion(2), id="there"),
        pytest.param(SOON + 1, True, AtVersion(2), id="there for one more second"),
        pytest.param(SOON, False, Absent(), id="expired"),
        pytest.param(0, False, Absent(), id="never there"),
    ],
)
async def test_one_action_decides_about_the_whole_transaction(
    table: Table, clock: Clock, kind: Kind, expires: int | None, found: bool, holding: Condition
) -> None:
    partitions = {f"L#{number}": condition for number, condition in enumerate(CONDITIONS)}
    if expires != 0:
        await fill(table, *(there(pk, expires) for pk in partitions))
    clock.now = SOON
    for pk, condition in partitions.items():
        before, after = there(pk, expires) if found else None, item("a", 9, pk=pk, due="3")
        # In the middle, because PynamoDB sends the actions in an order of its own.
        first, last = item("first", pk=pk), item("last", pk=pk)
        actions = new(first), action_on(kind, after, condition), new(last)
        if condition == holding:
            await table.transact(*actions)
            left = {Put: after, Delete: None, Check: before}[kind]
            assert await table.get(first.key, after.key, last.key) == (first, left, last)
        else:
            with pytest.raises(ConditionFailed) as failure:
                await table.transact(*actions)
            assert failure.value.failed == {1}, condition
            assert await table.get(first.key, after.key, last.key) == (None, before, None)


async def test_every_failed_place_of_the_largest_transaction_is_named(table: Table) -> None:
    items = [item(f"{number:03}", data={"text": "before"}) for number in range(MAX_ACTIONS)]
    await fill(table, *items)
    failing = {0, 1, 2, 41, 50, 97, 98, 99}
    actions = [
        action_on(KINDS[place % 3], item(f"{place:03}", 2), AtVersion(5) if place in failing else AtVersion(1))
        for place in range(MAX_ACTIONS)
    ]
    with pytest.raises(ConditionFailed) as failure:
        await table.transact(*actions)
    assert failure.value.failed == failing
    assert await table.get(*(made.key for made in items)) == tuple(items)


async def test_a_transaction_whose_every_action_fails(table: Table) -> None:
    with pytest.raises(ConditionFailed) as failure:
        await table.transact(*(over(1, item(f"{place}")) for place in range(MAX_ACTIONS)))
    assert failure.value.failed == set(range(MAX_ACTIONS))


async def test_a_transaction_spans_partitions_or_none_of_them(table: Table) -> None:
    one, other = item("a", pk="L#1"), item("a", pk="L#2")
    await table.transact(new(one), new(other))
    assert await table.get(one.key, other.key) == (one, other)
    with pytest.raises(ConditionFailed) as failure:
        await table.transact(over(1, item("a", 2, pk="L#1")), Check(key("a", "L#2"), AtVersion(2)))
    assert failure.value.failed == {1}
    assert await table.get(one.key, other.key) == (one, other)
