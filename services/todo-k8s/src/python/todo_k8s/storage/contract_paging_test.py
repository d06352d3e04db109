"""The contract of `Table.query`: pages of every size, in every order and both directions, while items come and go."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeAlias

import pytest
from msgspec.structs import replace

from todo_k8s.storage.contract import (
    BOTH_WAYS,
    PK,
    Clock,
    each_order,
    fill,
    found_in,
    item,
    over,
    place_of,
    shown,
    walk,
)
from todo_k8s.storage.table import AtVersion, Cursor, Delete, Index, Item, Page, Range, Table

Change: TypeAlias = Callable[[Table, Clock, Item], Awaitable[None]]

PLACES = ["a", "b", "é", "\ue000", "\U0001f600"]
TIED = ["a", "a", "b", "c", "c", "\U0001f600"]


async def each_partition(table: Table) -> AsyncIterator[tuple[str, Index | None]]:
    """A partition for each order. In an index places can be shared."""
    async for pk, index, _ in each_order(table, PLACES, [None]):
        yield pk, index
    async for pk, index, _ in each_order(table, TIED, tuple(Index)):
        yield pk, index


@BOTH_WAYS
async def test_a_walk_with_pages_of_any_size_finds_each_item_once(table: Table, reverse: bool) -> None:
    async for pk, index in each_partition(table):
        stretch = Range(pk, index, "", "\U0010ffff", reverse)
        whole = await table.query(stretch, len(TIED) + 1)
        places = [place_of(found) for found in whole.items]
        assert whole.next is None
        assert sorted(places, key=str.encode, reverse=reverse) == places
        assert sorted(places) in (sorted(PLACES), TIED)
        for limit in range(1, len(TIED) + 1):
            assert await walk(table, stretch, limit) == list(whole.items), limit


PARTS = [("a", "c", TIED[:5]), ("a", "a", TIED[:2]), ("b", "c", TIED[2:5]), ("c", "\U0001f600", TIED[3:])]


@BOTH_WAYS
@pytest.mark.parametrize(("low", "high", "inside"), PARTS)
async def test_ties_at_the_ends_of_a_stretch_belong_to_it(
    table: Table, low: str, high: str, inside: list[str], reverse: bool
) -> None:
    async for pk, index, _ in each_order(table, TIED, tuple(Index)):
        for limit in range(1, len(inside) + 2):
            found = await walk(table, Range(pk, index, low, high, reverse), limit)
            assert [place_of(each) for each in found] == inside[:: -1 if reverse else 1]
            assert len({each.key for each in found}) == len(inside)


async def delete(table: Table, clock: Clock, gone: Item) -> None:
    await table.transact(Delete(gone.key, AtVersion(gone.version)))


async def expire(table: Table, clock: Clock, gone: Item) -> None:
    await table.transact(over(gone.version, replace(gone, version=gone.version + 1, expires=int(clock.now) + 1)))
    clock.now += 1


async def take_out(table: Table, clock: Clock, gone: Item) -> None:
    """Out of the index; where that is the table itself, it stays."""
    await table.transact(over(gone.version, replace(gone, version=gone.version + 1, order={})))


@BOTH_WAYS
@pytest.mark.parametrize("change", [delete, expire, take_out])
async def test_a_cursor_outlives_its_item(table: Table, clock: Clock, reverse: bool, change: Change) -> None:
    async for pk, index in each_partition(table):
        stretch = Range(pk, index, "", "\U0010ffff", reverse)
        pages = await single_pages(table, stretch)
        for number, (gone, cursor) in enumerate(pages, 1):
            await change(table, clock, gone)
            if cursor is not None:
                assert await walk(table, stretch, 3, cursor) == [later for later, _ in pages[number:]]


async def single_pages(table: Table, stretch: Range) -> list[tuple[Item, Cursor | None]]:
    """Each item of the stretch, and the cursor that stands at it."""
    pages: list[tuple[Item, Cursor | None]] = []
    after: Cursor | None = None
    while True:
        page = await table.query(stretch, 1, after)
        pages += [(found, page.next) for found in page.items]
        if (after := page.next) is None:
            return pages


@BOTH_WAYS
async def test_a_cursor_outside_the_stretch_is_before_or_after_all_of_it(table: Table, reverse: bool) -> None:
    async for pk, index, sks in each_order(table, ["a", "b", "c", "d"]):
        stretch = Range(pk, index, "b", "c", reverse)
        early, late = (Cursor("a", sks[0]), Cursor("d", sks[3]))[:: -1 if reverse else 1]
        assert len((await table.query(stretch, 5, early)).items) == 2
        assert await table.query(stretch, 5, late) == Page((), None)


@BOTH_WAYS
async def test_a_cursor_that_nobody_gave_out_goes_on_from_its_place(table: Table, reverse: bool) -> None:
    async for pk, index, sks in each_order(table, ["a", "b", "c", "d"]):
        stretch = Range(pk, index, "a", "d", reverse)
        between = Cursor("b!", "b!" if index is None else "no such item")
        rest = sks[1::-1] if reverse else sks[2:]
        assert [found.key.sk for found in await walk(table, stretch, 1, between)] == rest


async def test_a_page_of_large_items_is_short_but_loses_none(table: Table) -> None:
    # DynamoDB ends a page at 1 MB, and so do we: nobody would show more of it.
    large = [item(f"{number}", data={"text": "x" * 180_000}, ord=f"{number}") for number in range(8)]
    for made in large:
        await fill(table, made)
    assert await walk(table, Range(PK, None, "", "~"), 8, detail=True) == large
    assert await walk(table, Range(PK, Index.ORD, "", "~"), 8) == [shown(found_in(Index.ORD, made)) for made in large]
    for index, detail in ((None, True), (Index.ORD, False)):
        page = await table.query(Range(PK, index, "", "~"), 8, detail=detail)
        assert page.next and len(page.items) < 8
