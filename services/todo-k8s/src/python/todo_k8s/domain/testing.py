"""What the tests of the domain share: use cases over a real store, and a clock that stands still until it is moved."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from todo_k8s.domain.events import Events
from todo_k8s.domain.lists import TaskLists
from todo_k8s.domain.members import Members
from todo_k8s.domain.model import Member, Principal, Role, Task, TaskList
from todo_k8s.domain.requests import (
    ChangeTask,
    CreateMember,
    CreateTask,
    CreateTaskList,
    DeleteMember,
    Destination,
    DueInput,
    ListTasks,
    MoveTask,
    Mutation,
    PageRequest,
    PullChanges,
    TaskInput,
    UndoEvent,
    UpdateMember,
    UpdateTask,
)
from todo_k8s.domain.sync import Sync
from todo_k8s.domain.tasks import Tasks
from todo_k8s.domain.testing_stored import tasks_of
from todo_k8s.domain.told import Pulled
from todo_k8s.domain.undo import Undone
from todo_k8s.domain.writing import Writer
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.table import Table

ANN = Principal("ann")
BOB = Principal("bob")


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime(2026, 2, 1, 12, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


def mutation(request_id: str = "", *, fingerprint: str = "f", validate_only: bool = False) -> Mutation:
    return Mutation("Method", request_id, fingerprint, validate_only)


def changing(
    task: Task,
    *,
    etag: str = "",
    request_id: str = "",
    validate_only: bool = False,
    subtasks: bool = False,
    occurrence: DueInput | None = None,
) -> ChangeTask:
    given = mutation(request_id or str(uuid4()), validate_only=validate_only)
    return ChangeTask(task.name, etag, given, subtasks, occurrence)


def page(size: int = 0, token: str = "", fingerprint: str = "f") -> PageRequest:
    return PageRequest(size, token, fingerprint)


@dataclass(frozen=True)
class Service:
    """The use cases, called as short as tests like it."""

    table: Table
    clock: Clock
    lists: TaskLists
    tasks: Tasks
    events: Events
    members: Members
    sync: Sync

    async def new_list(self, title: str = "home", *, id: str = "", of: Principal = ANN) -> TaskList:
        return await self.lists.create(of, CreateTaskList(title, id, mutation(str(uuid4()))))

    async def new_task(self, parent: TaskList, title: str = "milk", *, id: str = "", **content: object) -> Task:
        given = TaskInput(title=title, **content)  # type: ignore[arg-type]
        return await self.tasks.create(ANN, CreateTask(parent.name, given, id, mutation(str(uuid4()))))

    async def let_in(
        self, to: TaskList, user: Principal = BOB, role: Role = Role.OWNER, *, by: Principal = ANN
    ) -> Member:
        """Gives who has no role on the list this one."""
        wanted = CreateMember(to.name, user.user, True, role, mutation(str(uuid4())))
        return await self.members.create(by, wanted)

    async def set_role(self, of: TaskList, user: Principal, role: Role, *, by: Principal = ANN) -> Member:
        name = f"{of.name}/members/{user.user}"
        return await self.members.update(by, UpdateMember(name, role, "", (), mutation(str(uuid4()))))

    async def put_out(self, of: TaskList, user: Principal = BOB, *, by: Principal = ANN) -> None:
        """Takes the user's role on the list away."""
        name = f"{of.name}/members/{user.user}"
        await self.members.delete(by, DeleteMember(name, "", mutation(str(uuid4()))))

    async def undo(self, parent: TaskList, sequence: int, request_id: str = "") -> Undone:
        """Takes back the change of the list that has this number."""
        by = mutation(request_id or str(uuid4()))
        return await self.events.undo(ANN, UndoEvent(f"{parent.name}/events/{sequence}", by))

    async def pull(self, parent: TaskList | str, token: str = "", size: int = 0, *, of: Principal = ANN) -> Pulled:
        name = parent if isinstance(parent, str) else parent.name
        return await self.sync.pull(of, PullChanges(name, size, token))

    async def get(self, task: Task) -> Task:
        return await self.tasks.get(ANN, task.name)

    async def update(self, task: Task, *mask: str, **content: object) -> Task:
        given = TaskInput(**content)  # type: ignore[arg-type]
        return await self.tasks.update(ANN, UpdateTask(task.name, given, "", mask, mutation(str(uuid4()))))

    async def complete(self, task: Task, **asked: Any) -> Task:
        return await self.tasks.complete(ANN, changing(task, **asked))

    async def skip(self, task: Task, **asked: Any) -> Task:
        return await self.tasks.skip(ANN, changing(task, **asked))

    async def reopen(self, task: Task, **asked: Any) -> Task:
        return await self.tasks.reopen(ANN, changing(task, **asked))

    async def delete(self, task: Task, **asked: Any) -> Task:
        return await self.tasks.delete(ANN, changing(task, **asked))

    async def undelete(self, task: Task, **asked: Any) -> Task:
        return await self.tasks.undelete(ANN, changing(task, **asked))

    async def move(self, task: Task, destination: Destination | None, parent: str = "") -> Task:
        return await self.tasks.move(ANN, MoveTask(task.name, destination, "", mutation(str(uuid4())), parent))

    async def listed(self, parent: TaskList, filter: str = "", *, deleted: bool = False) -> list[Task]:
        """All tasks, whole, of a list that has no more than a page of them."""
        request = ListTasks(parent.name, page(500), filter, full=True, show_deleted=deleted)
        return tasks_of((await self.tasks.list(ANN, request)).items)

    async def new_subtask(self, parent: Task, title: str = "oat milk") -> Task:
        home = await self.lists.get(ANN, f"taskLists/{parent.list_id}")
        return await self.new_task(home, title, parent_task=parent.name)

    async def titles(
        self, parent: TaskList, filter: str = "", order_by: str = "", size: int = 500, under: str = ""
    ) -> list[str]:
        """The titles of all pages; `under` is the last part of a `parent_task`."""
        titles: list[str] = []
        token = ""
        while True:
            above = f"{parent.name}/tasks/{under}" if under else ""
            request = ListTasks(parent.name, page(size, token), filter, order_by, parent_task=above)
            listing = await self.tasks.list(ANN, request)
            titles += (task.content.title for task in tasks_of(listing.items))
            if not (token := listing.next_token):
                return titles


async def _sqlite(folder: Path, clock: Clock) -> Table:
    return SqliteTable(folder / "todo.db", clock.seconds)


class _Store:
    """What `service` opens."""

    open: Callable[[Path, Clock], Awaitable[Table]] = staticmethod(_sqlite)


@asynccontextmanager
async def service(folder: Path) -> AsyncIterator[Service]:
    clock = Clock()
    async with service_on(await _Store.open(folder, clock), clock) as made:
        yield made


@pytest.fixture(params=["sqlite", "dynamodb"])
def both_stores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test is done over SQLite, and over DynamoDB Local."""
    if request.param == "sqlite":
        return
    endpoint = request.getfixturevalue("dynamodb_local")

    async def fresh(_folder: Path, clock: Clock) -> Table:
        table = DynamoDbTable(f"domain-{uuid4()}", endpoint=endpoint, clock=clock.seconds)
        await table.create()
        return table

    monkeypatch.setattr(_Store, "open", staticmethod(fresh))


def examples(request: pytest.FixtureRequest, usual: int) -> int:
    """How many histories a test over `both_stores` plays: a few on DynamoDB Local, where each takes ten times as
    long."""
    return 3 if "dynamodb" in request.node.name else usual


@asynccontextmanager
async def service_on(table: Table, clock: Clock) -> AsyncIterator[Service]:
    try:
        writer = Writer(table, clock)
        lists, tasks, events, members = (
            TaskLists(table, clock, writer),
            Tasks(table, clock, writer),
            Events(table, clock, writer),
            Members(table, clock, writer),
        )
        yield Service(table, clock, lists, tasks, events, members, Sync(table, clock))
    finally:
        await table.close()
