"""Puts the lines of a file into a list, so that doing it again adds nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import grpc
from google.protobuf.field_mask_pb2 import FieldMask
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import CompleteTaskRequest, CreateTaskRequest, UpdateTaskRequest

from todo_k8s.client.api import Api
from todo_k8s.client.batch_calls import MOST, MOST_BYTES
from todo_k8s.client.batch_problem import batch_problem_of
from todo_k8s.client.entry import Entry
from todo_k8s.client.import_chunk import Chunk, bytes_of, chunks_of
from todo_k8s.client.import_families import Line
from todo_k8s.client.rpc_error import problem_of
from todo_k8s.client.todotxt.line import LineError

# The line's own fault: the next one can still be good.
_OF_THE_LINE = ("INVALID_ARGUMENT", "OUT_OF_RANGE")
_OF_ITS_PARENT = (
    *("TASK_NOT_FOUND", "PARENT_DELETED", "PARENT_NOT_ACTIVE", "PARENT_RECURS"),
    *("TOO_DEEP", "TOO_MANY_SUBTASKS"),
)

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
        self._done: list[_Done] = []
        """Lines to complete once all that is below them is there: a completed task takes no subtasks."""
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
            for line, is_whole in _one_by_one(chunk):
                self.tally.line = line.number
                self._put(Chunk([line], chunk.refused, is_whole))

    def _put(self, chunk: Chunk) -> None:
        there = dict(self._there(chunk.lines)) if self._look_first else {}
        made = self._create([line for line in chunk.lines if line.task_id not in there], chunk, there)
        self._look_first = len(there) == len(chunk.lines)
        self.tally.added += len(made)
        self.tally.already_there += len(there)
        done = (line for line in chunk.lines if line.entry.done and line.number not in chunk.refused)
        self._done += (_Done(line, there.get(line.task_id)) for line in done)
        if chunk.is_whole:
            self._complete()

    def _complete(self) -> None:
        """An earlier import may have ended between its calls; a task that anyone has changed since stays so."""
        done, self._done = self._done, []
        # Subtasks first: those of a task that is completed must be.
        for lines in _fitting([each.line for each in reversed(done) if each.is_to_complete]):
            requests = [CompleteTaskRequest(name=self._name(line)) for line in lines]
            self._api.batch_complete_tasks(self._parent, requests)
        for lines in _fitting([each.line for each in done if each.is_to_recur]):
            self._api.batch_update_tasks(self._parent, map(self._recurring, lines))

    def _recurring(self, line: Line) -> UpdateTaskRequest:
        task = Task(name=self._name(line), recurrence=line.entry.recurred)
        return UpdateTaskRequest(task=task, update_mask=FieldMask(paths=["recurrence"]))

    def _create(self, lines: Sequence[Line], chunk: Chunk, there: dict[str, Task]) -> Sequence[Line]:
        """Makes what can be made. What is there already goes to `there`, what is refused to the chunk."""
        while lines:
            try:
                self._api.batch_create_tasks(self._parent, map(self._creation, lines))
                return lines
            except grpc.RpcError as error:
                problem = batch_problem_of(error)
                if problem.reason == "TASK_EXISTS":
                    there |= self._there(lines)
                elif problem.refused and (problem.code in _OF_THE_LINE or problem.reason in _OF_ITS_PARENT):
                    chunk.refused |= {lines[index].number: reason for index, reason in problem.refused.items()}
                else:
                    raise
            lines = [line for line in lines if line.task_id not in there and line.number not in chunk.refused]
        return lines

    def _creation(self, line: Line) -> CreateTaskRequest:
        request = CreateTaskRequest(task=line.entry.task, task_id=line.task_id)
        if line.entry.parent_id:
            request.task.parent_task = f"{self._parent}/tasks/{line.entry.parent_id}"
        return request

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


@dataclass(frozen=True, slots=True)
class _Done:
    """A line whose task is to be a completed one; `there` is the task that was there already."""

    line: Line
    there: Task | None

    @property
    def is_to_complete(self) -> bool:
        task = self.there
        return task is None or (task.state == Task.STATE_ACTIVE and task.update_time == task.create_time)

    @property
    def is_to_recur(self) -> bool:
        """Which it can once it is completed: before, that would take it to its next occurrence only."""
        task = self.there
        is_untouched = task is None or self.is_to_complete or task.update_time == task.complete_time
        return bool(self.line.entry.recurred) and is_untouched


def _one_by_one(chunk: Chunk) -> Iterator[tuple[Line, bool]]:
    """Each with whether all that stands below it, or what is above it, has come with it."""
    ids = {line.task_id for line in chunk.lines}
    following = [line.entry.parent_id in ids for line in chunk.lines[1:]]
    is_last_whole = [not is_below for is_below in following] + [chunk.is_whole]
    return zip(chunk.lines, is_last_whole, strict=True)


def _fitting(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """As many together, in their order, as one call takes."""
    first = 0
    for end in range(1, len(lines) + 1):
        fits = end < len(lines) and end - first < MOST and bytes_of(lines[first : end + 1]) <= MOST_BYTES
        if not fits:
            yield lines[first:end]
            first = end
