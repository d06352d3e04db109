"""What the tests of the `Table` contract share."""

from collections.abc import Mapping
from dataclasses import dataclass

from todo_k8s.storage.table import Absent, AtVersion, Cursor, Index, Item, Json, Key, Put, Range, Table

PK = "L#1"
ENGINES = ("sqlite", "moto", "dynamodb-local")


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
    data: Mapping[str, Json] | None = None,
    detail: Mapping[str, Json] | None = None,
    expires: int | None = None,
    **order: str,
) -> Item:
    places = {Index(name): position for name, position in order.items()}
    return Item(Key(pk, sk), version, data or {"of": sk}, detail or {}, places, expires)


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


async def walk(table: Table, stretch: Range, limit: int, *, detail: bool = False) -> list[Item]:
    """All items of the stretch, page by page."""
    found: list[Item] = []
    after: Cursor | None = None
    while True:
        page = await table.query(stretch, limit, after, detail=detail)
        assert len(page.items) <= limit
        found += page.items
        if page.next is None:
            return found
        assert page.next != after, "this would go on for ever"
        after = page.next


async def keys_of(table: Table, stretch: Range, limit: int = 3) -> list[str]:
    return [found.key.sk for found in await walk(table, stretch, limit)]
