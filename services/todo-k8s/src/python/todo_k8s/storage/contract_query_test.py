"""The contract of `Table.query`: stretches, orders, and what an item shows."""

import pytest

from todo_k8s.storage.contract import (
    BOTH_WAYS,
    NOT_ON_MOTO,
    PK,
    each_order,
    fill,
    found_in,
    item,
    key,
    keys_of,
    new,
    over,
    placed,
    shown,
    walk,
)
from todo_k8s.storage.table import AtVersion, Delete, Index, Range, Table, prefixed

# In the order of their UTF-8 bytes. UTF-16 would put the emoji before the private use character.
STRINGS = ["A", "Z", "a", "a\x00", "a b", "aa", "~", "\x7f", "é", "中", "\ue000", "\U0001f600", "\U0010ffff"]


async def test_strings_sort_by_their_bytes_in_both_directions(table: Table) -> None:
    async for pk, index, sks in each_order(table, sorted(STRINGS, key=str.encode)):
        assert await keys_of(table, Range(pk, index, "", "\U0010ffff")) == sks
        assert await keys_of(table, Range(pk, index, "", "\U0010ffff", reverse=True)) == sks[::-1]


@BOTH_WAYS
async def test_both_ends_of_a_stretch_belong_to_it(table: Table, reverse: bool) -> None:
    async for pk, index, sks in each_order(table, ["a", "b", "b1", "c", "d"]):
        inside = sks[3:0:-1] if reverse else sks[1:4]
        assert await keys_of(table, Range(pk, index, "b", "c", reverse)) == inside


async def test_the_items_of_a_page_are_a_sequence(table: Table) -> None:
    made = [item(sk) for sk in "abcd"]
    await fill(table, *made)
    items = (await table.query(Range(PK, None, "a", "z"), 10)).items
    assert list(items) == list(items) == made
    assert (len(items), items[0], items[-1], list(items[1:3])) == (4, made[0], made[-1], made[1:3])
    assert made[2] in items


async def test_an_empty_stretch(table: Table) -> None:
    async for pk, index, _ in each_order(table, ["a", "z"]):
        assert await keys_of(table, Range(pk, index, "b", "c")) == []
        assert await keys_of(table, Range(pk, index, "z", "a")) == []


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
    assert await walk(table, Range(PK, Index.ORD, "", "~"), 5) == [shown(found_in(Index.ORD, whole))]
    assert await walk(table, Range(PK, None, "", "~"), 5, detail=True) == [whole]


@NOT_ON_MOTO
@pytest.mark.parametrize("index", Index)
async def test_an_index_shows_whole_items_where_asked_for(table: Table, index: Index) -> None:
    whole = placed(item("a", 3, detail={"notes": "long"}, expires=1_900_000_000))
    await table.transact(new(whole))
    assert await walk(table, Range(PK, index, "", "~"), 5, detail=True) == [found_in(index, whole)]
