"""Plays a random history on the service and on the oracle, and compares whole answers."""

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeAlias
from uuid import UUID

import grpc
from google.rpc.error_details_pb2 import BadRequest
from todo.v1.event_service_pb2 import UndoEventRequest
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import (
    CreateTaskListRequest,
    DeleteTaskListRequest,
    GetTaskListRequest,
    ListTaskListsRequest,
    UndeleteTaskListRequest,
)
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    TASK_VIEW_FULL,
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
    GetTaskRequest,
    ListTasksRequest,
    ReopenTaskRequest,
    SkipOccurrenceRequest,
    UndeleteTaskRequest,
)

from grpc_service.testing import Failure, failure
from todo_k8s.server.testing import Client
from todo_k8s.server.testing_batches import Batch, BatchPlayer
from todo_k8s.server.testing_history import compare_calls, events_of, is_complete, replayed, without_what_is_not_told
from todo_k8s.server.testing_mutations import Mutation, name_of, parent_of, with_etag
from todo_k8s.server.testing_oracle import FORBIDDEN, Made, Oracle
from todo_k8s.server.testing_recurrence import ODD_OCCURRENCES, is_of_a_series
from todo_k8s.server.testing_refusals import TASK_NOT_FOUND, Refusal
from todo_k8s.server.testing_requests import FIRST_TASKS, GARDEN, HOME, WORK
from todo_k8s.server.testing_steps import Again, Change, Look, Open, Step, TakeBack, Turn, Undo, Wait, WaitFor
from todo_k8s.server.testing_undo import check_undo, expected_undo, fresh
from todo_k8s.server.testing_walk import ALL_LISTS, ListRequest, Walk, walk_of
from todo_k8s.server.testing_wrong_fields import comparable, wrong_name

PAGE_TOKEN_INVALID = Refusal("INVALID_ARGUMENT", "PAGE_TOKEN_INVALID", frozenset({"page_token"}))

GetRequest: TypeAlias = GetTaskRequest | GetTaskListRequest


@dataclass
class Turning:
    """A walk, and the token of its next page."""

    walk: Walk
    token: str


@dataclass
class Player:
    client: Client
    oracle: Oracle
    sent: list[Mutation] = field(default_factory=list)
    open: list[Turning] = field(default_factory=list)
    undone: int = 0

    def __post_init__(self) -> None:
        self.batches = BatchPlayer(self.client, self.oracle)

    async def play(self, history: Sequence[Step]) -> None:
        for name in (HOME, WORK):
            id = name.removeprefix("taskLists/")
            await self._change(CreateTaskListRequest(task_list=TaskList(title="home"), task_list_id=id))
        for name, task in FIRST_TASKS.items():
            await self._change(CreateTaskRequest(parent=parent_of(name), task=task, task_id=name.rpartition("/")[2]))
        await self._change(CompleteTaskRequest(name=name))
        for step in history:
            await self._step(step)
        await self._look_at_everything()
        while self.open:
            await self._turn(self.open[0], 3)
        for parent in self.oracle.lists():
            await self._look_at_history(parent.name)

    async def _step(self, step: Step) -> None:
        match step:
            case Batch():
                await self.batches.play(step)
            case Change():
                await self._change(self._resolved(step))
            case Again():
                if request := self._back(step.back):
                    again = deepcopy(request)
                    again.request_id = request.request_id.upper() if step.capitals else request.request_id
                    await self._change(again)
            case Undo():
                opposites = [opposite for sent in reversed(self.sent) if (opposite := _opposite(sent))]
                for opposite in opposites[step.back :][:1]:
                    await self._change(opposite)
            case TakeBack():
                await self._take_back(step)
            case Wait():
                self.oracle.now += timedelta(seconds=step.seconds)
            case WaitFor():
                await self._wait_for(step)
            case Look():
                await self._look(step.name)
            case Open():
                await self._open(step.request, step.size)
            case Turn():
                if self.open:
                    turning = self.open[step.walk % len(self.open)]
                    await (self._misuse(turning) if step.misused else self._turn(turning, step.size))
        for turning in self.open:
            turning.walk.look()

    async def _wait_for(self, step: WaitFor) -> None:
        then = self.oracle.next_purge() if step.purge else self.oracle.next_forgotten()
        early = timedelta(seconds=0.25 if step.early else 0)
        self.oracle.now = max(self.oracle.now, then - early)
        if step.purge:
            await self._look_at_everything()
        elif self.sent:
            await self._change(deepcopy(self.sent[-1]))

    def _back(self, count: int) -> Mutation | None:
        return self.sent[-count] if count <= len(self.sent) else None

    def _resolved(self, step: Change) -> Mutation:
        """The request with a real etag and a real id."""
        request = deepcopy(step.request)
        odd = {"": "", "odd": "not-a-uuid", "old": getattr(self._back(step.id_of), "request_id", "")}
        if isinstance(request, CompleteTaskRequest | SkipOccurrenceRequest):
            task = self.oracle.task_at(request.name)
            if step.other:
                request.occurrence.CopyFrom(ODD_OCCURRENCES[step.id_of % len(ODD_OCCURRENCES)])
            elif task and task.HasField("recurrence"):
                request.occurrence.CopyFrom(task.due)
        request.request_id = odd.get(step.id, str(UUID(int=len(self.sent) + 1, version=4)))
        return with_etag(request, self._etag(name_of(request), step.etag)) if step.etag else request

    def _etag(self, name: str, word: str) -> str:
        resource = self.oracle.task_at(name) or self.oracle.list_at(name)
        known = self.oracle.etags[resource.uid] if resource else []
        fitting = {"right": known[-1:], "stale": known[-2:-1]}.get(word)
        return fitting[0] if fitting else '"odd"'

    async def _change(self, request: Mutation) -> None:
        expected = self.oracle.expect(request)
        before = self.oracle.active(parent_of(name_of(request)))
        task_before = self.oracle.task_at(name_of(request))
        actual = await self._answer(request)
        self.sent.append(request)
        if isinstance(expected, frozenset):
            refused = isinstance(actual, Refusal) and actual in expected
            assert refused, f"{request} is answered with {actual} instead of {expected}"
            return
        assert not isinstance(actual, Refusal), f"{request} is refused with {actual} instead of {expected}"
        self.oracle.settle(request, expected, actual)
        if isinstance(actual, Task) and isinstance(expected, Made) and not request.validate_only:
            if task_before and actual.last_occurrence != task_before.last_occurrence:
                done = await self._answer(GetTaskRequest(name=actual.last_occurrence))
                self.oracle.settle_occurrence(task_before, done)
            for other in expected.others:
                self.oracle.settle_other(other, await self._answer(GetTaskRequest(name=other.name)), actual)
            parent = parent_of(actual.name)
            listing = ListTasksRequest(
                parent=parent, parent_task=f"{parent}/tasks/-", page_size=500, view=TASK_VIEW_FULL
            )
            after = await self._answer(listing)
            self.oracle.settle_order(request, actual, before, after.tasks)

    async def _take_back(self, step: TakeBack) -> None:
        if self.oracle.list_at(step.parent) is None:
            return
        listing = ListTasksRequest(
            parent=step.parent, parent_task=f"{step.parent}/tasks/-", page_size=500, view=TASK_VIEW_FULL
        )
        events = [each for each in await events_of(self.client, step.parent, 100) if fresh(each, self.oracle.now)]
        if not events:
            return
        last = events[-1 - min(step.back, len(events) - 1)]
        together = [each for each in events if each.first_event == last.first_event]
        # How far a series had come is not in its events' tasks; domain/completing_test.py takes its changes back.
        if any(is_of_a_series(task) for each in together for task in (each.old_task, each.new_task)):
            return
        expected = expected_undo(self.oracle, together)
        self.undone += 1
        request = UndoEventRequest(name=last.name, request_id=str(UUID(int=self.undone + 2**32, version=4)))
        before = await self._answer(listing)
        actual = await self._answer(request)
        if isinstance(expected, frozenset):
            assert actual in expected, f"{last} is taken back with {actual} instead of {expected}"
            return
        assert not isinstance(actual, Refusal), f"{last} is not taken back but refused with {actual}"
        check_undo(self.oracle, expected, actual)
        changed = [each for each in expected if isinstance(each, Task)]
        for other in tuple(self.oracle.undone_with(changed)) if changed else ():
            self.oracle.settle_other(other, await self._answer(GetTaskRequest(name=other.name)), changed[0])
        after = await self._answer(listing)
        self.oracle.settle_undo(expected, request.request_id, before.tasks, after.tasks)

    async def _look(self, name: str) -> None:
        is_task = "/tasks/" in name
        actual = await self._answer(GetTaskRequest(name=name) if is_task else GetTaskListRequest(name=name))
        if wrong_name(name, is_task=is_task):
            assert actual == Refusal("INVALID_ARGUMENT", "INVALID_FIELD", frozenset({"name"}))
        elif self.oracle.list_at(parent_of(name)) is None:
            assert actual == FORBIDDEN
        elif is_task:
            assert actual == (self.oracle.task_at(name) or TASK_NOT_FOUND)
        else:
            assert actual == self.oracle.list_at(name)

    async def _look_at_history(self, parent: str) -> None:
        events = await events_of(self.client, parent, 7)
        if parent not in self.oracle.calls or not is_complete(events, self.oracle.now):
            return
        compare_calls(events, self.oracle.calls[parent])
        made = replayed(events)
        for task in self.oracle.tasks_of(parent):
            assert made[task.name] == without_what_is_not_told(task)

    async def _open(self, request: ListRequest, size: int) -> Turning | None:
        walk = walk_of(self.oracle, request)
        if not isinstance(walk, Walk):
            await self._be_refused(request, walk)
            return None
        turning = Turning(walk, "")
        self.open.append(turning)
        await self._turn(turning, size)
        return turning

    async def _turn(self, turning: Turning, size: int) -> None:
        request = deepcopy(turning.walk.request)
        request.page_size, request.page_token = size, turning.token
        page = await self._answer(request)
        parent = request.parent if isinstance(request, ListTasksRequest) else ALL_LISTS
        if parent != ALL_LISTS and self.oracle.list_at(parent) is None:
            assert page == FORBIDDEN
            self.open.remove(turning)
            return
        assert not isinstance(page, Refusal), f"{request} is refused with {page}"
        turning.walk.take(page.tasks if isinstance(request, ListTasksRequest) else page.task_lists, size)
        turning.token = page.next_page_token
        if not turning.token:
            turning.walk.end()
            self.open.remove(turning)

    async def _misuse(self, turning: Turning) -> None:
        request = deepcopy(turning.walk.request)
        request.page_token, request.show_deleted = turning.token, not request.show_deleted
        walk = walk_of(self.oracle, request)
        await self._be_refused(request, [PAGE_TOKEN_INVALID, *([] if isinstance(walk, Walk) else walk)])

    async def _be_refused(self, request: ListRequest, allowed: Sequence[Refusal]) -> None:
        actual = await self._answer(request)
        assert isinstance(actual, Refusal) and actual in allowed, f"{request}: {actual}, not {allowed}"

    async def _look_at_everything(self) -> None:
        for name in (GARDEN, *self.oracle.names()):
            await self._look(name)
        for state in ("ACTIVE", "COMPLETED"):
            everything = ListTasksRequest(
                parent=HOME, filter=f"state = {state}", show_deleted=True, view=TASK_VIEW_FULL
            )
            await self._walk(everything)
        await self._walk(ListTaskListsRequest(show_deleted=True))

    async def _walk(self, request: ListRequest) -> None:
        turning = await self._open(request, 0)
        while turning and turning in self.open:
            await self._turn(turning, 3)

    async def _answer(self, request: Mutation | ListRequest | GetRequest | UndoEventRequest) -> Any:
        """The response, or the refusal."""
        method = type(request).__name__.removesuffix("Request")
        stubs = (self.client.lists, self.client.tasks, self.client.events)
        stub = next(stub for stub in stubs if hasattr(stub, method))
        call = getattr(stub, method)(request)
        return await call if await call.code() is grpc.StatusCode.OK else _refusal_of(await failure(call))


def _opposite(request: Mutation) -> Mutation | None:
    match request:
        case CompleteTaskRequest():
            return ReopenTaskRequest(name=request.name)
        case DeleteTaskRequest():
            return UndeleteTaskRequest(name=request.name)
        case DeleteTaskListRequest():
            return UndeleteTaskListRequest(name=request.name)
    return None


def _refusal_of(failed: Failure) -> Refusal:
    bad = BadRequest()
    for detail in failed.status.details:
        detail.Unpack(bad)
    # `task.labels[0]` and `task.due.date` are told as the field of the task.
    fields = (re.sub(r"\[.*", "", violation.field).split(".") for violation in bad.field_violations)
    wrong = comparable({".".join(parts[:2]) for parts in fields})
    return Refusal(failed.code.name, failed.info.reason, wrong)
