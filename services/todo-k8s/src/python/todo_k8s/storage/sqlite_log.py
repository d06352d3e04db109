"""Keeps the write-ahead log short."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

LOG_BYTES = 16 * 1024**2


class Log:
    """SQLite begins its log anew only when a write finds it copied into the table, and nobody reading from it. Under a
    steady load of reads that moment may not come, and the log would grow."""

    def __init__(self, path: Path) -> None:
        self._file = f"{path}-wal"
        self._most = LOG_BYTES

    def shorten(self, connection: sqlite3.Connection) -> None:
        """Where the log is long, waits for those who read from it, as long as for another process that writes.

        What was committed stays so whatever comes of this.
        """
        with suppress(sqlite3.OperationalError, OSError):
            if os.path.getsize(self._file) >= self._most:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                # Where somebody reads for long, a backup perhaps, not each write is to wait for him.
                self._most = os.path.getsize(self._file) + LOG_BYTES
