"""Puts the lines of a file into a list, so that doing it again adds nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import grpc
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import CompleteTaskRequest, CreateTaskRequest

from todo_k8s.client.api import Api
from todo_k8s.client.batch_problem import batch_problem_of
from todo_k8s.client.entry import Entry
from todo_k8s.client.import_chunk import Chunk, Line, chunks_of
from todo_k8s.client.rpc_error import problem_of
from todo_k8s.client.todotxt.line import LineError

# The line's own fault: the next one can still be good.
_OF_THE_LINE = ("INVALID_ARGUMENT", "OUT_OF_RANGE")

_FULL = ("TOO_MANY_ACTIVE_TASKS", "TOO_MANY_TASKS")


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

    One call at a time, so that the list has the order of the file, with as many lines as a call takes.
    """

    def __init__(self, api: Api, parent: str, refuse: Callable[[int, str], None]) -> None:
        self._api = api
        self._parent = parent
        self._refuse = refuse
        self._look_first = False
        """Whether the lines before were all there: those that follow will be, too."""
        self.tally = Tally()

    def run(self, entries: Iterable[tuple[int, Entry | LineError]]) -> None:
        """Raises grpc.RpcError where it is not a line's fault; those before it are in."""
        for chunk in chunks_of(entries):
            self.tally.line = chunk.first
            try:
                self._put_or_split(chunk)
            finally:
                self.tally.refused += len(chunk.refused)
                for number, reason in sorted(chunk.refused.items()):
                    self._refuse(number, reason)

    def _put_or_split(self, chunk: Chunk) -> None:
        """Where the list has no room for all lines it may have some for the first ones, and for those that are done."""
        try:
            self._put(chunk)
        except grpc.RpcError as error:
            if problem_of(error).reason not in _FULL or len(chunk.lines) == 1:
                raise
            for line in chunk.lines:
                self.tally.line = line.number
                self._put(Chunk([line], chunk.refused))

    def _put(self, chunk: Chunk) -> None:
        there = dict(self._there(chunk.lines)) if self._look_first else {}
        made = self._create([line for line in chunk.lines if line.task_id not in there], chunk, there)
        self._look_first = len(there) == len(chunk.lines)
        self.tally.added += len(made)
        self.tally.already_there += len(there)
        done = [line for line in chunk.lines if line.entry.done and line.number not in chunk.refused]
        # An earlier import may have ended between its two calls; a task that anyone has changed since stays so.
        done = [line for line in done if line.task_id not in there or _is_untouched(there[line.task_id])]
        if done:
            requests = [CompleteTaskRequest(name=self._name(line)) for line in done]
            self._api.batch_complete_tasks(self._parent, requests)

    def _create(self, lines: Sequence[Line], chunk: Chunk, there: dict[str, Task]) -> Sequence[Line]:
        """Makes what can be made. What is there already goes to `there`, what is refused to the chunk."""
        while lines:
            requests = [CreateTaskRequest(task=line.entry.task, task_id=line.task_id) for line in lines]
            try:
                self._api.batch_create_tasks(self._parent, requests)
                return lines
            except grpc.RpcError as error:
                problem = batch_problem_of(error)
                if problem.reason == "TASK_EXISTS":
                    there |= self._there(lines)
                elif problem.code in _OF_THE_LINE and problem.refused:
                    chunk.refused |= {lines[index].number: reason for index, reason in problem.refused.items()}
                else:
                    raise
            lines = [line for line in lines if line.task_id not in there and line.number not in chunk.refused]
        return lines

    def _there(self, lines: Sequence[Line]) -> Mapping[str, Task]:
        """By their ids, the tasks that are there."""
        names = [self._name(line) for line in lines]
        while names:
            try:
                return {task.name.rpartition("/")[2]: task for task in self._api.batch_get_tasks(self._parent, names)}
            except grpc.RpcError as error:
                problem = batch_problem_of(error)
                out = {*problem.missing, *problem.refused}
                if not out:
                    raise
                names = [name for index, name in enumerate(names) if index not in out]
        return {}

    def _name(self, line: Line) -> str:
        return f"{self._parent}/tasks/{line.task_id}"


def _is_untouched(task: Task) -> bool:
    return task.state == Task.STATE_ACTIVE and task.update_time == task.create_time
