"""Store addresses, as people write them in a setting, and the table that each one names."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from todo_k8s.storage.setup_error import SetupError
from todo_k8s.storage.table import Table

if TYPE_CHECKING:
    from todo_k8s.storage.dynamodb import DynamoDbTable

_FORMS = "To fix, write sqlite:PATH (one machine) or dynamodb:TABLE (many)."
# TableName in the API reference of CreateTable.
_TABLE_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}")


@dataclass(frozen=True, slots=True)
class SqliteStore:
    path: Path

    def __str__(self) -> str:
        return f"sqlite:{self.path}"


@dataclass(frozen=True, slots=True)
class DynamoDbStore:
    table_name: str

    def __str__(self) -> str:
        return f"dynamodb:{self.table_name}"


Store: TypeAlias = SqliteStore | DynamoDbStore


def parse_store(address: str) -> Store:
    """What `sqlite:PATH` or `dynamodb:TABLE` names. Raises `SetupError` for anything else."""
    engine, _, name = address.partition(":")
    match engine:
        case "sqlite":
            return SqliteStore(_path(address, name))
        case "dynamodb":
            return DynamoDbStore(_table_name(address, name))
    raise SetupError(f"The store {address!r} is of no known kind. {_FORMS}")


async def open_table(
    store: Store,
    *,
    region: str | None = None,
    endpoint: str | None = None,
    clock: Callable[[], float] = time.time,
) -> Table:
    """The table of a store. Region and endpoint are for DynamoDB; where they are None they are AWS's usual ones.

    Raises `SetupError` if the SQLite file cannot be used as it is, or if there is no region. DynamoDB itself is not
    asked before the first call.
    """
    # Imported late: either engine costs the start of a server that uses the other one.
    if isinstance(store, SqliteStore):
        import asyncio

        from todo_k8s.storage.sqlite import SqliteTable

        return await asyncio.to_thread(SqliteTable, store.path, clock)
    return open_dynamodb(store, region=region, endpoint=endpoint, clock=clock)


def open_dynamodb(
    store: DynamoDbStore,
    *,
    region: str | None = None,
    endpoint: str | None = None,
    clock: Callable[[], float] = time.time,
) -> "DynamoDbTable":
    """As `open_table`; what comes back can also make and describe its table."""
    from todo_k8s.storage.dynamodb import DynamoDbTable

    return DynamoDbTable(store.table_name, region, endpoint, clock)


def _path(address: str, name: str) -> Path:
    if name in ("", ":memory:") or name.startswith("file:"):
        raise SetupError(f"The store {address!r} names no file. To fix, write sqlite:PATH, as in sqlite:/data/todo.db.")
    try:
        return Path(name).expanduser()
    except RuntimeError:
        raise SetupError(f"The store {address!r} is in the home of an unknown user. To fix, write the path.") from None


def _table_name(address: str, name: str) -> str:
    if not _TABLE_NAME.fullmatch(name):
        raise SetupError(
            f"The store {address!r} names no DynamoDB table."
            " To fix, write dynamodb:TABLE, a name of 3 to 255 letters, digits, dots, dashes or underscores."
        )
    return name
