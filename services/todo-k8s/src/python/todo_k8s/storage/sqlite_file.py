"""Opens the SQLite file: its folder, its permissions, its schema and its version."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from todo_k8s.storage import sqlite_mark
from todo_k8s.storage.setup_error import SetupError
from todo_k8s.storage.table import Index

APPLICATION_ID = int.from_bytes(b"todo", "big")
SCHEMA_VERSION = 1
OPEN_TIMEOUT = 5.0
"""Seconds to wait for another process that holds the file while it is opened."""
WRITE_TIMEOUT = 0.05
"""Seconds to wait for another process that writes, before callers whose time is up are let go."""

_ORDER_COLUMNS = ", ".join(f"{index} TEXT" for index in Index)
_CREATE_TABLE = (
    "CREATE TABLE item (pk TEXT NOT NULL, sk TEXT NOT NULL, version INTEGER NOT NULL, expires INTEGER,"
    f" data TEXT NOT NULL, detail TEXT, {_ORDER_COLUMNS}, PRIMARY KEY (pk, sk)) WITHOUT ROWID, STRICT"
)
_SCHEMA = (
    _CREATE_TABLE,
    "CREATE INDEX item_expires ON item (expires) WHERE expires IS NOT NULL",
    *(f"CREATE INDEX item_{index} ON item (pk, {index}, sk) WHERE {index} IS NOT NULL" for index in Index),
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)


def prepare(path: Path) -> None:
    """Makes the file and its folder where missing, and its schema in an empty file.

    Raises `SetupError` if the file is not ours, is of a newer version, is damaged, or cannot be written. All of it is
    checked for damage, unless it is as it was left.
    """
    with _explained(path):
        is_as_left = sqlite_mark.is_as_left(path)
        _create_private(path)
        connection = connect(path)
        try:
            # A stranger's file must not even be switched to another journal mode.
            _check(connection, path)
            _switch_to_wal(connection, path)
            _create_schema(connection, path)
            if not is_as_left:
                _check_pages(connection, path)
                sqlite_mark.clear(path)
        finally:
            connection.close()


def connect(path: Path, busy_seconds: float = OPEN_TIMEOUT) -> sqlite3.Connection:
    """A connection without transactions of its own making, durable on commit, usable from any one thread at a time."""
    connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another process held the file for too long."""
    return _code(error) == sqlite3.SQLITE_BUSY


def told_damage(path: Path, error: sqlite3.Error) -> SetupError | None:
    """What to say of an error that tells of damage; None of any other."""
    is_damage = _code(error) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
    return _damaged(path, str(error)) if is_damage else None


def _code(error: sqlite3.Error) -> int:
    # The upper bits of a code say more of the circumstances (SQLite, "Extended Result Codes").
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


def _create_private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def _check(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the file already holds our schema."""
    application: int = connection.execute("PRAGMA application_id").fetchone()[0]
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    tables: int = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if (application, version, tables) == (0, 0, 0):
        return False
    if application != APPLICATION_ID:
        raise SetupError(f"{path} is the database of another application. To fix, name another file.")
    if version > SCHEMA_VERSION:
        raise SetupError(
            f"{path} was written by a newer release (schema {version}; this one knows up to {SCHEMA_VERSION})."
            " To fix, run that release or a later one, or name another file."
        )
    return True


def _switch_to_wal(connection: sqlite3.Connection, path: Path) -> None:
    mode: str = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        raise SetupError(
            f"{path} cannot use a write-ahead log (journal mode stays {mode!r})."
            " To fix, put it on a local disk: network file systems lack the shared memory that the log needs."
        )


def _create_schema(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not _check(connection, path):
            for statement in _SCHEMA:
                connection.execute(statement)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _check_pages(connection: sqlite3.Connection, path: Path) -> None:
    verdict: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise _damaged(path, verdict.splitlines()[-1])


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except IsADirectoryError:
        raise SetupError(f"{path} is a folder. To fix, name a file in it.") from None
    except OSError as error:
        raise SetupError(
            f"{path} cannot be opened: {error.strerror}."
            f" To fix, let the user of this process (uid {os.getuid()}) write there, or name another file."
        ) from error
    except sqlite3.Error as error:
        raise _sqlite_problem(path, error) from error


def _sqlite_problem(path: Path, error: sqlite3.Error) -> SetupError:
    if damaged := told_damage(path, error):
        return damaged
    if is_busy(error):
        return SetupError(
            f"{path} is locked by another process. To fix, end that process (`fuser {path}` names it) and start again."
        )
    return SetupError(
        f"{path} cannot be used: {error}."
        f" To fix, let the user of this process (uid {os.getuid()}) write the file and its folder, and free disk space."
    )


def _damaged(path: Path, what: str) -> SetupError:
    return SetupError(
        f"{path} is damaged or no SQLite file ({what})."
        f" To fix, restore it from a backup, or save what is left with `sqlite3 {path} .recover`."
    )
