"""Plays the steps of a history in which an event is taken back."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from todo.v1.event_pb2 import Event
from todo.v1.event_service_pb2 import UndoEventRequest
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import GetTaskRequest

from todo_k8s.server.testing import Client
from todo_k8s.server.testing_asking import active_tasks, answer_of
from todo_k8s.server.testing_expecting import undone_with
from todo_k8s.server.testing_history import events_of, together_in
from todo_k8s.server.testing_mutations import parent_of
from todo_k8s.server.testing_oracle import Call, Oracle
from todo_k8s.server.testing_order import check_active, settle_undo
from todo_k8s.server.testing_refusals import FORBIDDEN, REUSED, Refusal, no_task
from todo_k8s.server.testing_returning import Returned, check_return, expected_return
from todo_k8s.server.testing_settling import REMEMBERED, settle_move, settle_other
from todo_k8s.server.testing_steps import TakeBack
from todo_k8s.server.testing_undo import Undone, check_undo, expected_undo, fresh


@dataclass(frozen=True)
class Done:
    """An undo that was carried out under an id."""

    request: UndoEventRequest
    names: Sequence[str]
    when: datetime


@dataclass
class TakeBackPlayer:
    client: Client
    oracle: Oracle
    count: int = 0
    done: list[Done] = field(default_factory=list)

    async def play(self, step: TakeBack) -> None:
        if step.again and self.done:
            await self._repeat(self.done[-1])
        if self.oracle.list_at(step.parent) is None:
            return
        known = await events_of(self.client, step.parent, 100)
        events = [each for each in known if fresh(each, self.oracle.now)]
        if not events:
            return
        last = events[-1 - min(step.back, len(events) - 1)]
        request = UndoEventRequest(name=last.name, request_id=self._id(step.id), validate_only=step.validate_only)
        if repeated := [done for done in self.done if done.request == request and self._is_remembered(done)]:
            await self._repeat(repeated[0])
            return
        if refusal := self._of_request(request):
            assert await answer_of(self.client, request) == refusal
            return
        groups = together_in(events)
        calls = zip(groups, self.oracle.calls[step.parent][-len(groups) :], strict=True)
        together, call = next((some, call) for some, call in calls if last in some)
        await (self._return(request, call) if call.came else self._undo(request, together, call, events))

    def _id(self, word: str) -> str:
        if word == "old" and self.done:
            return self.done[-1].request.request_id
        self.count += 1
        return {"": "", "odd": "no-uuid"}.get(word, str(UUID(int=self.count + 2**32, version=4)))

    def _of_request(self, request: UndoEventRequest) -> Refusal | None:
        """What is said of the id that it has."""
        if request.request_id == "no-uuid":
            return Refusal("INVALID_ARGUMENT", "INVALID_FIELD", frozenset({"request_id"}))
        is_reused = any(
            done.request.request_id == request.request_id and self._is_remembered(done) for done in self.done
        )
        return REUSED if request.request_id and is_reused else None

    def _is_remembered(self, done: Done) -> bool:
        return self.oracle.now < done.when + REMEMBERED

    async def _undo(
        self, request: UndoEventRequest, together: Sequence[Event], call: Call, events: Sequence[Event]
    ) -> None:
        expected = expected_undo(self.oracle, together, call, events)
        parent = request.name.partition("/events/")[0]
        before = await active_tasks(self.client, parent)
        actual = await answer_of(self.client, request)
        if isinstance(expected, frozenset):
            assert actual in expected, f"{request} of {together} is answered with {actual} instead of {expected}"
            return
        assert not isinstance(actual, Refusal), f"{request} of {together} is refused with {actual}"
        check_undo(self.oracle, expected, actual)
        if request.validate_only:
            return
        await self._take_over(request, expected)
        settle_undo(self.oracle, expected, request.request_id, before, await active_tasks(self.client, parent))

    async def _take_over(self, request: UndoEventRequest, expected: Undone) -> None:
        changed = [each for each in expected.changed if isinstance(each, Task)]
        for other in tuple(undone_with(self.oracle, changed)) if changed else ():
            settle_other(self.oracle, other, await self._task(other.name), changed[0])
        number = next(self.oracle.numbers)
        self.oracle.deletions |= {each.uid: number for each in changed if self._goes(each)}
        self._remember(request, [each.name for each in expected.changed])

    def _goes(self, task: Task) -> bool:
        before = self.oracle.task_at(task.name)
        return task.HasField("delete_time") and before is not None and not before.HasField("delete_time")

    async def _return(self, request: UndoEventRequest, call: Call) -> None:
        expected = expected_return(self.oracle, call)
        actual = await answer_of(self.client, request)
        if isinstance(expected, frozenset):
            assert actual in expected, f"{request} of {call} is answered with {actual} instead of {expected}"
            return
        assert not isinstance(actual, Refusal), f"{request} of {call} is refused with {actual}"
        check_return(self.oracle, expected, actual)
        if not request.validate_only:
            await self._take_over_return(request, expected)

    async def _take_over_return(self, request: UndoEventRequest, expected: Returned) -> None:
        undo = Call("UndoEvent", request.request_id)
        settle_move(self.oracle, undo, expected.left, expected.task)
        for other in expected.others:
            settle_other(self.oracle, other, await self._task(other.name), expected.task)
        self._remember(request, [expected.task.name])
        for name in (parent_of(each.name) for each in (expected.task, expected.left[0])):
            check_active(self.oracle, name, await active_tasks(self.client, name), {expected.task.name})

    async def _task(self, name: str) -> Task:
        return await self.client.tasks.GetTask(GetTaskRequest(name=name))

    def _remember(self, request: UndoEventRequest, names: Sequence[str]) -> None:
        if request.request_id:
            self.done.append(Done(deepcopy(request), names, self.oracle.now))

    async def _repeat(self, done: Done) -> None:
        if not self._is_remembered(done):
            return
        answer = await answer_of(self.client, done.request)
        lists = (done.request.name.partition("/events/")[0], *map(parent_of, done.names))
        if not all(map(self.oracle.list_at, lists)):
            assert answer == FORBIDDEN
            return
        now = [self.oracle.list_at(name) or self.oracle.task_at(name) for name in done.names]
        if None in now:
            assert answer == self.oracle.telling_where(no_task(done.names[now.index(None)]))
            return
        assert ([*answer.tasks] or [answer.task_list]) == now
