"""Who loses a role between the read and the write of a call: nothing of that is written, on either store."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from todo_k8s.domain.errors import FailedPrecondition, PermissionDenied
from todo_k8s.domain.events import Events
from todo_k8s.domain.lists import TaskLists
from todo_k8s.domain.members import Members
from todo_k8s.domain.model import Principal, Role, Task, TaskList
from todo_k8s.domain.requests import (
    BatchOf,
    ChangeTask,
    CreateMember,
    CreateTask,
    DeleteMember,
    DeleteTaskList,
    Edge,
    MoveTask,
    TaskInput,
    UndoEvent,
    UpdateMember,
    UpdateTaskList,
)
from todo_k8s.domain.tasks import Tasks
from todo_k8s.domain.testing import ANN, BOB, Clock, Service, both_stores, mutation, service
from todo_k8s.domain.testing_tables import RacingTable
from todo_k8s.domain.writing import Writer
from todo_k8s.storage import keys
from todo_k8s.storage.table import Table
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")

Call: TypeAlias = Callable[["Process", TaskList, Task, TaskList], Awaitable[object]]

CAROL = Principal("carol")
EGGS = TaskInput("eggs")


class Process:
    """The use cases as another process has them: it shares the store alone."""

    def __init__(self, table: Table, clock: Clock) -> None:
        writer = Writer(table, clock)
        self.lists, self.tasks = TaskLists(table, clock, writer), Tasks(table, clock, writer)
        self.events, self.members = Events(table, clock, writer), Members(table, clock, writer)


def _new(of: TaskList) -> CreateTask:
    return CreateTask(of.name, EGGS, "", mutation())


EDITS: dict[str, Call] = {
    "rename": lambda on, of, *_: on.lists.update(BOB, UpdateTaskList(of.name, "x", "", (), mutation())),
    "create": lambda on, of, *_: on.tasks.create(BOB, _new(of)),
    "complete": lambda on, _, task, __: on.tasks.complete(BOB, ChangeTask(task.name, "", mutation())),
    "create several": lambda on, of, *_: on.tasks.batches.create(BOB, BatchOf(of.name, [_new(of)], mutation())),
    "move away": lambda on, _, task, own: on.tasks.move(BOB, MoveTask(task.name, None, "", mutation(), own.name)),
    "move inside": lambda on, _, task, __: on.tasks.move(BOB, MoveTask(task.name, Edge.FIRST, "", mutation())),
    "undo": lambda on, of, *_: on.events.undo(BOB, UndoEvent(f"{of.name}/events/3", mutation())),
}
OWNS: dict[str, Call] = {
    "delete": lambda on, of, *_: on.lists.delete(BOB, DeleteTaskList(of.name, "", True, mutation())),
    "let in": lambda on, of, *_: on.members.create(BOB, CreateMember(of.name, "dan", True, Role.OWNER, mutation())),
    "give a role": lambda on, of, *_: on.members.update(
        BOB, UpdateMember(f"{of.name}/members/carol", Role.OWNER, "", (), mutation())
    ),
    "put out": lambda on, of, *_: on.members.delete(BOB, DeleteMember(f"{of.name}/members/carol", "", mutation())),
}
CALLS = EDITS | OWNS


async def _shared(todo: Service) -> tuple[TaskList, Task, TaskList]:
    """A list of ANN's, a task in it, and a list of BOB's own."""
    home = await todo.new_list()
    await todo.let_in(home, BOB, Role.OWNER)
    task = await todo.new_task(home)
    await todo.let_in(home, CAROL, Role.VIEWER)
    return home, task, await todo.new_list("own", of=BOB)


async def _heads(todo: Service, *lists: TaskList) -> list[int]:
    return [item.version if item else 0 for item in await todo.table.get(*(keys.list_head(each.id) for each in lists))]


@pytest.mark.parametrize("call", CALLS)
async def test_whose_role_is_taken_away_meanwhile_changes_nothing(tmp_path: Path, call: str) -> None:
    async with service(tmp_path) as todo:
        home, task, own = await _shared(todo)
        racing = Process(RacingTable(todo.table, lambda: todo.put_out(home)), todo.clock)
        before = await _heads(todo, home, own)
        with pytest.raises(PermissionDenied) as caught:
            await CALLS[call](racing, home, task, own)
        assert caught.value.reason == "TASK_LIST_FORBIDDEN"
        assert await _heads(todo, home, own) == [before[0] + 1, before[1]]
        assert await todo.get(task) == task


@pytest.mark.parametrize("call", CALLS)
async def test_whose_role_becomes_too_small_meanwhile_changes_nothing(tmp_path: Path, call: str) -> None:
    async with service(tmp_path) as todo:
        home, task, own = await _shared(todo)
        demoted = Role.VIEWER if call in EDITS else Role.EDITOR
        racing = Process(RacingTable(todo.table, lambda: todo.set_role(home, BOB, demoted)), todo.clock)
        before = await _heads(todo, home, own)
        with pytest.raises(PermissionDenied) as caught:
            await CALLS[call](racing, home, task, own)
        assert caught.value.reason == "ROLE_INSUFFICIENT"
        assert await _heads(todo, home, own) == [before[0] + 1, before[1]]


async def test_two_owners_who_leave_at_once_do_not_both_go(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, *_ = await _shared(todo)
        racing = Process(RacingTable(todo.table, lambda: todo.put_out(home, ANN, by=ANN)), todo.clock)
        with pytest.raises(FailedPrecondition) as caught:
            await racing.members.delete(BOB, DeleteMember(f"{home.name}/members/me", "", mutation()))
        assert caught.value.reason == "LAST_OWNER"
        assert (await todo.lists.get(BOB, home.name)).owner_count == 1


async def test_who_is_let_in_to_two_lists_at_once_has_both(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await todo.new_list("home"), await todo.new_list("work")
        racing = Process(RacingTable(todo.table, lambda: todo.let_in(work)), todo.clock)
        await racing.members.create(ANN, CreateMember(home.name, "bob", True, Role.VIEWER, mutation()))
        (head,) = await todo.table.get(keys.user_head("bob"))
        assert head and (head.version, head.data["lists"]) == (2, 2)
