"""Plays a random history on the service and on the oracle, and compares whole answers."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta

from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest
from todo.v1.task_service_pb2 import CompleteTaskRequest, CreateTaskRequest

from todo_k8s.server.testing import Client
from todo_k8s.server.testing_batch_player import BatchPlayer
from todo_k8s.server.testing_batches import Batch, Read
from todo_k8s.server.testing_changing import ChangePlayer
from todo_k8s.server.testing_looking import Reader
from todo_k8s.server.testing_mutations import parent_of
from todo_k8s.server.testing_oracle import Oracle
from todo_k8s.server.testing_pulling import Follower
from todo_k8s.server.testing_requests import FIRST_TASKS, HOME, WORK
from todo_k8s.server.testing_steps import Again, Change, Look, Open, Step, TakeBack, Turn, Undo, Wait, WaitFor
from todo_k8s.server.testing_taking_back import TakeBackPlayer


@dataclass
class Player:
    """A room for each kind of step: its player asks, compares, and takes over what the answers say."""

    client: Client
    oracle: Oracle

    def __post_init__(self) -> None:
        self.changes = ChangePlayer(self.client, self.oracle)
        self.batches = BatchPlayer(self.client, self.oracle)
        self.undos = TakeBackPlayer(self.client, self.oracle)
        self.reader = Reader(self.client, self.oracle)
        self.follower = Follower(self.client, self.oracle)

    async def play(self, history: Sequence[Step]) -> None:
        await self._begin()
        for step in history:
            await self._step(step)
            for turning in self.reader.open:
                turning.walk.look()
            await self.follower.step()
        await self.reader.look_at_everything()
        await self.reader.end()
        await self.follower.end()
        for parent in self.oracle.lists():
            await self.reader.look_at_history(parent.name)

    async def _begin(self) -> None:
        for name in (HOME, WORK):
            id = name.removeprefix("taskLists/")
            await self.changes.send(CreateTaskListRequest(task_list=TaskList(title="home"), task_list_id=id))
        for name, task in FIRST_TASKS.items():
            id = name.rpartition("/")[2]
            await self.changes.send(CreateTaskRequest(parent=parent_of(name), task=task, task_id=id))
        await self.changes.send(CompleteTaskRequest(name=name))

    async def _step(self, step: Step) -> None:
        match step:
            case Batch():
                await self.batches.play(step)
            case Read():
                await self.batches.read(step)
            case Change():
                await self.changes.play(step)
            case Again():
                await self.changes.repeat(step)
            case Undo():
                await self.changes.undo(step)
            case TakeBack():
                await self.undos.play(step)
            case Wait():
                self.oracle.now += timedelta(seconds=step.seconds)
            case WaitFor():
                await self._wait_for(step)
            case Look():
                await self.reader.look(step.name)
            case Open():
                await self.reader.begin(step)
            case Turn():
                await self.reader.turn(step)

    async def _wait_for(self, step: WaitFor) -> None:
        then = self.oracle.next_purge() if step.purge else self.oracle.next_forgotten()
        early = timedelta(seconds=0.25 if step.early else 0)
        self.oracle.now = max(self.oracle.now, then - early)
        if step.purge:
            await self.reader.look_at_everything()
        elif self.changes.sent:
            await self.changes.send(deepcopy(self.changes.sent[-1]))
