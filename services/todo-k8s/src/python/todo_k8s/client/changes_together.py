"""Changes of several tasks: those of one list go in one call, of up to 20, in which all are changed or none."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import grpc
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import CompleteTaskRequest, DeleteTaskRequest

from todo_k8s.client import exit_codes
from todo_k8s.client.api import Api
from todo_k8s.client.batch_calls import MOST
from todo_k8s.client.batch_problem import batch_problem_of
from todo_k8s.client.changes import (
    Change,
    change_each,
    completion,
    deletion,
    is_deleted,
    is_done,
    occurrence_of,
    sentence,
    show_changed,
)
from todo_k8s.client.failure import Failure
from todo_k8s.client.named_tasks import list_of
from todo_k8s.client.references import short
from todo_k8s.client.rpc_error import problem_of, status_of

Send = Callable[[Api, str, Sequence[Task]], Sequence[Task]]

_ALREADY = ("TASK_NOT_ACTIVE", "OCCURRENCE_NOT_CURRENT", "TASK_DELETED")


@dataclass(frozen=True, slots=True)
class Kind:
    word: str
    alone: Change
    """Of one task."""
    send: Send
    """Of tasks of one list, in one call."""
    is_over: Callable[[Task], bool]
    """Whether it was done to the task already."""
    along: bool
    """Whether the tasks below go along."""


def completions(*, along: bool) -> Kind:
    def send(api: Api, parent: str, tasks: Sequence[Task]) -> Sequence[Task]:
        requests = (
            CompleteTaskRequest(name=task.name, subtasks=along, occurrence=occurrence_of(task)) for task in tasks
        )
        return api.batch_complete_tasks(parent, requests)

    return Kind("Done", completion(along=along), send, is_done, along)


def deletions(*, along: bool) -> Kind:
    def send(api: Api, parent: str, tasks: Sequence[Task]) -> Sequence[Task]:
        return api.batch_delete_tasks(parent, (DeleteTaskRequest(name=task.name, force=along) for task in tasks))

    return Kind("Deleted", deletion(along=along), send, is_deleted, along)


def change_together(api: Api, output: str, tasks: Sequence[Task], kind: Kind) -> None:
    """Shows those that were changed, in the order given, also where a call failed.

    Raises Failure that names the task for which a call was refused.
    """
    if len(tasks) == 1:
        return change_each(api, output, tasks, kind.alone)
    run = _Run(api, kind, len(tasks))
    try:
        for parent, group in _groups(tasks, kind):
            run.change(parent, group)
        run.look_at(tasks)
    finally:
        show_changed(output, [run.changed[task.name] for task in tasks if task.name in run.changed])


def _groups(tasks: Sequence[Task], kind: Kind) -> Iterable[tuple[str, list[Task]]]:
    """By list, subtasks before the task that they stand under; those that go along with it anyway are left out."""
    given = {task.name for task in tasks}
    to_change = [task for task in tasks if not (kind.is_over(task) or (kind.along and task.parent_task in given))]
    of_lists: dict[str, list[Task]] = defaultdict(list)
    for task in sorted(to_change, key=lambda task: -_height(task, {each.name: each for each in tasks})):
        of_lists[list_of(task.name)].append(task)
    for parent, found in of_lists.items():
        yield from ((parent, found[first : first + MOST]) for first in range(0, len(found), MOST))


def _height(task: Task, given: dict[str, Task]) -> int:
    """How many tasks are known to be above it."""
    parent = given.get(task.parent_task)
    return 1 + _height(parent, given) if parent else int(bool(task.parent_task))


class _Run:
    def __init__(self, api: Api, kind: Kind, of: int) -> None:
        self.changed: dict[str, tuple[Task, str]] = {}
        """With a sentence for each, by name."""
        self._api = api
        self._kind = kind
        self._of = of

    def change(self, parent: str, tasks: Sequence[Task]) -> None:
        try:
            changed = self._kind.send(self._api, parent, tasks)
        except grpc.RpcError as error:
            if problem_of(error).reason == "CHANGE_TOO_LARGE" and len(tasks) > 1:
                half = len(tasks) // 2
                self.change(parent, tasks[:half])
                self.change(parent, tasks[half:])
                return
            refused = batch_problem_of(error).refused
            if not refused:
                raise
            if not self._was_quicker(error, [tasks[index] for index in refused]):
                raise self._failure(error, tasks) from None
            if left := [task for index, task in enumerate(tasks) if index not in refused]:
                self.change(parent, left)
            return
        self.changed |= {task.name: (task, sentence(self._kind.word, task)) for task in changed}

    def look_at(self, tasks: Sequence[Task]) -> None:
        """Those that need no call of their own: it was so already, or they went along with another."""
        for task in tasks:
            if task.name not in self.changed:
                over = self._kind.is_over(task)
                word = f"Already {self._kind.word.lower()}" if over else self._kind.word
                now = task if over else self._api.get_task(task.name)
                self.changed[task.name] = now, sentence(word, now)

    def _was_quicker(self, error: grpc.RpcError, refused: Sequence[Task]) -> bool:
        """Whether someone else has made these changes a moment ago, of which is told then."""
        reason = problem_of(error).reason
        if reason not in _ALREADY:
            return False
        now = [self._api.get_task(task.name) for task in refused]
        if reason != "OCCURRENCE_NOT_CURRENT" and not all(map(self._kind.is_over, now)):
            return False
        self.changed |= {task.name: (task, sentence(f"Already {self._kind.word.lower()}", task)) for task in now}
        return True

    def _failure(self, error: grpc.RpcError, tasks: Sequence[Task]) -> Failure:
        problem, refused = problem_of(error), batch_problem_of(error).refused
        violations = tuple((short(tasks[index].name), why) for index, why in sorted(refused.items()))
        told = [f"{short(tasks[index].name)} ({tasks[index].title}): {why}" for index, why in sorted(refused.items())]
        counts = f"{len(self.changed):,} of {self._of:,} tasks are {self._kind.word.lower()}, the others are not"
        exit_code = exit_codes.BY_STATUS.get(problem.code, exit_codes.SERVER)
        message = f"{'; '.join(told) or problem.sentence}. {counts}"
        reason = problem.reason or problem.code
        return Failure(message, exit_code, reason, violations=violations, status=status_of(error))
