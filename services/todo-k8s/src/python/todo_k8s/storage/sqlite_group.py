"""Group commit: transactions that wait at the same time become durable by one sync of the disk (docs/adr/0015)."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from todo_k8s.storage import sqlite_file
from todo_k8s.storage.sqlite_job import Job, is_mistake


def together(connection: sqlite3.Connection, jobs: Sequence[Job[Any]]) -> None:
    """Does the jobs in one transaction of SQLite, one after the other: each sees what those before it wrote.

    One that raises a `StorageError` must have written nothing yet. Raises where the file cannot be written: then
    nothing was, whatever the jobs hold.
    """
    while wanted := [job for job in jobs if job.is_wanted()]:
        jobs = _carry_out(wanted, connection) if _begin(connection) else wanted


def _begin(connection: sqlite3.Connection) -> bool:
    """False if another process writes for so long that it is time to see who still wants to wait."""
    try:
        # IMMEDIATE takes the write lock at once: a transaction that read first could not wait for another process.
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if not sqlite_file.is_busy(error):
            raise
        return False
    return True


def _carry_out(jobs: Sequence[Job[Any]], connection: sqlite3.Connection) -> Sequence[Job[Any]]:
    """The jobs that are to be done again, because one of them was a mistake and all were undone with it."""
    try:
        # Only now that nobody else holds the file is it known who had the time to wait for it.
        for job in filter(Job.is_wanted, jobs):
            try:
                job.do(connection)
            except Exception as error:
                if not is_mistake(error):
                    raise
                job.fail(error)
                return [other for other in jobs if other is not job]
        connection.execute("COMMIT")
        return ()
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
