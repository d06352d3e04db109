"""The SQLite engine: one table in one file, for one machine. Several processes may open the same file."""

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from todo_k8s.storage import sqlite_file, sqlite_rows
from todo_k8s.storage.checks import check_actions, check_keys, check_query
from todo_k8s.storage.sqlite_lane import Lane
from todo_k8s.storage.table import Absent, Action, ConditionFailed, Cursor, Delete, Item, Key, Page, Put, Range

READERS = 2
EXPIRED_PER_TRANSACTION = 16
"""Expired rows that each transaction removes: more than one writes on average, so that they never pile up."""
PAGE_CHARACTERS = 1_000_000
"""What the items of a page take, but for the last one. No page that is shown has room for more."""


class SqliteTable:
    """A `Table` in a file. Raises `SetupError` where the file cannot be used."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        sqlite_file.prepare(path)
        self._clock = clock
        self._writer = Lane(path, "writer", 1)
        self._readers = Lane(path, "reader", READERS)

    async def get(self, *keys: Key) -> tuple[Item | None, ...]:
        check_keys(keys)
        return await self._readers.run(partial(_get, keys, self._now()))

    async def query(self, stretch: Range, limit: int, after: Cursor | None = None, *, detail: bool = False) -> Page:
        check_query(stretch, limit, after)
        return await self._readers.run(partial(_query, stretch, limit, after, detail, self._now()))

    async def transact(self, *actions: Action) -> None:
        check_actions(actions)
        await self._writer.run(partial(_transact, actions, self._now()))

    async def ping(self) -> None:
        await self._readers.run(partial(_get, (Key("", ""),), 0))

    async def close(self) -> None:
        await self._readers.close()
        await self._writer.close()

    def _now(self) -> int:
        return int(self._clock())


def _get(keys: Sequence[Key], now: int, connection: sqlite3.Connection) -> tuple[Item | None, ...]:
    return tuple(_get_one(key, now, connection) for key in keys)


def _get_one(key: Key, now: int, connection: sqlite3.Connection) -> Item | None:
    row = connection.execute(sqlite_rows.GET, (key.pk, key.sk, now)).fetchone()
    return None if row is None else sqlite_rows.to_item(row)


def _query(
    stretch: Range, limit: int, after: Cursor | None, detail: bool, now: int, connection: sqlite3.Connection
) -> Page:
    # One row more than asked for tells whether anything is left.
    sql, arguments = sqlite_rows.query(stretch, limit + 1, after, now, detail=detail)
    items: list[Item] = []
    taken = 0
    with closing(connection.execute(sql, arguments)) as rows:
        for row in rows:
            if len(items) == limit or taken > PAGE_CHARACTERS:
                last = items[-1]
                return Page(
                    tuple(items), Cursor(last.order[stretch.index] if stretch.index else last.key.sk, last.key.sk)
                )
            items.append(sqlite_rows.to_item(row))
            taken += sqlite_rows.text_characters(row)
    return Page(tuple(items), None)


def _transact(actions: Sequence[Action], now: int, connection: sqlite3.Connection) -> None:
    # IMMEDIATE takes the write lock at once: a transaction that read first could not wait for another process.
    connection.execute("BEGIN IMMEDIATE")
    try:
        failed = frozenset(place for place, action in enumerate(actions) if not _holds(action, now, connection))
        if failed:
            raise ConditionFailed(failed)
        for action in actions:
            _apply(action, connection)
        connection.execute(sqlite_rows.DELETE_EXPIRED, (now, EXPIRED_PER_TRANSACTION))
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _holds(action: Action, now: int, connection: sqlite3.Connection) -> bool:
    row: tuple[int] | None = connection.execute(sqlite_rows.GET_VERSION, (action.key.pk, action.key.sk, now)).fetchone()
    if isinstance(action.condition, Absent):
        return row is None
    return row == (action.condition.version,)


def _apply(action: Action, connection: sqlite3.Connection) -> None:
    if isinstance(action, Put):
        connection.execute(sqlite_rows.PUT, sqlite_rows.to_row(action.item))
    elif isinstance(action, Delete):
        connection.execute(sqlite_rows.DELETE, (action.key.pk, action.key.sk))
