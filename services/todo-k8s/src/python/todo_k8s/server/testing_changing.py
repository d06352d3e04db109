"""Plays the mutations of a history, and compares what each is answered with, and what else it changed."""

from copy import deepcopy
from dataclasses import dataclass, field
from uuid import UUID

from todo.v1.task_list_service_pb2 import DeleteTaskListRequest, UndeleteTaskListRequest
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    CompleteTaskRequest,
    DeleteTaskRequest,
    GetTaskRequest,
    ReopenTaskRequest,
    SkipOccurrenceRequest,
    UndeleteTaskRequest,
)

from todo_k8s.server.testing import Client
from todo_k8s.server.testing_asking import active_tasks, answer_of
from todo_k8s.server.testing_expecting import Made, expect
from todo_k8s.server.testing_moving import other_list
from todo_k8s.server.testing_mutations import Mutation, name_of, parent_of, with_etag
from todo_k8s.server.testing_oracle import Oracle
from todo_k8s.server.testing_order import settle_order
from todo_k8s.server.testing_recurrence import ODD_OCCURRENCES
from todo_k8s.server.testing_refusals import Refusal
from todo_k8s.server.testing_settling import settle, settle_occurrence, settle_other
from todo_k8s.server.testing_steps import Again, Change, Undo


@dataclass
class ChangePlayer:
    client: Client
    oracle: Oracle
    sent: list[Mutation] = field(default_factory=list)

    async def play(self, step: Change) -> None:
        await self.send(self._resolved(step))

    async def repeat(self, step: Again) -> None:
        if request := self._back(step.back):
            again = deepcopy(request)
            again.request_id = request.request_id.upper() if step.capitals else request.request_id
            await self.send(again)

    async def undo(self, step: Undo) -> None:
        opposites = [opposite for sent in reversed(self.sent) if (opposite := _opposite(sent))]
        for opposite in opposites[step.back :][:1]:
            await self.send(opposite)

    async def send(self, request: Mutation) -> None:
        expected = expect(self.oracle, request)
        lists = {parent_of(name_of(request)), other_list(request) or parent_of(name_of(request))}
        before = {each: self.oracle.active(each) for each in lists}
        task_before = self.oracle.task_at(name_of(request))
        actual = await answer_of(self.client, request)
        self.sent.append(request)
        if isinstance(expected, frozenset):
            refused = isinstance(actual, Refusal) and actual in expected
            assert refused, f"{request} is answered with {actual} instead of {expected}"
            return
        assert not isinstance(actual, Refusal), f"{request} is refused with {actual} instead of {expected}"
        settle(self.oracle, request, expected, actual)
        if isinstance(actual, Task) and isinstance(expected, Made) and not request.validate_only:
            is_made_so = isinstance(request, CompleteTaskRequest)
            if task_before and is_made_so and actual.last_occurrence != task_before.last_occurrence:
                settle_occurrence(self.oracle, task_before, await self._task(actual.last_occurrence))
            for other in expected.others:
                settle_other(self.oracle, other, await self._task(other.name), actual)
            for each in lists:
                after = await active_tasks(self.client, each)
                settle_order(self.oracle, each, request, actual, before[each], after)

    async def _task(self, name: str) -> Task:
        return await self.client.tasks.GetTask(GetTaskRequest(name=name))

    def _back(self, count: int) -> Mutation | None:
        return self.sent[-count] if count <= len(self.sent) else None

    def _resolved(self, step: Change) -> Mutation:
        """The request with a real etag and a real id."""
        request = self._followed(step.request) if step.follows else deepcopy(step.request)
        odd = {"": "", "odd": "not-a-uuid", "old": getattr(self._back(step.id_of), "request_id", "")}
        if isinstance(request, CompleteTaskRequest | SkipOccurrenceRequest):
            task = self.oracle.task_at(request.name)
            if step.other:
                request.occurrence.CopyFrom(ODD_OCCURRENCES[step.id_of % len(ODD_OCCURRENCES)])
            elif task and task.HasField("recurrence"):
                request.occurrence.CopyFrom(task.due)
        request.request_id = odd.get(step.id, str(UUID(int=len(self.sent) + 1, version=4)))
        return with_etag(request, self._etag(name_of(request), step.etag)) if step.etag else request

    def _followed(self, request: Mutation) -> Mutation:
        """With the names that tasks have which have moved to another list."""
        followed = deepcopy(request)
        for message in (followed, getattr(followed, "task", None)):
            for naming in ("name", "next_sibling", "previous_sibling", "destination_parent"):
                if (given := getattr(message, naming, "")) in self.oracle.moved:
                    setattr(message, naming, self.oracle.moved[given][0])
        return followed

    def _etag(self, name: str, word: str) -> str:
        resource = self.oracle.task_at(name) or self.oracle.list_at(name)
        known = self.oracle.etags[name] if resource else []
        fitting = {"right": known[-1:], "stale": known[-2:-1]}.get(word)
        return fitting[0] if fitting else '"odd"'


def _opposite(request: Mutation) -> Mutation | None:
    match request:
        case CompleteTaskRequest():
            return ReopenTaskRequest(name=request.name)
        case DeleteTaskRequest():
            return UndeleteTaskRequest(name=request.name)
        case DeleteTaskListRequest():
            return UndeleteTaskListRequest(name=request.name)
    return None
