"""The contract of `Table.query`: stretches, orders, cursors, and what an item shows."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from todo_k8s.storage.contract import PK, fill, item, key, keys_of, new, over, walk
from todo_k8s.storage.table import AtVersion, Cursor, Delete, Index, Page, Range, Table, prefixed

ORDERS = [None, *Index]
# In the order of their UTF-8 bytes. UTF-16 would put the emoji before the private use character.
STRINGS = ["A", "Z", "a", "a\x00", "a b", "aa", "~", "\x7f", "é", "中", "\ue000", "\U0001f600", "\U0010ffff"]
BOTH_WAYS = pytest.mark.parametrize("reverse", [False, True])


async def each_order(table: Table, places: list[str]) -> AsyncIterator[tuple[str, Index | None, list[str]]]:
    """For each order a partition whose items stand at these places of it, and their sort keys."""
    for index in ORDERS:
        pk = f"L#{index}"
        names = [f"item-{number}" for number in range(len(places))] if index else places
        made = [
            replace(item(sk, pk=pk), order={index: place} if index else {})
            for sk, place in zip(names, places, strict=True)
        ]
        # Written in another order than they are to come back in.
        await fill(table, *reversed(made))
        yield pk, index, names


async def test_strings_sort_by_their_bytes_in_both_directions(table: Table) -> None:
    async for pk, index, sks in each_order(table, sorted(STRINGS, key=str.encode)):
        assert await keys_of(table, Range(pk, index, "", "\U0010ffff")) == sks
        assert await keys_of(table, Range(pk, index, "", "\U0010ffff", reverse=True)) == sks[::-1]


@BOTH_WAYS
async def test_both_ends_of_a_stretch_belong_to_it(table: Table, reverse: bool) -> None:
    async for pk, index, sks in each_order(table, ["a", "b", "b1", "c", "d"]):
        inside = sks[3:0:-1] if reverse else sks[1:4]
        assert await keys_of(table, Range(pk, index, "b", "c", reverse)) == inside


@BOTH_WAYS
async def test_pages_go_on_where_the_last_one_ended(table: Table, reverse: bool) -> None:
    async for pk, index, sks in each_order(table, ["a", "b", "c", "d", "e"]):
        for limit in (1, 2, 5, 6):
            stretch = Range(pk, index, "a", "e", reverse)
            assert await keys_of(table, stretch, limit) == (sks[::-1] if reverse else sks)


async def test_a_cursor_outlives_its_item(table: Table) -> None:
    async for pk, index, sks in each_order(table, ["a", "b", "c"]):
        page = await table.query(Range(pk, index, "a", "c"), 2)
        await table.transact(Delete(key(sks[1], pk), AtVersion(1)))
        rest = await table.query(Range(pk, index, "a", "c"), 2, page.next)
        assert [found.key.sk for found in rest.items] == [sks[2]]


@BOTH_WAYS
async def test_a_cursor_outside_the_stretch_is_before_or_after_all_of_it(table: Table, reverse: bool) -> None:
    async for pk, index, sks in each_order(table, ["a", "b", "c", "d"]):
        stretch = Range(pk, index, "b", "c", reverse)
        early, late = (Cursor("a", sks[0]), Cursor("d", sks[3]))[:: -1 if reverse else 1]
        assert len((await table.query(stretch, 5, early)).items) == 2
        assert await table.query(stretch, 5, late) == Page((), None)


async def test_an_empty_stretch(table: Table) -> None:
    async for pk, index, _ in each_order(table, ["a", "z"]):
        assert await keys_of(table, Range(pk, index, "b", "c")) == []
        assert await keys_of(table, Range(pk, index, "z", "a")) == []


@BOTH_WAYS
async def test_ties_each_come_once(table: Table, reverse: bool) -> None:
    await fill(table, *(item(f"t{number}", ord="same") for number in range(6)), item("first", ord="a"))
    for limit in (1, 2, 7):
        found = await keys_of(table, Range(PK, Index.ORD, "", "~", reverse), limit)
        assert found.index("first") == (6 if reverse else 0)
        assert sorted(found) == ["first", *(f"t{number}" for number in range(6))]


async def test_an_index_holds_only_the_items_that_stand_in_it(table: Table) -> None:
    await fill(table, item("a", ord="1", due="x"), item("b", due="y"), item("c"), item("d", pk="L#2", ord="1"))
    assert await keys_of(table, Range(PK, Index.ORD, "", "~")) == ["a"]
    assert await keys_of(table, Range(PK, Index.DUE, "", "~")) == ["a", "b"]
    assert await keys_of(table, Range(PK, Index.DONE, "", "~")) == []
    assert await keys_of(table, Range(PK, None, "", "~")) == ["a", "b", "c"]


async def test_a_put_moves_the_item_in_its_orders(table: Table) -> None:
    await fill(table, item("a", ord="1", due="x"), item("b", ord="2"))
    await table.transact(over(1, item("a", 2, ord="3", done="z")))
    assert await keys_of(table, Range(PK, Index.ORD, "", "~")) == ["b", "a"]
    assert await keys_of(table, Range(PK, Index.DUE, "", "~")) == []
    assert await keys_of(table, Range(PK, Index.DONE, "", "~")) == ["a"]


async def test_a_deleted_item_is_in_no_order(table: Table) -> None:
    await fill(table, item("a", ord="1"))
    await table.transact(Delete(key("a"), AtVersion(1)))
    assert await keys_of(table, Range(PK, Index.ORD, "", "~")) == []


async def test_a_prefix_is_taken_as_it_is(table: Table) -> None:
    places = ["a", "a%", "a%b", "a_", "ab", "b", "a%\U0010fffe"]
    await fill(table, *(item(f"T#{number}", ord=place) for number, place in enumerate(places)))
    assert await keys_of(table, prefixed(PK, Index.ORD, "a%")) == ["T#1", "T#2", "T#6"]


async def test_detail_and_other_orders_are_left_out_unless_asked_for(table: Table) -> None:
    whole = item("a", 3, detail={"notes": "long"}, expires=1_900_000_000, ord="1", due="2", chg="3")
    await table.transact(new(whole))
    assert await walk(table, Range(PK, None, "", "~"), 5) == [item("a", 3, expires=1_900_000_000)]
    assert await walk(table, Range(PK, Index.ORD, "", "~"), 5) == [item("a", 3, expires=1_900_000_000, ord="1")]
    assert await walk(table, Range(PK, None, "", "~"), 5, detail=True) == [whole]


# moto shows what the index holds, whatever is asked for.
@pytest.mark.parametrize("engine", ["sqlite", "dynamodb-local"], indirect=True)
async def test_an_index_shows_whole_items_where_asked_for(table: Table) -> None:
    whole = item("a", 3, detail={"notes": "long"}, expires=1_900_000_000, ord="1", due="2", chg="3")
    await table.transact(new(whole))
    assert await walk(table, Range(PK, Index.ORD, "", "~"), 5, detail=True) == [whole]


async def test_a_page_of_large_items_may_be_short_but_loses_none(table: Table) -> None:
    # DynamoDB ends a page at 1 MB. Its limit of 400 KB an item counts the copies in indexes too.
    large = [item(f"{number}", data={"text": "x" * 180_000}, ord=f"{number}") for number in range(8)]
    for made in large:
        await fill(table, made)
    assert await walk(table, Range(PK, None, "", "~"), 8, detail=True) == large
    assert await walk(table, Range(PK, Index.ORD, "", "~"), 8) == large
