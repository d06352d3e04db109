"""The SQLite engine: one table in one file, for one machine. Several processes may open the same file."""

import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from todo_k8s.storage import sqlite_file, sqlite_mark, sqlite_rows
from todo_k8s.storage.checks import check_actions, check_keys, check_query
from todo_k8s.storage.sqlite_group import together
from todo_k8s.storage.sqlite_job import Job
from todo_k8s.storage.sqlite_lane import Lane, one_by_one
from todo_k8s.storage.sqlite_log import Log
from todo_k8s.storage.table import Absent, Action, ConditionFailed, Cursor, Delete, Item, Key, Page, Put, Range

GETS_AT_ONCE = 16
PAGES_AT_ONCE = 1
"""Each may be large, and the callers of what is done at once are told at once."""
WRITES_AT_ONCE = 64
EXPIRED_PER_TRANSACTION = 16
"""Expired rows that each transaction removes: more than one writes on average, so that they never pile up."""
PAGE_CHARACTERS = 1_000_000
"""What the items of a page take, but for the last one. No page that is shown has room for more."""


class SqliteTable:
    """A `Table` in a file. Raises `SetupError` where the file cannot be used."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        sqlite_file.prepare(path)
        self._path = path
        self._clock = clock
        writer = sqlite_file.connect(path, sqlite_file.WRITE_TIMEOUT)
        self._log = Log(path)
        self._writer = Lane(path, "writer", writer, WRITES_AT_ONCE, self._commit)
        # Apart, so that no single item waits for a page.
        self._items = Lane(path, "items", sqlite_file.connect(path), GETS_AT_ONCE, one_by_one)
        self._pages = Lane(path, "pages", sqlite_file.connect(path), PAGES_AT_ONCE, one_by_one)

    async def get(self, *keys: Key) -> tuple[Item | None, ...]:
        check_keys(keys)
        if not keys:
            return ()
        return await self._items.run(partial(_get, keys, self._now()))

    async def query(self, stretch: Range, limit: int, after: Cursor | None = None, *, detail: bool = False) -> Page:
        check_query(stretch, limit, after)
        return await self._pages.run(partial(_query, stretch, limit, after, detail, self._now()))

    async def transact(self, *actions: Action) -> None:
        check_actions(actions)
        # Rows are made here, so that what cannot be written fails before it meets others.
        rows = [sqlite_rows.to_row(action.item) for action in actions if isinstance(action, Put)]
        await self._writer.run(partial(_transact, actions, rows, self._now()))

    async def ping(self) -> None:
        await self._items.run(partial(_get, (Key("", ""),), 0))

    async def close(self) -> None:
        for lane in (self._items, self._pages, self._writer):
            await lane.close()
        sqlite_mark.leave(self._path)

    def _commit(self, connection: sqlite3.Connection, jobs: Sequence[Job[Any]]) -> None:
        together(connection, jobs)
        self._log.shorten(connection)

    def _now(self) -> int:
        return int(self._clock())


def _get(keys: Sequence[Key], now: int, connection: sqlite3.Connection) -> tuple[Item | None, ...]:
    sql, arguments = sqlite_rows.get(keys, now)
    found = {item.key: item for item in map(sqlite_rows.to_item, connection.execute(sql, arguments))}
    return tuple(map(found.get, keys))


def _query(
    stretch: Range, limit: int, after: Cursor | None, detail: bool, now: int, connection: sqlite3.Connection
) -> Page:
    # One row more than asked for tells whether anything is left.
    sql, arguments = sqlite_rows.query(stretch, limit + 1, after, now, detail=detail)
    decode = partial(sqlite_rows.to_item, index=stretch.index) if detail else sqlite_rows.to_shown
    items: list[Item] = []
    taken = 0
    with closing(connection.execute(sql, arguments)) as rows:
        for row in rows:
            if len(items) == limit or taken > PAGE_CHARACTERS:
                last = items[-1]
                return Page(tuple(items), Cursor(last.place or last.key.sk, last.key.sk))
            items.append(decode(row))
            taken += sqlite_rows.text_characters(row)
    return Page(tuple(items), None)


def _transact(
    actions: Sequence[Action], rows: Sequence[sqlite_rows.Row], now: int, connection: sqlite3.Connection
) -> None:
    """Inside a transaction of SQLite; `rows` are those of the items that are put."""
    sql, arguments = sqlite_rows.versions([action.key for action in actions], now)
    versions = {(pk, sk): version for pk, sk, version in connection.execute(sql, arguments)}
    failed = frozenset(place for place, action in enumerate(actions) if not _holds(action, versions))
    if failed:
        raise ConditionFailed(failed)
    # Their order does not matter, since no two actions have one key.
    connection.executemany(sqlite_rows.PUT, rows)
    deleted = [(action.key.pk, action.key.sk) for action in actions if isinstance(action, Delete)]
    connection.executemany(sqlite_rows.DELETE, deleted)
    connection.execute(sqlite_rows.DELETE_EXPIRED, (now, EXPIRED_PER_TRANSACTION))


def _holds(action: Action, versions: Mapping[tuple[str, str], int]) -> bool:
    found = versions.get((action.key.pk, action.key.sk))
    return found is None if isinstance(action.condition, Absent) else found == action.condition.version
