"""Keeps copies of the lists by what pulls tell alone: they have to become what the oracle has."""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import grpc
from todo.v1.sync_service_pb2 import Change, PullChangesRequest, PullChangesResponse
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_pb2 import Task

from grpc_service.testing import failure
from todo_k8s.server.testing import Client
from todo_k8s.server.testing_asking import refusal_of
from todo_k8s.server.testing_oracle import Oracle
from todo_k8s.server.testing_refusals import FORBIDDEN, Refusal
from todo_k8s.server.testing_requests import HOME, WORK
from todo_k8s.server.testing_subtasks import is_live

EXPIRED = Refusal("FAILED_PRECONDITION", "SYNC_TOKEN_EXPIRED")
GOOD_FOR = timedelta(days=30, hours=-1)


@dataclass
class Copy:
    """`since` is when the token's reader knew everything, or began."""

    since: datetime
    token: str = ""
    list: TaskList | None = None
    tasks: dict[str, Task] = field(default_factory=dict)

    def take(self, page: PullChangesResponse, now: datetime) -> None:
        self.token = page.next_sync_token
        if not page.has_more:
            self.since = now
        for change in page.changes:
            self._take(change)

    def _take(self, change: Change) -> None:
        assert change.actor == "users/local"
        match change.WhichOneof("resource"):
            case "task_list":
                self.list = change.task_list
            case "task":
                self.tasks[change.task.name] = change.task
            case "removal":
                self.tasks.pop(change.removal.name, None)


@dataclass
class Follower:
    client: Client
    oracle: Oracle
    copies: dict[str, Copy] = field(default_factory=dict)
    steps: int = 0

    async def step(self) -> None:
        """A page of one list behind each step, now and then all that there is."""
        self.steps += 1
        name = (HOME, WORK)[self.steps % 2]
        await self._pull(name, 1 + self.steps % 4)
        if self.steps % 7 == 0:
            await self._compare(name)

    async def end(self) -> None:
        for name in (HOME, WORK):
            await self._compare(name)

    async def _pull(self, name: str, size: int) -> bool:
        """Whether there is more to read now."""
        copy = self.copies.setdefault(name, Copy(self.oracle.now))
        page = await self._page(PullChangesRequest(parent=name, page_size=size, sync_token=copy.token))
        if self.oracle.list_at(name) is None:
            assert page == FORBIDDEN
            return False
        if copy.token and self.oracle.now - copy.since >= GOOD_FOR:
            assert page == EXPIRED
            self.copies[name] = Copy(self.oracle.now)
            return True
        assert isinstance(page, PullChangesResponse) and len(page.changes) <= size, page
        copy.take(page, self.oracle.now)
        return page.has_more

    async def _page(self, request: PullChangesRequest) -> PullChangesResponse | Refusal:
        call = self.client.sync.PullChanges(request)
        return await call if await call.code() is grpc.StatusCode.OK else refusal_of(await failure(call))

    async def _compare(self, name: str) -> None:
        while await self._pull(name, 5):
            pass
        there = self.oracle.list_at(name)
        if there is not None:
            copy = self.copies[name]
            assert copy.tasks == {task.name: task for task in filter(is_live, self.oracle.tasks_of(name))}
            assert copy.list and _own(copy.list) == _own(there)


def _own(found: TaskList) -> TaskList:
    """Without the counts, which its tasks change."""
    own = deepcopy(found)
    own.ClearField("active_task_count")
    own.ClearField("completed_task_count")
    return own
