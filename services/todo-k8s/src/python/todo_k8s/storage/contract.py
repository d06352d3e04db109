"""What the tests of the `Table` contract share."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pytest
from msgspec.structs import replace

from todo_k8s.storage.records import Record
from todo_k8s.storage.table import Absent, AtVersion, Cursor, Index, Item, Json, Key, Put, Range, Table

PK = "L#1"
ORDERS = (None, *Index)
BOTH_WAYS = pytest.mark.parametrize("reverse", [False, True])
ENGINES = ("sqlite", "moto", "dynamodb-local")

NOT_ON_MOTO = pytest.mark.parametrize("engine", ["sqlite", "dynamodb-local"], indirect=True)
"""For what moto cannot do; what that is, contract_moto_test.py shows."""


@dataclass
class Clock:
    """The clock of a table under test, which the test moves."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def item(
    sk: str,
    version: int = 1,
    *,
    pk: str = PK,
    data: Record | None = None,
    detail: Mapping[str, Json] | None = None,
    expires: int | None = None,
    **order: str,
) -> Item:
    places = {Index(name): position for name, position in order.items()}
    return Item(Key(pk, sk), version, data or {"of": sk}, detail or {}, places, expires)


def placed(made: Item, indexes: Iterable[Index] = Index, place: str = "") -> Item:
    """The item, standing in these indexes: at one place, or at a place of each index's own name."""
    return replace(made, order={index: place or f"{index}-place" for index in indexes})


def key(sk: str, pk: str = PK) -> Key:
    return Key(pk, sk)


def new(made: Item) -> Put:
    return Put(made, Absent())


def over(version: int, made: Item) -> Put:
    """Puts the item over one that has this version."""
    return Put(made, AtVersion(version))


async def fill(table: Table, *items: Item) -> None:
    for start in range(0, len(items), 50):
        await table.transact(*map(new, items[start : start + 50]))


async def each_order(
    table: Table, places: Sequence[str], orders: Sequence[Index | None] = ORDERS
) -> AsyncIterator[tuple[str, Index | None, list[str]]]:
    """For each order a partition whose items stand at these places of it, and their sort keys."""
    for index in orders:
        pk = f"L#{index}#{''.join(places)}"
        names = [f"item-{number}" for number in range(len(places))] if index else list(places)
        made = [
            placed(item(sk, pk=pk), [index] if index else [], place) for sk, place in zip(names, places, strict=True)
        ]
        # Written in another order than they are to come back in.
        await fill(table, *reversed(made))
        yield pk, index, names


def found_in(index: Index | None, made: Item) -> Item:
    """The item, as a query of this index finds it where it asks for detail."""
    return replace(made, place=made.order[index] if index else "")


def shown(found: Item) -> Item:
    """The same where it does not."""
    return replace(found, detail={}, order={})


def place_of(found: Item) -> str:
    """In what was queried."""
    return found.place or found.key.sk


async def walk(
    table: Table, stretch: Range, limit: int, after: Cursor | None = None, *, detail: bool = False
) -> list[Item]:
    """All items of the stretch, or those after the cursor, page by page."""
    found: list[Item] = []
    passed = {after}
    while True:
        page = await table.query(stretch, limit, after, detail=detail)
        assert len(page.items) <= limit
        found += page.items
        if page.next is None:
            return found
        assert page.next not in passed, "this would go on for ever"
        after = page.next
        passed.add(after)


async def keys_of(table: Table, stretch: Range, limit: int = 3) -> list[str]:
    return [found.key.sk for found in await walk(table, stretch, limit)]
