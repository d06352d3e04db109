"""Plays the batches of a history: each is what its requests are one by one, all of them or none."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import grpc
from google.rpc.error_details_pb2 import BadRequest
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    BatchCreateTasksRequest,
    BatchGetTasksRequest,
    CompleteTaskRequest,
    DeleteTaskRequest,
    GetTaskRequest,
)

from grpc_service.testing import failure
from todo_k8s.server.testing import Client
from todo_k8s.server.testing_asking import active_tasks, refusal_of
from todo_k8s.server.testing_batch_rules import (
    alone,
    missing_of,
    parted,
    refusal_at,
    refusals_of_reading,
    refusals_of_whole,
)
from todo_k8s.server.testing_batches import Batch, BatchRequest, Read
from todo_k8s.server.testing_expecting import Made, made_of, others_of
from todo_k8s.server.testing_mutations import Mutation, name_of, with_etag
from todo_k8s.server.testing_oracle import Call, Oracle
from todo_k8s.server.testing_refusals import FORBIDDEN
from todo_k8s.server.testing_rules import refusals_of
from todo_k8s.server.testing_settling import REMEMBERED, settle, settle_occurrence, settle_other

UNNAMED = "?"
"""In the name of a task that the server is to name."""


@dataclass
class Done:
    """A batch that was carried out under an id."""

    request: BatchRequest
    names: Sequence[str]
    when: datetime


@dataclass
class BatchPlayer:
    client: Client
    oracle: Oracle
    count: int = 0
    done: list[Done] = field(default_factory=list)

    async def play(self, step: Batch) -> None:
        if step.again and self.done:
            await self._repeat(self.done[-1])
        self.count += 1
        request = deepcopy(step.request)
        request.request_id = {"": "", "odd": "no-uuid"}.get(step.id, str(UUID(int=10**9 + self.count, version=4)))
        parts: Sequence[Any] = request.requests
        for part, word in zip(parts, step.etags, strict=True):
            part.CopyFrom(with_etag(part, self._etag(part, word)))
            task = self.oracle.task_at(name_of(part))
            if isinstance(part, CompleteTaskRequest) and task and task.HasField("recurrence"):
                part.occurrence.CopyFrom(task.due)
        await self._send(request)

    def _etag(self, part: Mutation, word: str) -> str:
        task = self.oracle.task_at(name_of(part))
        return (task.etag if task else '"odd"') if word == "right" else {"": "", "odd": '"odd"'}[word]

    async def _send(self, request: BatchRequest) -> None:
        parts = [alone(part, request) for part in request.requests]
        allowed = list(refusals_of_whole(self.oracle, request))
        then = deepcopy(self.oracle)
        made: list[Task] = []
        number = next(self.oracle.numbers)
        for index, part in enumerate(() if allowed else parts):
            if refusals := list(refusals_of(then, part)):
                allowed = [refusal_at(index, refusal) for refusal in refusals]
                break
            made.append(self._carry_out(then, part, index, number))
        answer = await self._answer(request)
        if allowed:
            assert answer in allowed, f"{request} is answered with {answer} instead of {allowed}"
            return
        assert not isinstance(answer, tuple), f"{request} is refused with {answer}"
        before = self.oracle.active(request.parent)
        known = {task.name: deepcopy(task) for task in self.oracle.tasks_of(request.parent)}
        for part, wanted, task in zip(parts, made, answer.tasks, strict=True):
            settle(self.oracle, part, Made(_at_the_end(then, wanted)), task)
        if not request.validate_only:
            await self._settle_occurrences(known, answer.tasks)
            await self._settle(request, list(answer.tasks), then, before)

    def _carry_out(self, then: Oracle, part: Mutation, index: int, number: int) -> Task:
        """Makes of the oracle what it is behind the request. `number` is that of the batch: what it deletes comes back
        together where one is below the other."""
        made = made_of(then, part)
        assert isinstance(made, Task)
        if made.name.endswith("/"):
            made.name += f"{UNNAMED}{index}"
        others = list(others_of(then, part, made))
        gone = [task for task in (made, *others) if task.HasField("delete_time")]
        for task in (made, *others):
            then.kept_tasks[task.name] = task
        then.deletions |= {task.uid: number for task in gone if isinstance(part, DeleteTaskRequest)}
        return made

    async def _settle_occurrences(self, before: Mapping[str, Task], tasks: Sequence[Task]) -> None:
        for task in tasks:
            known = before.get(task.name)
            if known and known.last_occurrence != task.last_occurrence:
                done = await self.client.tasks.GetTask(GetTaskRequest(name=task.last_occurrence))
                settle_occurrence(self.oracle, known, done)

    async def _settle(self, request: BatchRequest, tasks: Sequence[Task], then: Oracle, before: Sequence[Task]) -> None:
        """Takes over what else was changed, and remembers the call as one."""
        names = [task.name for task in tasks]
        for name, wanted in then.kept_tasks.items():
            known = self.oracle.kept_tasks.get(name)
            # A completed occurrence can have come where a deleted one stood.
            if known and known.uid == wanted.uid and name not in names and wanted != known:
                actual = await self.client.tasks.GetTask(GetTaskRequest(name=name))
                settle_other(self.oracle, wanted, actual, tasks[0])
        self.oracle.deletions |= then.deletions
        calls = self.oracle.calls[request.parent]
        progress = {name: far for call in calls[-len(tasks) :] for name, far in call.progress.items()}
        method = type(request).__name__.removesuffix("Request")
        calls[-len(tasks) :] = [Call(method, request.request_id, progress=progress)]
        if request.request_id:
            self.done.append(Done(request, names, self.oracle.now))
        await self._look(request, names, before)

    async def _repeat(self, done: Done) -> None:
        if done.when + REMEMBERED <= self.oracle.now:
            return
        answer = await self._answer(done.request)
        if self.oracle.list_at(done.request.parent) is None:
            assert answer == (FORBIDDEN, None, frozenset())
            return
        if refusals := list(missing_of(self.oracle, done.names)):
            assert answer in refusals
            return
        assert list(answer.tasks) == [self.oracle.task_at(name) for name in done.names]

    async def _look(self, request: BatchRequest, names: Sequence[str], before: Sequence[Task]) -> None:
        """At the list's active tasks, and at those of the batch, read together."""
        after = await active_tasks(self.client, request.parent)
        assert after == self.oracle.active(request.parent)
        if isinstance(request, BatchCreateTasksRequest):
            new = list(filter(None, map(self.oracle.task_at, names)))
            for parent in {task.parent_task for task in new}:
                siblings = [task.name for task in (*before, *new) if task.parent_task == parent]
                assert [task.name for task in after if task.parent_task == parent] == siblings, "new tasks come last"
        read = await self.client.tasks.BatchGetTasks(BatchGetTasksRequest(parent=request.parent, names=names[::-1]))
        assert list(read.tasks) == [self.oracle.task_at(name) for name in names[::-1]]

    async def read(self, step: Read) -> None:
        request = BatchGetTasksRequest(parent=step.parent, names=step.names)
        answer = await self._answer(request)
        if allowed := list(refusals_of_reading(self.oracle, request)):
            assert answer in allowed, f"{request} is answered with {answer} instead of {allowed}"
            return
        assert list(answer.tasks) == [self.oracle.task_at(name) for name in request.names]

    async def _answer(self, request: BatchRequest | BatchGetTasksRequest) -> Any:
        """The response; or the refusal, the index that it tells, and the wrong fields of requests."""
        call = getattr(self.client.tasks, type(request).__name__.removesuffix("Request"))(request)
        if await call.code() is grpc.StatusCode.OK:
            return await call
        failed = await failure(call)
        bad = BadRequest()
        for detail in failed.status.details:
            detail.Unpack(bad)
        whole, wrong = parted([violation.field for violation in bad.field_violations])
        index = int(failed.info.metadata["index"]) if "index" in failed.info.metadata else None
        return replace(refusal_of(failed), fields=whole), index, wrong


def _at_the_end(then: Oracle, made: Task) -> Task:
    """What came later in the batch can have changed its counts."""
    task = deepcopy(then.task_at(made.name)) or made
    task.name = task.name.partition(UNNAMED)[0]
    return task
