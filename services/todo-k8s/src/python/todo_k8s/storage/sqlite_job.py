"""What one caller wants done on a connection."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from todo_k8s.storage.table import StorageError, Unavailable

_Result = TypeVar("_Result")

_MISTAKES = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError)


def is_mistake(error: Exception) -> bool:
    """Whether it tells of what was asked for, and not of the file."""
    return isinstance(error, _MISTAKES) or not isinstance(error, sqlite3.Error)


class Job(Generic[_Result]):
    """Work whose result its caller waits for on the `future`, for so many seconds from now."""

    def __init__(self, work: Callable[[sqlite3.Connection], _Result], seconds: float) -> None:
        self.future: asyncio.Future[_Result] = asyncio.get_running_loop().create_future()
        self._work = work
        self._until = time.monotonic() + seconds
        self._tell: Callable[[], None] | None = None

    def is_wanted(self) -> bool:
        """False where the caller has left, or where his time is up: he must not find the work done later."""
        wanted = not self.future.done() and time.monotonic() < self._until
        if not wanted:
            # Also in place of what an attempt that was undone came to.
            self.fail(Unavailable("there was no answer by the deadline"))
        return wanted

    def do(self, connection: sqlite3.Connection) -> None:
        """Does the work. Errors that are no answer of the table's are raised here, and are not yet the caller's."""
        try:
            self._tell = partial(self.future.set_result, self._work(connection))
        except StorageError as error:
            self.fail(error)

    def fail(self, error: Exception) -> None:
        """Takes the place of any outcome that was there before."""
        self._tell = partial(self.future.set_exception, error)

    def hand_over(self) -> None:
        """Tells the caller, in whose event loop this must be called, unless he has left."""
        if self._tell and not self.future.done():
            self._tell()
