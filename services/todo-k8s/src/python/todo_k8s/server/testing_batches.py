"""Batches in the random histories: each is what its requests are one by one, all of them or none."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import Any, TypeAlias
from uuid import UUID

import grpc
from google.rpc.error_details_pb2 import BadRequest
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    TASK_VIEW_FULL,
    BatchCompleteTasksRequest,
    BatchCreateTasksRequest,
    BatchDeleteTasksRequest,
    BatchGetTasksRequest,
    BatchUpdateTasksRequest,
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
    GetTaskRequest,
    ListTasksRequest,
    UpdateTaskRequest,
)

from grpc_service.testing import failure
from todo_k8s.server.testing import Client
from todo_k8s.server.testing_mutations import Mutation, name_of, parent_of, with_etag
from todo_k8s.server.testing_oracle import FORBIDDEN, REMEMBERED, Made, Oracle
from todo_k8s.server.testing_refusals import Refusal, not_now
from todo_k8s.server.testing_requests import HOME, WORK, any_task, creation_of, update_of
from todo_k8s.server.testing_wrong_fields import comparable, wrong_fields, wrong_name

BatchRequest: TypeAlias = (
    BatchCreateTasksRequest | BatchUpdateTasksRequest | BatchDeleteTasksRequest | BatchCompleteTasksRequest
)
Wrong: TypeAlias = frozenset[tuple[int, str]]

MOST = 20


@dataclass(frozen=True)
class Batch:
    """`etags` tell those of the requests, as `Change.etag` does; `again` repeats the batch before this one first."""

    request: BatchRequest
    etags: Sequence[str]
    id: str
    again: bool


def batch(chance: Random) -> Batch:
    parent = chance.choices((HOME, WORK, "taskLists/-"), (40, 5, 1))[0]
    count = chance.choices((1, 2, 3, 4, 0, MOST + 1), (8, 16, 12, 8, 1, 1))[0]
    request = chance.choice((_creations, _updates, _completions, _deletions))(chance, parent, count)
    request.validate_only = chance.random() < 0.1
    for part in request.requests:
        if chance.random() < 0.02:
            part.request_id, part.validate_only = str(UUID(int=1, version=4)), True
    etags = [chance.choices(("", "right", "odd"), (12, 6, 1))[0] for _ in request.requests]
    return Batch(request, etags, chance.choices(("new", "", "odd"), (8, 2, 1))[0], chance.random() < 0.3)


def _creations(chance: Random, parent: str, count: int) -> BatchCreateTasksRequest:
    parts = [creation_of(chance, chance.choices(("", parent, WORK), (20, 10, 1))[0]) for _ in range(count)]
    for part in parts:
        if part.HasField("task"):
            # Subtasks of what the same batch makes are tested beside the domain.
            part.task.parent_task = ""
        if chance.random() < 0.8:
            part.task_id = ""
    return BatchCreateTasksRequest(parent=parent, requests=parts)


def _updates(chance: Random, parent: str, count: int) -> BatchUpdateTasksRequest:
    parts = [update_of(chance, name) for name in _names(chance, parent, count)]
    return BatchUpdateTasksRequest(parent=parent, requests=parts)


def _completions(chance: Random, parent: str, count: int) -> BatchCompleteTasksRequest:
    parts = [CompleteTaskRequest(name=name, subtasks=chance.random() < 0.5) for name in _names(chance, parent, count)]
    return BatchCompleteTasksRequest(parent=parent, requests=parts)


def _deletions(chance: Random, parent: str, count: int) -> BatchDeleteTasksRequest:
    parts = [DeleteTaskRequest(name=name, force=chance.random() < 0.5) for name in _names(chance, parent, count)]
    return BatchDeleteTasksRequest(parent=parent, requests=parts)


def _names(chance: Random, parent: str, count: int) -> list[str]:
    """Most of them of the list, and each once."""
    names = [f"{parent}/tasks/{id}" for id in chance.sample(["a", "b", "c", "d", "e", "water"], min(count, 6))]
    names += [any_task(chance) for _ in range(count - len(names))]
    if names and chance.random() < 0.1:
        names[-1] = any_task(chance)
    return names


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
        parts = [_whole(part, request) for part in request.requests]
        allowed = list(self._against(request))
        then = deepcopy(self.oracle)
        made: list[Task] = []
        number = next(self.oracle._numbers)
        for index, part in enumerate(() if allowed else parts):
            if refusals := list(then._against(part)):
                allowed = [_at(index, refusal) for refusal in refusals]
                break
            made.append(self._carry_out(then, part, number))
        answer = await self._answer(request)
        if allowed:
            assert answer in allowed, f"{request} is answered with {answer} instead of {allowed}"
            return
        assert not isinstance(answer, tuple), f"{request} is refused with {answer}"
        before = self.oracle.active(request.parent)
        known = {task.name: deepcopy(task) for task in self.oracle.tasks_of(request.parent)}
        for part, wanted, task in zip(parts, made, answer.tasks, strict=True):
            # What came later in the batch can have changed its counts.
            self.oracle.settle(part, Made(then.task_at(wanted.name) or wanted), task)
        if not request.validate_only:
            await self._settle_occurrences(known, answer.tasks)
            await self._settle(request, list(answer.tasks), then, before)

    def _carry_out(self, then: Oracle, part: Mutation, number: int) -> Task:
        """Makes of the oracle what it is behind the request. `number` is that of the batch: trees that it deletes come
        back together where one is below the other."""
        made = then._made(part)
        assert isinstance(made, Task)
        others = list(then._others(part, made))
        if isinstance(part, CreateTaskRequest):
            return made
        gone = [task for task in (made, *others) if task.HasField("delete_time")]
        if len(gone) == 1:
            number = next(self.oracle._numbers)
        for task in (made, *others):
            then._tasks[task.name] = task
        then._deletions |= {task.uid: number for task in gone if isinstance(part, DeleteTaskRequest)}
        return made

    async def _settle_occurrences(self, before: Mapping[str, Task], tasks: Sequence[Task]) -> None:
        for task in tasks:
            known = before.get(task.name)
            if known and known.last_occurrence != task.last_occurrence:
                done = await self.client.tasks.GetTask(GetTaskRequest(name=task.last_occurrence))
                self.oracle.settle_occurrence(known, done)

    async def _settle(self, request: BatchRequest, tasks: Sequence[Task], then: Oracle, before: Sequence[Task]) -> None:
        """Takes over what else was changed, and remembers the call as one."""
        names = [task.name for task in tasks]
        for name, wanted in then._tasks.items():
            if name not in names and wanted != self.oracle._tasks[name]:
                actual = await self.client.tasks.GetTask(GetTaskRequest(name=name))
                self.oracle.settle_other(wanted, actual, tasks[0])
        self.oracle._deletions |= then._deletions
        calls = self.oracle.calls[request.parent]
        calls[-len(tasks) :] = [(type(request).__name__.removesuffix("Request"), request.request_id)]
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
        assert list(answer.tasks) == [self.oracle.task_at(name) for name in done.names]

    async def _look(self, request: BatchRequest, names: Sequence[str], before: Sequence[Task]) -> None:
        """At the list's active tasks, and at those of the batch, read together."""
        everywhere = f"{request.parent}/tasks/-"
        listing = ListTasksRequest(parent=request.parent, parent_task=everywhere, page_size=500, view=TASK_VIEW_FULL)
        after = list((await self.client.tasks.ListTasks(listing)).tasks)
        assert after == self.oracle.active(request.parent)
        if isinstance(request, BatchCreateTasksRequest):
            top = [task.name for task in before if not task.parent_task]
            assert [task.name for task in after if not task.parent_task] == [*top, *names], "new tasks come last"
        read = await self.client.tasks.BatchGetTasks(BatchGetTasksRequest(parent=request.parent, names=names[::-1]))
        assert list(read.tasks) == [self.oracle.task_at(name) for name in names[::-1]]

    def _against(self, request: BatchRequest) -> Iterator[tuple[Refusal, int | None, Wrong]]:
        """What is said against it as a whole: the refusals that will do, each with the index that it tells, and the
        fields of requests that are wrong."""
        if wrong_name(request.parent, is_task=False):
            yield Refusal("INVALID_ARGUMENT", "INVALID_FIELD", frozenset({"parent"})), None, frozenset()
            return
        whole, wrong = _wrong(request)
        if whole or wrong:
            index = min((index for index, _ in wrong), default=None)
            yield Refusal("INVALID_ARGUMENT", "INVALID_FIELD", whole), index, wrong
        elif self.oracle.list_at(request.parent) is None:
            yield FORBIDDEN, None, frozenset()
        elif self.oracle._lists[request.parent].HasField("delete_time"):
            yield not_now("TASK_LIST_DELETED"), None, frozenset()

    async def _answer(self, request: BatchRequest) -> Any:
        """The response; or the refusal, the index that it tells, and the wrong fields of requests."""
        call = getattr(self.client.tasks, type(request).__name__.removesuffix("Request"))(request)
        if await call.code() is grpc.StatusCode.OK:
            return await call
        failed = await failure(call)
        bad = BadRequest()
        for detail in failed.status.details:
            detail.Unpack(bad)
        whole, wrong = _parted([violation.field for violation in bad.field_violations])
        index = int(failed.info.metadata["index"]) if "index" in failed.info.metadata else None
        return Refusal(failed.code.name, failed.info.reason, whole), index, wrong


def _at(index: int, refusal: Refusal) -> tuple[Refusal, int, Wrong]:
    """As the batch tells what the request alone is told."""
    wrong = frozenset((index, field) for field in refusal.fields)
    return replace(refusal, fields=frozenset()), index, wrong


def _whole(part: Any, request: BatchRequest) -> Any:
    """As the request for one task."""
    whole = deepcopy(part)
    if isinstance(whole, CreateTaskRequest):
        whole.parent = whole.parent or request.parent
    whole.validate_only = request.validate_only
    return whole


def _wrong(request: BatchRequest) -> tuple[frozenset[str], Wrong]:
    """The fields of the whole, and those of its requests, that are wrong in themselves."""
    whole = {"request_id"} if request.request_id == "no-uuid" else set()
    parts = [_whole(part, request) for part in request.requests]
    if not 1 <= len(parts) <= MOST:
        return frozenset({"requests", *whole}), frozenset()
    wrong: set[tuple[int, str]] = set()
    seen: set[str] = set()
    for index, (part, whole_part) in enumerate(zip(request.requests, parts, strict=True)):
        own = wrong_fields(whole_part) - {"request_id"}
        list_field, task_field = _naming(whole_part)
        name = name_of(whole_part)
        if not {list_field, task_field} & own:
            if parent_of(name) != request.parent:
                own |= {list_field}
            elif not name.endswith("/"):
                own |= {task_field} if name in seen else set()
                seen.add(name)
        own |= {name for name in ("request_id", "validate_only") if getattr(part, name)}
        wrong |= {(index, name) for name in comparable(own)}
    return frozenset(whole), frozenset(wrong)


def _naming(part: Mutation) -> tuple[str, str]:
    """The fields that say which list, and which task."""
    match part:
        case CreateTaskRequest():
            return "parent", "task_id"
        case UpdateTaskRequest():
            return "task.name", "task.name"
    return "name", "name"


def _parted(fields: Sequence[str]) -> tuple[frozenset[str], Wrong]:
    whole: set[str] = set()
    by_part: dict[int, set[str]] = {}
    for path in fields:
        first, _, rest = path.partition("].")
        if not rest:
            whole.add(path)
            continue
        # `task.labels[0]` and `task.due.date` are told as the field of the task.
        name = ".".join(rest.partition("[")[0].split(".")[:2])
        by_part.setdefault(int(first.removeprefix("requests[")), set()).add(name)
    return frozenset(whole), frozenset((index, name) for index, own in by_part.items() for name in comparable(own))
