"""The contract of `Table`: the largest that every engine takes, and that what is larger is refused alike."""

from itertools import product

import pytest
from msgspec.structs import replace

from todo_k8s.storage.contract import NOT_ON_MOTO, PK, item, key, new, placed, walk
from todo_k8s.storage.item_size import item_bytes, transaction_bytes
from todo_k8s.storage.table import (
    MAX_ACTIONS,
    MAX_ITEM_BYTES,
    MAX_KEYS,
    MAX_PK_BYTES,
    MAX_SORT_BYTES,
    MAX_TRANSACTION_BYTES,
    Absent,
    Action,
    AtVersion,
    Check,
    Cursor,
    Delete,
    Index,
    Item,
    Key,
    Put,
    Range,
    Table,
)

PLACES: tuple[tuple[Index, ...], ...] = ((), (Index.ORD,), (Index.ORD, Index.DUE, Index.CHG), tuple(Index))


async def test_the_largest_transaction_and_the_largest_get(table: Table) -> None:
    items = [item(f"{number:03}", detail={"notes": "x" * 30_000}) for number in range(MAX_ACTIONS)]
    await table.transact(*map(new, items))
    wanted = [made.key for made in items[: MAX_KEYS - 1]]
    assert await table.get(*wanted, key("none")) == (*items[: MAX_KEYS - 1], None)


@pytest.mark.parametrize("count", [0, MAX_ACTIONS + 1])
async def test_a_wrong_number_of_actions_is_refused(table: Table, count: int) -> None:
    with pytest.raises(ValueError, match=f"{count} actions"):
        await table.transact(*(new(item(str(number))) for number in range(count)))


async def test_too_many_keys_are_refused(table: Table) -> None:
    with pytest.raises(ValueError, match="101 keys"):
        await table.get(*(key(str(number)) for number in range(MAX_KEYS + 1)))


async def test_the_same_key_twice_is_refused(table: Table) -> None:
    kinds: tuple[Action, ...] = (new(item("a")), Delete(key("a"), Absent()), Check(key("a"), Absent()))
    for pair in product(kinds, repeat=2):
        with pytest.raises(ValueError, match="twice"):
            await table.transact(new(item("b")), *pair)
    with pytest.raises(ValueError, match="twice"):
        await table.get(key("a"), key("b"), key("a"))
    assert await table.get(key("a"), key("b")) == (None, None)


def sized(size: int, places: tuple[Index, ...], *, sk: str = "a", expires: int | None = None) -> Item:
    """An item of so many bytes, its entries in these indexes counted, most of them in `data`."""

    def made(data: int, detail: int) -> Item:
        return placed(item(sk, data={"text": "x" * data}, detail={"text": "y" * detail}, expires=expires), places)

    room, copies = size - item_bytes(made(0, 0)), 1 + len(places)
    return made(room // copies, room % copies)


# moto counts the bytes of the request's JSON, and no index.
@NOT_ON_MOTO
@pytest.mark.parametrize("places", PLACES, ids=len)
@pytest.mark.parametrize("expires", [None, 1_900_000_000])
async def test_the_largest_item(table: Table, places: tuple[Index, ...], expires: int | None) -> None:
    largest = sized(MAX_ITEM_BYTES, places, expires=expires)
    await table.transact(new(largest))
    assert await table.get(largest.key) == (largest,)


@pytest.mark.parametrize("places", PLACES, ids=len)
async def test_a_larger_item_is_refused(table: Table, places: tuple[Index, ...]) -> None:
    with pytest.raises(ValueError, match=f"takes 409,601 bytes .* in {len(places)} indexes, at most 409,600"):
        await table.transact(new(item("b")), new(sized(MAX_ITEM_BYTES + 1, places)))
    assert await table.get(key("a"), key("b")) == (None, None)


async def test_the_largest_transaction_in_bytes(table: Table) -> None:
    # Entries in indexes do not count here: with them this would be 7.8 MB.
    puts = [new(sized(150_000, (Index.ORD,), sk=f"{number:02}")) for number in range(50)]
    checks = [Check(key(f"check-{number}"), Absent()) for number in range(49)]
    room = MAX_TRANSACTION_BYTES - transaction_bytes([*puts, *checks, filling(0)])
    await table.transact(*puts, *checks, filling(room))
    assert await table.get(puts[-1].key, filling(0).key) == (puts[-1].item, filling(room).item)
    deletes = [Delete(put.key, AtVersion(1)) for put in puts]
    with pytest.raises(ValueError, match="a transaction of 4,000,001 bytes, at most 4,000,000"):
        await table.transact(*puts, *checks, filling(room + 1))
    await table.transact(*deletes)


def filling(size: int) -> Put:
    return new(item("filling", detail={"text": "x" * size}))


async def test_the_longest_keys_and_places(table: Table) -> None:
    longest = item("s" * MAX_SORT_BYTES, pk="☕" * (MAX_PK_BYTES // 3), ord="o" * MAX_SORT_BYTES, due="é" * 512)
    await table.transact(new(longest))
    assert await table.get(longest.key) == (longest,)
    for index in (Index.ORD, Index.DUE):
        place = longest.order[index]
        stretch = Range(longest.key.pk, index, place, place)
        assert [found.key for found in await walk(table, stretch, 1)] == [longest.key]


async def test_impossible_keys_are_refused(table: Table) -> None:
    for wrong in (Key("", "a"), Key("p", ""), Key("é" * 1025, "a"), Key("p", "s" * 1025), Key("p", "\ud800")):
        with pytest.raises(ValueError):
            await table.get(key("a"), wrong)
        with pytest.raises(ValueError):
            await table.transact(new(item("a")), Check(wrong, Absent()))
    assert await table.get(key("a")) == (None,)


async def test_impossible_places_are_refused(table: Table) -> None:
    for index, wrong in product(Index, ["", "o" * 1025, "\ud800"]):
        with pytest.raises(ValueError):
            await table.transact(new(replace(item("a"), order={index: wrong})))
    assert await table.get(key("a")) == (None,)


async def test_impossible_queries_are_refused(table: Table) -> None:
    whole = Range(PK, Index.ORD, "", "~")
    for limit in (0, -1):
        with pytest.raises(ValueError, match="limit"):
            await table.query(whole, limit)
    for pk, low, high in (("", "", "~"), (PK, "", ""), (PK, "x" * 1025, "~")):
        with pytest.raises(ValueError, match="the (pk|high|low) '"):
            await table.query(Range(pk, Index.ORD, low, high), 1)
    for after in (Cursor("", "a"), Cursor("a", ""), Cursor("a", "x" * 1025)):
        with pytest.raises(ValueError, match="cursor"):
            await table.query(whole, 1, after)
