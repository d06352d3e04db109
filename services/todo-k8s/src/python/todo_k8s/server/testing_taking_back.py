"""Plays the steps of a history in which an event is taken back."""

from dataclasses import dataclass
from uuid import UUID

from todo.v1.event_service_pb2 import UndoEventRequest
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import GetTaskRequest

from todo_k8s.server.testing import Client
from todo_k8s.server.testing_asking import active_tasks, answer_of
from todo_k8s.server.testing_expecting import undone_with
from todo_k8s.server.testing_history import events_of
from todo_k8s.server.testing_oracle import Oracle
from todo_k8s.server.testing_order import settle_undo
from todo_k8s.server.testing_recurrence import is_of_a_series
from todo_k8s.server.testing_refusals import Refusal
from todo_k8s.server.testing_settling import settle_other
from todo_k8s.server.testing_steps import TakeBack
from todo_k8s.server.testing_undo import check_undo, expected_undo, fresh


@dataclass
class TakeBackPlayer:
    client: Client
    oracle: Oracle
    count: int = 0

    async def play(self, step: TakeBack) -> None:
        if self.oracle.list_at(step.parent) is None:
            return
        events = [each for each in await events_of(self.client, step.parent, 100) if fresh(each, self.oracle.now)]
        if not events:
            return
        last = events[-1 - min(step.back, len(events) - 1)]
        together = [each for each in events if each.first_event == last.first_event]
        # How far a series had come is not in its events' tasks; domain/completing_test.py takes its changes back.
        if any(is_of_a_series(task) for each in together for task in (each.old_task, each.new_task)):
            return
        expected = expected_undo(self.oracle, together)
        self.count += 1
        request = UndoEventRequest(name=last.name, request_id=str(UUID(int=self.count + 2**32, version=4)))
        before = await active_tasks(self.client, step.parent)
        actual = await answer_of(self.client, request)
        if isinstance(expected, frozenset):
            assert actual in expected, f"{last} is taken back with {actual} instead of {expected}"
            return
        assert not isinstance(actual, Refusal), f"{last} is not taken back but refused with {actual}"
        check_undo(self.oracle, expected, actual)
        changed = [each for each in expected if isinstance(each, Task)]
        for other in tuple(undone_with(self.oracle, changed)) if changed else ():
            found = await self.client.tasks.GetTask(GetTaskRequest(name=other.name))
            settle_other(self.oracle, other, found, changed[0])
        settle_undo(self.oracle, expected, request.request_id, before, await active_tasks(self.client, step.parent))
