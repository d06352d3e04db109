"""What happens between a call's read and its write, or between two of its reads."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

import pytest

from todo_k8s.domain.errors import PermissionDenied
from todo_k8s.domain.lists import TaskLists
from todo_k8s.domain.model import Task, TaskList
from todo_k8s.domain.requests import ChangeTask, CreateTask, CreateTaskList, DeleteTaskList, TaskInput, UpdateTaskList
from todo_k8s.domain.tasks import Tasks
from todo_k8s.domain.testing import ANN, Clock, mutation, service
from todo_k8s.domain.testing_tables import RacingTable, TornTable
from todo_k8s.domain.writing import Writer
from todo_k8s.storage import keys
from todo_k8s.storage.table import AtVersion, Delete, Table

NEW = str(uuid4())
ONCE = mutation(str(uuid4()))
EGGS = TaskInput("eggs")

Call: TypeAlias = Callable[["Process", TaskList, Task], Awaitable[TaskList | Task]]


class Process:
    """The use cases as another process has them: it shares the store alone."""

    def __init__(self, table: Table, clock: Clock) -> None:
        writer = Writer(table)
        self.lists, self.tasks = TaskLists(table, clock, writer), Tasks(table, clock, writer)


# Each is refused when it comes a second time as a request of its own.
CALLS: dict[str, Call] = {
    "create a list": lambda on, *_: on.lists.create(ANN, CreateTaskList("work", NEW, ONCE)),
    "rename a list": lambda on, of, _: on.lists.update(ANN, UpdateTaskList(of.name, "x", of.etag, (), ONCE)),
    "delete a list": lambda on, of, _: on.lists.delete(ANN, DeleteTaskList(of.name, "", True, ONCE)),
    "create a task": lambda on, of, _: on.tasks.create(ANN, CreateTask(of.name, EGGS, "eggs", ONCE)),
    "complete a task": lambda on, _, task: on.tasks.complete(ANN, ChangeTask(task.name, "", ONCE)),
    "delete a task": lambda on, _, task: on.tasks.delete(ANN, ChangeTask(task.name, task.etag, ONCE)),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
async def test_a_repetition_that_overtakes_its_first_attempt_is_answered_like_it(tmp_path: Path, call: Call) -> None:
    async with service(tmp_path) as todo:
        parent = await todo.new_list()
        task = await todo.new_task(parent)
        answers: list[TaskList | Task] = []

        async def first_attempt() -> None:
            answers.append(await call(Process(todo.table, todo.clock), parent, task))

        torn = Process(TornTable(todo.table, first_attempt), todo.clock)
        assert [await call(torn, parent, task)] == answers


@pytest.mark.parametrize("call", list(CALLS.values())[1:], ids=list(CALLS)[1:])
async def test_whose_role_is_taken_away_meanwhile_changes_nothing(tmp_path: Path, call: Call) -> None:
    async with service(tmp_path) as todo:
        parent = await todo.new_list()
        task = await todo.new_task(parent)
        (before,) = await todo.table.get(keys.list_head(parent.id))

        async def take_away() -> None:
            await todo.table.transact(Delete(keys.member(parent.id, ANN.user), AtVersion(1)))

        racing = Process(RacingTable(todo.table, take_away), todo.clock)
        with pytest.raises(PermissionDenied):
            await call(racing, parent, task)
        assert await todo.table.get(keys.list_head(parent.id)) == (before,)
