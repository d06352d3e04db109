"""Items as rows of the SQLite table, and the statements that read and write them."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from todo_k8s.storage import records
from todo_k8s.storage.table import Cursor, Index, Item, Key, Range

Row: TypeAlias = tuple[Any, ...]

_ORDER = tuple(Index)
_COLUMNS = ", ".join(("pk", "sk", "version", "expires", "data", "detail", *_ORDER))
_ALIVE = "(expires IS NULL OR expires > ?)"

PUT = f"INSERT OR REPLACE INTO item ({_COLUMNS}) VALUES ({', '.join('?' * (6 + len(_ORDER)))})"
DELETE = "DELETE FROM item WHERE pk = ? AND sk = ?"
DELETE_EXPIRED = (
    "DELETE FROM item WHERE (pk, sk) IN (SELECT pk, sk FROM item WHERE expires IS NOT NULL AND expires <= ? LIMIT ?)"
)


def get(keys: Sequence[Key], now: int) -> tuple[str, list[object]]:
    """The statement that selects the rows of the keys, in no order, and its arguments."""
    return _of_keys(_COLUMNS, keys, now)


def versions(keys: Sequence[Key], now: int) -> tuple[str, list[object]]:
    """The same for `pk`, `sk` and `version` alone."""
    return _of_keys("pk, sk, version", keys, now)


def _of_keys(columns: str, keys: Sequence[Key], now: int) -> tuple[str, list[object]]:
    # A join searches once for each key, in whatever order it is written; with IN, SQLite prefers to scan small tables.
    # CROSS keeps it from turning the join round.
    wanted = ", ".join(["(?, ?)"] * len(keys))
    sql = f"WITH wanted (pk, sk) AS (VALUES {wanted}) SELECT {columns} FROM wanted CROSS JOIN item USING (pk, sk)"
    return f"{sql} WHERE {_ALIVE}", [*(part for key in keys for part in (key.pk, key.sk)), now]


def to_row(item: Item) -> Row:
    detail = records.text_of(item.detail) if item.detail else None
    order = (item.order.get(index) for index in _ORDER)
    data = records.text_of(item.data)
    return (item.key.pk, item.key.sk, item.version, item.expires, data, detail, *order)


def to_item(row: Row, index: Index | None = None) -> Item:
    """Of a query of this index, where there was one."""
    pk, sk, version, expires, data, detail, *places = row
    order = {each: place for each, place in zip(_ORDER, places, strict=True) if place is not None}
    return Item(
        key=Key(pk, sk),
        version=version,
        data=records.data_at(sk, data),
        detail=records.fields_of(detail) if detail else {},
        order=order,
        expires=expires,
        place=order[index] if index else "",
    )


def to_shown(row: Row) -> Item:
    """Of a query that did not ask for `detail`."""
    pk, sk, version, expires, data, place = row
    return Item(Key(pk, sk), version, records.data_at(sk, data), {}, {}, expires, place or "")


def text_characters(row: Row) -> int:
    """About how long the item is."""
    data, more = row[4:6]
    return len(data) + len(more or "")


def query(stretch: Range, limit: int, after: Cursor | None, now: int, *, detail: bool) -> tuple[str, list[object]]:
    """The statement that selects up to `limit` rows of the stretch, and its arguments."""
    place = stretch.index or "sk"
    start, end, onward = (stretch.high, stretch.low, "<") if stretch.reverse else (stretch.low, stretch.high, ">")
    bounds, arguments = f"{place} {onward}= ?", [start]
    if after is not None and (after.position <= start if stretch.reverse else after.position >= start):
        bounds, arguments = f"({place}, sk) {onward} (?, ?)", [after.position, after.sk]
    backward = ">" if stretch.reverse else "<"
    direction = "DESC" if stretch.reverse else "ASC"
    sql = (
        f"SELECT {_columns(stretch.index, detail=detail)} FROM item"
        f" WHERE pk = ? AND {bounds} AND {place} {backward}= ? AND {_ALIVE}"
        f" ORDER BY {place} {direction}, sk {direction} LIMIT ?"
    )
    return sql, [stretch.pk, *arguments, end, now, limit]


def _columns(index: Index | None, *, detail: bool) -> str:
    # Local indexes of DynamoDB hold neither `detail` nor the places in other orders, so nobody may rely on them.
    return _COLUMNS if detail else f"pk, sk, version, expires, data, {index or 'NULL'}"
