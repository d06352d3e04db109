"""Changes of every kind to two lists, as numbers tell: what the service refuses is refused."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias
from uuid import uuid4

from todo_k8s.domain.errors import AlreadyExists, TodoError
from todo_k8s.domain.model import Role, Task, TaskList
from todo_k8s.domain.requests import (
    BatchOf,
    Before,
    ChangeTask,
    CreateTask,
    DateInput,
    DeleteTaskList,
    Edge,
    Mutation,
    RecurrenceInput,
    TaskInput,
    UndeleteTaskList,
    UpdateTaskList,
)
from todo_k8s.domain.testing import ANN, BOB, Service, mutation
from todo_k8s.domain.testing_replica import EVERYTHING

DAY = DateInput(2026, 2, 1)


def new() -> Mutation:
    return mutation(str(uuid4()))


def occurrence(task: Task) -> DateInput | None:
    day = task.content.due.when if task.run and task.content.due else None
    return DateInput(day.year, day.month, day.day) if isinstance(day, date) else None


@dataclass
class World:
    """`done` counts what was not refused."""

    todo: Service
    lists: Sequence[TaskList]
    done: dict[str, int] = field(default_factory=dict)

    async def change(self, kind: str, first: int, second: int) -> None:
        """Something to a task of one of the lists, and to another task of that, both as the numbers say."""
        home = self.lists[second % len(self.lists)]
        tasks = await self.todo.listed(home, EVERYTHING, deleted=True)
        if not tasks and not kind.startswith("new"):
            return
        task, other = (tasks[first % len(tasks)], tasks[second % len(tasks)]) if tasks else (None, None)
        with suppress(TodoError):
            await KINDS[kind](self, home, task, other)  # type: ignore[arg-type]
            self.done[kind] = self.done.get(kind, 0) + 1

    async def new_one(self, home: TaskList, _: Task, __: Task) -> None:
        await self.todo.new_task(home)

    async def new_series(self, home: TaskList, _: Task, __: Task) -> None:
        await self._series(home)

    async def _series(self, home: TaskList) -> Task:
        return await self.todo.new_task(home, due=DAY, recurrence=RecurrenceInput("FREQ=DAILY"))

    async def new_batch(self, home: TaskList, _: Task, __: Task) -> None:
        wanted = [CreateTask(home.name, TaskInput("eggs"), "", mutation()) for _ in range(3)]
        await self.todo.tasks.batches.create(ANN, BatchOf(home.name, wanted, new()))

    async def below(self, _: TaskList, task: Task, __: Task) -> None:
        await self.todo.new_subtask(task)

    async def update(self, _: TaskList, task: Task, other: Task) -> None:
        await self.todo.update(task, title=f"as {other.id}", notes="x" * 20)

    async def complete(self, _: TaskList, task: Task, __: Task) -> None:
        await self.todo.complete(task, subtasks=True, occurrence=occurrence(task))

    async def skip(self, home: TaskList, task: Task, __: Task) -> None:
        series = task if task.run else await self._series(home)
        await self.todo.skip(series, occurrence=occurrence(series))

    async def complete_occurrence(self, home: TaskList, task: Task, __: Task) -> None:
        series = task if task.run else await self._series(home)
        await self.todo.complete(series, occurrence=occurrence(series))

    async def reopen(self, _: TaskList, task: Task, __: Task) -> None:
        await self.todo.reopen(task)

    async def delete(self, _: TaskList, task: Task, __: Task) -> None:
        await self.todo.delete(task, subtasks=True)

    async def undelete(self, _: TaskList, task: Task, __: Task) -> None:
        await self.todo.undelete(task)

    async def to_the_top(self, _: TaskList, task: Task, __: Task) -> None:
        await self.todo.move(task, Edge.FIRST)

    async def before(self, _: TaskList, task: Task, other: Task) -> None:
        await self.todo.move(task, Before(other.name))

    async def under(self, _: TaskList, task: Task, other: Task) -> None:
        await self.todo.move(task, Edge.LAST, other.name)

    async def away(self, home: TaskList, task: Task, _: Task) -> None:
        (there,) = [each for each in self.lists if each.id != home.id]
        await self.todo.move(task, Edge.LAST, there.name)

    async def complete_two(self, home: TaskList, task: Task, other: Task) -> None:
        batch = BatchOf(home.name, [_in_a_batch(each) for each in (task, other)], new())
        await self.todo.tasks.batches.complete(ANN, batch)

    async def delete_two(self, home: TaskList, task: Task, other: Task) -> None:
        batch = BatchOf(home.name, [_in_a_batch(each) for each in (task, other)], new())
        await self.todo.tasks.batches.delete(ANN, batch)

    async def undo(self, home: TaskList, task: Task, _: Task) -> None:
        await self.todo.undo(home, task.version)

    async def let_in(self, home: TaskList, _: Task, __: Task) -> None:
        await self.todo.let_in(home, BOB, Role.VIEWER)

    async def promote(self, home: TaskList, _: Task, other: Task) -> None:
        with suppress(AlreadyExists):
            await self.todo.let_in(home, BOB, Role.VIEWER)
        await self.todo.set_role(home, BOB, Role.OWNER if other.version % 2 else Role.EDITOR)

    async def put_out(self, home: TaskList, _: Task, __: Task) -> None:
        await self.todo.put_out(home, BOB)

    async def rename(self, home: TaskList, _: Task, other: Task) -> None:
        await self.todo.lists.update(ANN, UpdateTaskList(home.name, f"of {other.id}", "", (), new()))

    async def throw_away(self, home: TaskList, _: Task, __: Task) -> None:
        await self.todo.lists.delete(ANN, DeleteTaskList(home.name, "", True, new()))

    async def get_back(self, home: TaskList, _: Task, __: Task) -> None:
        await self.todo.lists.undelete(ANN, UndeleteTaskList(home.name, "", new()))


Kind: TypeAlias = Callable[[World, TaskList, Task, Task], Awaitable[None]]
KINDS: Mapping[str, Kind] = {
    name: method for name, method in vars(World).items() if callable(method) and name[0] != "_" and name != "change"
}


def _in_a_batch(task: Task) -> ChangeTask:
    return ChangeTask(task.name, "", mutation(), True, occurrence(task))
