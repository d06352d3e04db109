"""Does work on SQLite connections in threads of their own, so that the event loop never waits for a disk."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeAlias, TypeVar

from grpc_service.time_limits import Limit, TimeLimits
from todo_k8s.storage import sqlite_file, sqlite_mark
from todo_k8s.storage.backoff import time_left
from todo_k8s.storage.sqlite_job import Job, is_mistake
from todo_k8s.storage.table import Unavailable

_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)

Serve: TypeAlias = Callable[[sqlite3.Connection, Sequence[Job[Any]]], None]


class Lane:
    """A thread with a connection, which takes up to `most` of the jobs that wait at a time, and serves them.

    The callers of jobs that were taken together are woken together.
    """

    def __init__(self, path: Path, name: str, connection: sqlite3.Connection, most: int, serve: Serve) -> None:
        self._path = path
        self._most = most
        self._limits = TimeLimits()
        self._serve = serve
        self._jobs: SimpleQueue[Job[Any] | None] = SimpleQueue()
        # A table that nobody closed must not keep its process from ending.
        self._thread = Thread(target=self._work, args=(connection,), name=f"sqlite-{name}", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """The result of `work`. Raises `Unavailable` at the deadline, or if the file cannot be read or written.

        Work that has begun when its caller is cancelled goes on to its own end in its thread: it is done whole or
        not at all. Work that has not begun is dropped.
        """
        seconds = time_left()
        job = Job(work, seconds)
        self._jobs.put(job)
        try:
            with Limit(self._limits, seconds):
                return await job.future
        except TimeoutError:
            raise Unavailable(f"{self._path} did not answer by the deadline") from None
        except sqlite3.Error as error:
            if is_mistake(error):
                raise
            raise self._unavailable(error) from error

    def _work(self, connection: sqlite3.Connection) -> None:
        while jobs := self._next():
            try:
                self._serve(connection, jobs)
            except Exception as error:
                for job in jobs:
                    job.fail(error)
            # A loop that is closed has no callers that wait.
            with suppress(RuntimeError):
                jobs[0].future.get_loop().call_soon_threadsafe(_hand_over, jobs)
        connection.close()

    def _next(self) -> Sequence[Job[Any]]:
        """The first job that comes, and those that wait already; none if the lane is closed."""
        jobs: list[Job[Any]] = []
        with suppress(Empty):
            while len(jobs) < self._most:
                job = self._jobs.get(block=not jobs)
                if job is None:
                    # For when it comes again.
                    self._jobs.put(None)
                    break
                jobs.append(job)
        return jobs

    def _unavailable(self, error: sqlite3.Error) -> Unavailable:
        if damage := sqlite_file.told_damage(self._path, error):
            sqlite_mark.doubt(self._path)
            _log.error("%s", damage)
        elif not sqlite_file.is_busy(error):
            _log.error("%s failed: %s. To fix, see that its disk has space and is whole.", self._path, error)
        return Unavailable(f"{self._path}: {error}")

    async def close(self) -> None:
        """Does what waits, then ends."""
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)


def one_by_one(connection: sqlite3.Connection, jobs: Sequence[Job[Any]]) -> None:
    """Each for itself."""
    for job in jobs:
        if job.is_wanted():
            try:
                job.do(connection)
            except Exception as error:
                job.fail(error)


def _hand_over(jobs: Sequence[Job[Any]]) -> None:
    for job in jobs:
        job.hand_over()
