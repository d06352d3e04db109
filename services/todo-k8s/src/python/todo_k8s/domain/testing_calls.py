"""Every call that changes something, on things that it can change, for tests of what happens at the same time."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias
from uuid import uuid4

from todo_k8s.domain.events import Events
from todo_k8s.domain.lists import TaskLists
from todo_k8s.domain.model import Task, TaskList
from todo_k8s.domain.requests import (
    BatchOf,
    ChangeTask,
    CreateTask,
    CreateTaskList,
    DateInput,
    DeleteTaskList,
    Edge,
    MoveTask,
    Mutation,
    RecurrenceInput,
    TaskInput,
    UndoEvent,
    UpdateTask,
    UpdateTaskList,
)
from todo_k8s.domain.tasks import Tasks
from todo_k8s.domain.testing import ANN, Clock, Service, mutation
from todo_k8s.domain.writing import Writer
from todo_k8s.storage.table import Table

NEW = str(uuid4())
EGGS = TaskInput("eggs")
FIRST_DAY = DateInput(2026, 2, 1)
NONE = mutation()


class Process:
    """The use cases as another process has them: it shares the store alone."""

    def __init__(self, table: Table, clock: Clock) -> None:
        writer = Writer(table, clock)
        self.lists, self.tasks = TaskLists(table, clock, writer), Tasks(table, clock, writer)
        self.events = Events(table, clock, writer)


@dataclass(frozen=True)
class World:
    """Two lists; in `home`, a task that was renamed, one that recurs, one that has a subtask, and one that came from
    `work`."""

    home: TaskList
    work: TaskList
    task: Task
    series: Task
    top: Task
    came: Task

    @property
    def events(self) -> tuple[str, str]:
        """Of the renaming, and of the arrival."""
        return (
            f"{self.home.name}/events/{self.task.version}",
            f"{self.home.name}/events/{self.came.version}",
        )


async def world(todo: Service) -> World:
    home, work = await todo.new_list(), await todo.new_list("work")
    series = await todo.new_task(home, "water", due=FIRST_DAY, recurrence=RecurrenceInput("FREQ=DAILY"))
    top = await todo.new_task(home, "bread")
    await todo.new_subtask(top, "flour")
    came = await todo.move(await todo.new_task(work, "print"), None, home.name)
    task = await todo.update(await todo.new_task(home), "title", title="oat milk")
    return World(await todo.lists.get(ANN, home.name), work, task, series, await todo.get(top), came)


Call: TypeAlias = Callable[[Process, World, Mutation], Awaitable[object]]


# Each is refused when it comes a second time as a request of its own.
CALLS: dict[str, Call] = {
    "create a list": lambda on, _, by: on.lists.create(ANN, CreateTaskList("work", NEW, by)),
    "rename a list": lambda on, of, by: on.lists.update(ANN, UpdateTaskList(of.home.name, "x", of.home.etag, (), by)),
    "delete a list": lambda on, of, by: on.lists.delete(ANN, DeleteTaskList(of.home.name, "", True, by)),
    "create a task": lambda on, of, by: on.tasks.create(ANN, CreateTask(of.home.name, EGGS, "eggs", by)),
    "complete a task": lambda on, of, by: on.tasks.complete(ANN, ChangeTask(of.task.name, "", by)),
    "complete a task with its subtasks": lambda on, of, by: on.tasks.complete(
        ANN, ChangeTask(of.top.name, "", by, subtasks=True)
    ),
    "complete an occurrence": lambda on, of, by: on.tasks.complete(
        ANN, ChangeTask(of.series.name, "", by, occurrence=FIRST_DAY)
    ),
    "skip an occurrence": lambda on, of, by: on.tasks.skip(
        ANN, ChangeTask(of.series.name, "", by, occurrence=FIRST_DAY)
    ),
    "delete a task": lambda on, of, by: on.tasks.delete(ANN, ChangeTask(of.task.name, of.task.etag, by)),
    "delete a task with its subtasks": lambda on, of, by: on.tasks.delete(
        ANN, ChangeTask(of.top.name, "", by, subtasks=True)
    ),
    "move a task": lambda on, of, by: on.tasks.move(ANN, MoveTask(of.task.name, Edge.FIRST, of.task.etag, by)),
    "move a task below another": lambda on, of, by: on.tasks.move(
        ANN, MoveTask(of.task.name, None, of.task.etag, by, of.top.name)
    ),
    "move a task to another list": lambda on, of, by: on.tasks.move(
        ANN, MoveTask(of.top.name, None, "", by, of.work.name)
    ),
    "create tasks": lambda on, of, by: on.tasks.batches.create(
        ANN, BatchOf(of.home.name, [CreateTask("", EGGS, id, NONE) for id in ("a", "b")], by)
    ),
    "update tasks": lambda on, of, by: on.tasks.batches.update(
        ANN, BatchOf(of.home.name, [UpdateTask(each.name, EGGS, each.etag, (), NONE) for each in (of.task, of.top)], by)
    ),
    "complete tasks": lambda on, of, by: on.tasks.batches.complete(
        ANN,
        BatchOf(
            of.home.name,
            [ChangeTask(of.task.name, "", NONE), ChangeTask(of.series.name, "", NONE, occurrence=FIRST_DAY)],
            by,
        ),
    ),
    "delete tasks": lambda on, of, by: on.tasks.batches.delete(
        ANN, BatchOf(of.home.name, [ChangeTask(each.name, "", NONE, subtasks=True) for each in (of.task, of.top)], by)
    ),
    "undo a change": lambda on, of, by: on.events.undo(ANN, UndoEvent(of.events[0], by)),
    "undo a move to another list": lambda on, of, by: on.events.undo(ANN, UndoEvent(of.events[1], by)),
}
