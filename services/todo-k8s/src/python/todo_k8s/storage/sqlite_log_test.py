"""The write-ahead log stays short while there is always somebody who reads."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import cycle
from pathlib import Path
from threading import Event, Thread

import pytest

from todo_k8s.storage import sqlite_log
from todo_k8s.storage.contract import item, key, new, over
from todo_k8s.storage.sqlite import SqliteTable

MEGABYTE = 1024**2


async def test_the_log_stays_short_under_steady_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_log, "LOG_BYTES", 4 * MEGABYTE)
    path = tmp_path / "todo.db"
    table = SqliteTable(path)
    await table.transact(new(item("a")))
    longest = 0
    with always_read(path):
        for version in range(1, 100):
            await table.transact(over(version, item("a", version + 1, data={"text": "x" * 300_000})))
            longest = max(longest, size(path))
    assert longest < 16 * MEGABYTE
    (left,) = await table.get(key("a"))
    assert left is not None
    assert left.version == 100
    await table.close()


def size(path: Path) -> int:
    return os.path.getsize(f"{path}-wal")


@contextmanager
def always_read(path: Path) -> Iterator[None]:
    """Each reader ends only when the next one has begun."""
    enough = Event()

    def read() -> None:
        with ExitStack() as stack:
            made = [stack.enter_context(closing(sqlite3.connect(path, isolation_level=None))) for _ in range(2)]
            for one, other in cycle([(made[0], made[1]), (made[1], made[0])]):
                one.execute("BEGIN")
                one.execute("SELECT count(*) FROM item").fetchone()
                if other.in_transaction:
                    other.execute("COMMIT")
                if enough.is_set():
                    return

    reader = Thread(target=read)
    reader.start()
    try:
        yield
    finally:
        enough.set()
        reader.join()
