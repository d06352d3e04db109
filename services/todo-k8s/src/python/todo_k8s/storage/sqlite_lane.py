"""Runs work on SQLite connections in threads of their own, so that the event loop never waits for a disk."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from todo_k8s.storage import sqlite_file
from todo_k8s.storage.backoff import time_left
from todo_k8s.storage.table import Unavailable

_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)


class Lane:
    """One connection and one thread for each of `width` pieces of work at a time."""

    def __init__(self, path: Path, name: str, width: int) -> None:
        self._path = path
        self._connections: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        for _ in range(width):
            self._connections.put(sqlite_file.connect(path))
        self._width = width
        self._executor = ThreadPoolExecutor(width, thread_name_prefix=f"sqlite-{name}")

    async def run(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """The result of `work`. Raises `Unavailable` at the deadline, or if the file cannot be read or written.

        Work that has begun when its caller is cancelled goes on to its own end in its thread: it is done whole or
        not at all. Work that has not begun is dropped.
        """
        seconds = time_left()
        job = partial(self._work, work, time.monotonic() + seconds)
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.get_running_loop().run_in_executor(self._executor, job)
        except TimeoutError:
            raise Unavailable(f"{self._path} did not answer by the deadline") from None

    def _work(self, work: Callable[[sqlite3.Connection], _Result], until: float) -> _Result:
        left = until - time.monotonic()
        if left <= 0:
            # The caller is being told so at this moment, and must not find the work done later.
            raise Unavailable(f"{self._path} did not answer by the deadline")
        connection = self._connections.get()
        try:
            connection.execute(f"PRAGMA busy_timeout = {int(left * 1000)}")
            return work(connection)
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise
        except sqlite3.Error as error:
            raise self._unavailable(error) from error
        finally:
            self._connections.put(connection)

    def _unavailable(self, error: sqlite3.Error) -> Unavailable:
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY:
            _log.error("%s failed: %s. To fix, see that its disk has space and is whole.", self._path, error)
        return Unavailable(f"{self._path}: {error}")

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self._close)

    def _close(self) -> None:
        self._executor.shutdown(wait=True)
        for _ in range(self._width):
            self._connections.get().close()
