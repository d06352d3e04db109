"""Puts the lines of a file into a list, so that doing it again adds nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import grpc
from todo.v1.task_pb2 import Task

from todo_k8s.client.api import Api
from todo_k8s.client.entry import Entry, TaskIds
from todo_k8s.client.rpc_error import problem_of
from todo_k8s.client.todotxt.line import LineError

MAX_TASK_BYTES = 900_000
"""Far above what a task can have; gRPC itself ends a call of a few megabytes in a way that says nothing of the line."""

# The line's own fault: the next one can still be good.
_OF_THE_LINE = ("INVALID_ARGUMENT", "OUT_OF_RANGE")


@dataclass
class Tally:
    """How many lines met which end; `line` is the one at hand."""

    line: int = 0
    added: int = 0
    already_there: int = 0
    refused: int = 0

    def counts(self) -> dict[str, int]:
        return {"added": self.added, "alreadyThere": self.already_there, "refused": self.refused}

    def __str__(self) -> str:
        lines = self.added + self.already_there + self.refused
        counts = f"{self.added:,} added, {self.already_there:,} already there, {self.refused:,} refused"
        return f"{lines:,} {'line' if lines == 1 else 'lines'}: {counts}"


class Importer:
    """`refuse` is told the number and reason of each line that is left out.

    One call at a time, so that the list has the order of the file.
    """

    def __init__(self, api: Api, parent: str, refuse: Callable[[int, str], None]) -> None:
        self._api = api
        self._parent = parent
        self._refuse = refuse
        self._ids = TaskIds()
        self.tally = Tally()

    def run(self, entries: Iterable[tuple[int, Entry | LineError]]) -> None:
        """Raises grpc.RpcError where it is not the line's fault; those before it are in."""
        for number, entry in entries:
            self.tally.line = number
            try:
                if isinstance(entry, LineError):
                    raise entry
                self._put(entry)
            except LineError as error:
                self.tally.refused += 1
                self._refuse(number, str(error))

    def _put(self, entry: Entry) -> None:
        if entry.task.ByteSize() > MAX_TASK_BYTES:
            raise LineError(f"has {entry.task.ByteSize():,} bytes, more than a task can have")
        task_id = self._ids.of(entry)
        name = f"{self._parent}/tasks/{task_id}"
        if self._create(entry.task, task_id):
            if entry.done:
                self._api.complete_task(name)
            self.tally.added += 1
            return
        if entry.done:
            self._complete_if_broken_off(name)
        self.tally.already_there += 1

    def _create(self, task: Task, task_id: str) -> bool:
        """Whether it was not there yet."""
        try:
            self._api.create_task(self._parent, task, task_id)
        except grpc.RpcError as error:
            problem = problem_of(error)
            if problem.reason == "TASK_EXISTS":
                return False
            if problem.code in _OF_THE_LINE:
                raise LineError(problem.sentence) from None
            raise
        return True

    def _complete_if_broken_off(self, name: str) -> None:
        """An earlier import may have ended between its two calls; a task that anyone has changed since stays so."""
        task = self._api.get_task(name)
        if task.state == Task.STATE_ACTIVE and task.update_time == task.create_time:
            self._api.complete_task(name)
