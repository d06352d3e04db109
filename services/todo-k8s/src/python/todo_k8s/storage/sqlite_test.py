"""What is SQLite's own: the file, its version, its locks, and its disk."""

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from todo_k8s.deadline import deadline_in
from todo_k8s.storage import sqlite_rows
from todo_k8s.storage.contract import PK, Clock, fill, item, key, new, over
from todo_k8s.storage.setup_error import SetupError
from todo_k8s.storage.sqlite import EXPIRED_PER_TRANSACTION, SqliteTable
from todo_k8s.storage.sqlite_file import SCHEMA_VERSION
from todo_k8s.storage.table import Cursor, Index, Item, Range, Unavailable


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "todo.db"


def make(path: Path, *items: Item) -> None:
    async def write() -> None:
        table = SqliteTable(path)
        await fill(table, *items)
        await table.close()

    asyncio.run(write())


def rewrite(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)


async def test_folder_and_files_are_the_users_alone(path: Path) -> None:
    table = SqliteTable(path)
    await fill(table, item("a"))
    modes = {file.name: file.stat().st_mode & 0o777 for file in (path.parent, *path.parent.iterdir())}
    assert modes == {"new": 0o700, "todo.db": 0o600, "todo.db-wal": 0o600, "todo.db-shm": 0o600}
    await table.close()


async def test_what_was_written_is_there_when_the_file_is_opened_again(path: Path) -> None:
    table = SqliteTable(path)
    await fill(table, item("a"))
    await table.close()
    table = SqliteTable(path)
    assert await table.get(key("a")) == (item("a"),)
    await table.close()


async def test_a_commit_is_synchronous(path: Path) -> None:
    table = SqliteTable(path)
    settings = await table._writer.run(
        lambda connection: [
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")
        ]
    )
    assert settings == ["wal", 2]
    await table.close()


def test_a_file_of_a_newer_release_is_refused_and_left_alone(path: Path) -> None:
    make(path)
    rewrite(path, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(SetupError, match=r"newer release \(schema 2; this one knows up to 1\)\. To fix, run that"):
        SqliteTable(path)
    assert path.read_bytes() == before


def test_the_database_of_another_application_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    rewrite(path, "CREATE TABLE theirs (x)")
    before = path.read_bytes()
    with pytest.raises(SetupError, match="other.db is the database of another application. To fix, name another file"):
        SqliteTable(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("milk, bread\n" * 1000)
    with pytest.raises(SetupError, match="notes.txt is damaged or no SQLite file .* To fix, restore it"):
        SqliteTable(path)
    assert path.read_text() == "milk, bread\n" * 1000


def test_a_damaged_file_is_refused(path: Path) -> None:
    make(path, *(item(f"{number}", data={"text": "x" * 2000}) for number in range(50)))
    whole = bytearray(path.read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 8192] = os.urandom(8192)
    path.write_bytes(whole)
    with pytest.raises(SetupError, match="is damaged .* To fix, restore it from a backup"):
        SqliteTable(path)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="is a folder. To fix, name a file in it"):
        SqliteTable(tmp_path)


def test_a_path_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match="cannot be opened: .* To fix, let the user of this process"):
        SqliteTable(tmp_path / "file" / "todo.db")


async def test_a_write_waits_for_another_process_until_the_deadline(path: Path) -> None:
    table = SqliteTable(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with deadline_in(0.2), pytest.raises(Unavailable):
            await table.transact(new(item("a")))
        with deadline_in(0.2):
            assert await table.get(key("a")) == (None,)
        waiting = asyncio.ensure_future(table.transact(new(item("b"))))
        await asyncio.sleep(0.05)
        other.execute("COMMIT")
    await waiting
    assert await table.get(key("a"), key("b")) == (None, item("b"))
    await table.close()


async def test_a_call_past_its_deadline_does_nothing(path: Path) -> None:
    table = SqliteTable(path)
    with deadline_in(-1), pytest.raises(Unavailable):
        await table.transact(new(item("a")))
    assert await table.get(key("a")) == (None,)
    await table.close()


async def test_two_tables_on_one_file_see_each_others_writes(path: Path) -> None:
    one, other = SqliteTable(path), SqliteTable(path)
    await one.transact(new(item("a")))
    await other.transact(over(1, item("a", 2)))
    assert await one.get(key("a")) == await other.get(key("a")) == (item("a", 2),)
    await one.close()
    await other.close()


async def test_a_full_disk_is_unavailable_and_harms_nothing(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    table = SqliteTable(path)
    await fill(table, item("a"))
    # SQLite's own limit on a file raises the error that a full disk does.
    await table._writer.run(lambda connection: connection.execute("PRAGMA max_page_count = 1").fetchone())
    with pytest.raises(Unavailable, match="full"):
        await table.transact(new(item("b", data={"text": "x" * 300_000})))
    assert "To fix, see that its disk has space" in caplog.text
    await table._writer.run(lambda connection: connection.execute("PRAGMA max_page_count = 1000000").fetchone())
    await table.transact(new(item("c")))
    assert await table.get(key("a"), key("b"), key("c")) == (item("a"), None, item("c"))
    await table.close()


async def test_expired_rows_are_removed_by_later_writes(path: Path, clock: Clock) -> None:
    table = SqliteTable(path, clock)
    count = 3 * EXPIRED_PER_TRANSACTION
    await fill(table, *(item(f"{number}", expires=int(clock.now) + 1) for number in range(count)))
    clock.now += 1
    for number in range(3):
        await table.transact(new(item(f"later-{number}")))
    rows = await table._pages.run(lambda connection: connection.execute("SELECT sk FROM item").fetchall())
    assert rows == [("later-0",), ("later-1",), ("later-2",)]
    await table.close()


@pytest.mark.parametrize("index", [None, *Index])
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("after", [None, Cursor("b", "b")])
async def test_a_query_searches_an_index_and_sorts_nothing(
    path: Path, index: Index | None, reverse: bool, after: Cursor | None
) -> None:
    table = SqliteTable(path)
    sql, arguments = sqlite_rows.query(Range(PK, index, "a", "c", reverse), 10, after, 0, detail=True)
    plan = await table._pages.run(
        lambda connection: [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", arguments)]
    )
    (step,) = plan
    assert step.startswith("SEARCH item USING " + (f"INDEX item_{index} " if index else "PRIMARY KEY"))
    await table.close()
