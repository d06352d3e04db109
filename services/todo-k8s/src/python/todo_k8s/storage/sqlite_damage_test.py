"""Damaged files: each is refused, or tells of its damage where that is met, and none loses it from sight."""

import asyncio
import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from todo_k8s.storage.contract import PK, fill, item, key, over
from todo_k8s.storage.setup_error import SetupError
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.sqlite_mark import doubt, is_as_left, leave
from todo_k8s.storage.table import Index, Range, Unavailable

PAGE = 4096
GARBAGE = b"\xa5" * PAGE
ITEMS = [
    item(f"{number:03}", data={"text": f"text of {number:03}{'x' * 1000}"}, ord=f"{number:03}") for number in range(100)
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "todo.db"

    async def write() -> None:
        table = SqliteTable(made)
        await fill(table, *ITEMS)
        await table.close()

    asyncio.run(write())
    # The system's clock of files ticks some hundred times a second; what is changed later is to show.
    time.sleep(0.02)
    return made


def page_of(path: Path, text: str) -> int:
    """Where the page begins that has this."""
    return path.read_bytes().index(text.encode()) // PAGE * PAGE


def overwrite(path: Path, start: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(content)


def overwrite_a_row(path: Path, content: bytes) -> None:
    overwrite(path, page_of(path, "text of 050"), content)


def exchange(path: Path) -> None:
    """As in a copy that was taken while the file was written: pages that are whole, and not of one moment."""
    whole = path.read_bytes()
    # A row, and entries of an index: its place and its key.
    one, other = page_of(path, "text of 050"), page_of(path, "099099")
    overwrite(path, one, whole[other : other + PAGE])
    overwrite(path, other, whole[one : one + PAGE])


DAMAGES: dict[str, Callable[[Path], None]] = {
    "garbage": lambda path: overwrite_a_row(path, GARBAGE),
    "nothing": lambda path: overwrite_a_row(path, bytes(PAGE)),
    "pages of another moment": exchange,
    "cut off": lambda path: os.truncate(path, path.stat().st_size // 2),
    "no head": lambda path: overwrite(path, 0, bytes(100)),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_file_that_was_damaged_since_it_was_closed_is_refused_each_time(
    path: Path, damage: Callable[[Path], None]
) -> None:
    damage(path)
    for _ in range(2):
        with pytest.raises(SetupError, match="is damaged .* To fix, restore it from a backup"):
            SqliteTable(path)


def test_a_damaged_copy_is_refused_with_the_mark_of_the_whole_file_beside_it(path: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    for file in list(tmp_path.glob("todo.db*")):
        shutil.copy2(file, tmp_path / "copy")
    overwrite_a_row(tmp_path / "copy" / "todo.db", GARBAGE)
    with pytest.raises(SetupError, match="is damaged"):
        SqliteTable(tmp_path / "copy" / "todo.db")


async def test_damage_that_the_system_did_not_notice_is_told_by_the_calls_that_meet_it_and_at_the_next_start(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    overwrite_a_row(path, GARBAGE)
    # As where the disk itself loses what it holds, which changes no time.
    leave(path)
    table = SqliteTable(path)
    with pytest.raises(Unavailable, match="malformed"):
        await table.get(key("050"))
    with pytest.raises(Unavailable, match="malformed"):
        await table.query(Range(PK, None, "000", "099"), 100)
    with pytest.raises(Unavailable, match="malformed"):
        await table.transact(over(1, item("050", 2)), over(1, item("000", 2)))
    assert caplog.text.count("is damaged or no SQLite file (database disk image is malformed). To fix, restore it") == 3
    assert await table.get(key("000")) == (ITEMS[0],)
    await table.close()
    with pytest.raises(SetupError, match="is damaged"):
        SqliteTable(path)


async def test_a_file_is_as_it_was_left_until_it_is_written(path: Path) -> None:
    for _ in range(2):
        assert is_as_left(path)
        table = SqliteTable(path)
        page = await table.query(Range(PK, Index.ORD, "000", "099"), 100)
        assert len(page.items) == 100
        await table.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("DELETE FROM item WHERE sk = '000'")
    assert not is_as_left(path)


async def test_a_file_in_doubt_is_cleared_by_a_check_of_all_of_it(path: Path) -> None:
    doubt(path)
    leave(path)
    assert not is_as_left(path)
    await SqliteTable(path).close()
    assert is_as_left(path)


def test_marks_are_the_users_alone_and_can_be_missing(path: Path) -> None:
    mark = path.with_name("todo.db-left")
    assert mark.stat().st_mode & 0o777 == 0o600
    mark.write_bytes(b"\xff")
    assert not is_as_left(path)
    mark.unlink()
    assert not is_as_left(path)
