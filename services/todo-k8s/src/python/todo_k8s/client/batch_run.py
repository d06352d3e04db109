"""Carries out the operations of a file, as many in one call as go together."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import grpc
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import CompleteTaskRequest, CreateTaskRequest, DeleteTaskRequest, UpdateTaskRequest

from todo_k8s.client import exit_codes
from todo_k8s.client.api import Api
from todo_k8s.client.batch_file import Operation, groups
from todo_k8s.client.batch_problem import batch_problem_of
from todo_k8s.client.failure import Failure
from todo_k8s.client.references import short
from todo_k8s.client.rpc_error import problem_of, status_of

Request = TypeVar("Request")

_WORDS = {"create": "Added", "update": "Changed", "complete": "Done", "delete": "Deleted"}


class BatchRun:
    """`done` are the tasks as they are by then, `sentences` what was done to them."""

    def __init__(self, api: Api, file: str) -> None:
        self.done: list[Task] = []
        self.sentences: list[str] = []
        self._api = api
        self._file = file

    def run(self, found: Sequence[Operation]) -> None:
        """Raises Failure with the line that was refused: those before its call are done, the others are not."""
        for group in groups(found):
            try:
                tasks = self._call(group)
            except grpc.RpcError as error:
                raise self._failure(error, group, found) from None
            self.done += tasks
            word = _WORDS[group[0].kind]
            self.sentences += (f"{word} {short(task.name)}: {task.title}" for task in tasks)

    def _call(self, group: Sequence[Operation]) -> Sequence[Task]:
        parent = group[0].parent
        match group[0].request:
            case CreateTaskRequest():
                return self._api.batch_create_tasks(parent, _requests(group, CreateTaskRequest))
            case UpdateTaskRequest():
                return self._api.batch_update_tasks(parent, _requests(group, UpdateTaskRequest))
            case CompleteTaskRequest():
                return self._api.batch_complete_tasks(parent, _requests(group, CompleteTaskRequest))
            case DeleteTaskRequest():
                return self._api.batch_delete_tasks(parent, _requests(group, DeleteTaskRequest))

    def _failure(self, error: grpc.RpcError, group: Sequence[Operation], found: Sequence[Operation]) -> Failure:
        problem = problem_of(error)
        refused = batch_problem_of(error).refused or {0: problem.sentence}
        violations = [(f"{self._file}:{group[index].number}", why) for index, why in sorted(refused.items())]
        first, last = group[0].number, found[-1].number
        message = "; ".join(f"{place}: {why}" for place, why in violations)
        left = f"lines {first} to {last} are not" if last > first else f"line {first} is not"
        counts = f"{len(self.done):,} of {len(found):,} operations are done, {left}; go on with --from {first}"
        metadata = {"done": str(len(self.done)), "from": str(first)}
        exit_code = exit_codes.BY_STATUS.get(problem.code, exit_codes.SERVER)
        reason = problem.reason or problem.code
        return Failure(f"{message}. {counts}", exit_code, reason, metadata, tuple(violations), status_of(error))


def _requests(group: Iterable[Operation], kind: type[Request]) -> list[Request]:
    return [operation.request for operation in group if isinstance(operation.request, kind)]
