"""Fills stores much quicker than by their ports: one list by the port, the others as copies of its rows in the file.

DynamoDB Local writes about a thousand tasks a second. So every row was written by the store itself, and only the list
that it belongs to differs.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from todo_benchmarks.filling import Share, task_id
from todo_k8s.storage import keys

_DYNAMODB_LOCAL_FILE = "shared-local-instance.db"


def in_sqlite(source: Path, template: Share, target: Path, shares: Sequence[Share]) -> None:
    """Both files are SqliteTables, which nobody has open; `target` has the heads of the shares."""
    with _opened(target) as connection:
        connection.execute("ATTACH ? AS source", (str(source),))
        others = _columns(connection, "item", without=("pk",))
        for share in shares:
            pk, template_pk, below = _places(share, template)
            connection.execute(
                f"INSERT INTO item (pk, {others}) SELECT ?, {others} FROM source.item"
                " WHERE pk = ? AND sk >= ? AND sk < ?",
                (pk, template_pk, keys.TASK, below),
            )


def in_dynamodb_local(folder: Path, source: str, template: Share, target: str, shares: Sequence[Share]) -> None:
    """Between two tables of a DynamoDB Local that kept its data in the folder and has ended."""
    with _opened(folder / _DYNAMODB_LOCAL_FILE) as connection:
        others = _columns(connection, target, without=("hashKey", "hashValue", "ObjectJSON"))
        for share in shares:
            pk, template_pk, below = _places(share, template)
            # What it makes of the hash key stands in each row: there is one, the list's head.
            ((hash_value,),) = connection.execute(
                f'SELECT hashValue FROM "{target}" WHERE hashKey = ? AND rangeKey = ?',
                (pk.encode(), keys.HEAD.encode()),
            )
            connection.execute(
                f'INSERT INTO "{target}" (hashKey, hashValue, ObjectJSON, {others})'
                f" SELECT ?, ?, CAST(replace(CAST(ObjectJSON AS TEXT), ?, ?) AS BLOB), {others}"
                f' FROM "{source}" WHERE hashKey = ? AND rangeKey >= ? AND rangeKey < ?',
                (
                    pk.encode(),
                    hash_value,
                    f'"pk":{{"S":"{template_pk}"}}',
                    f'"pk":{{"S":"{pk}"}}',
                    template_pk.encode(),
                    keys.TASK.encode(),
                    below.encode(),
                ),
            )


def _places(share: Share, template: Share) -> tuple[str, str, str]:
    """The partitions of both, and the first key behind the tasks that are copied."""
    pk, template_pk = (keys.list_head(each.list_id).pk for each in (share, template))
    return pk, template_pk, f"{keys.TASK}{task_id(share.size)}"


def _columns(connection: sqlite3.Connection, table: str, without: Sequence[str]) -> str:
    found = connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
    return ", ".join(name for (name,) in found if name not in without)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection:
        # What is lost with the machine is filled again.
        connection.execute("PRAGMA synchronous = OFF")
        with connection:
            yield connection
