"""What each role on a list allows."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import pytest

from todo_k8s.domain.errors import PermissionDenied
from todo_k8s.domain.model import Principal, Role, Task, TaskList
from todo_k8s.domain.requests import (
    BatchOf,
    ChangeTask,
    CreateTask,
    DeleteTaskList,
    Edge,
    ListEvents,
    ListTaskLists,
    ListTasks,
    MoveTask,
    TaskInput,
    UndeleteTaskList,
    UndoEvent,
    UpdateTask,
    UpdateTaskList,
)
from todo_k8s.domain.testing import ANN, BOB, Service, both_stores, changing, mutation, page, service
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")

Call = Callable[[Service, TaskList, Task], Awaitable[object]]

EGGS = TaskInput("eggs")


def _new(of: TaskList) -> CreateTask:
    return CreateTask(of.name, EGGS, "", mutation())


def _changed(task: Task) -> UpdateTask:
    return UpdateTask(task.name, EGGS, "", (), mutation())


def _batched(of: TaskList, *requests: ChangeTask) -> BatchOf[ChangeTask]:
    return BatchOf(of.name, requests, mutation())


def _undo(of: TaskList, number: int) -> UndoEvent:
    return UndoEvent(f"{of.name}/events/{number}", mutation())


def _whole(task: Task) -> ChangeTask:
    return ChangeTask(task.name, "", mutation())


READS: dict[str, Call] = {
    "get a list": lambda todo, home, _: todo.lists.get(BOB, home.name),
    "list tasks": lambda todo, home, _: todo.tasks.list(BOB, ListTasks(home.name, page())),
    "get a task": lambda todo, _, task: todo.tasks.get(BOB, task.name),
    "get tasks": lambda todo, home, task: todo.tasks.batches.get(BOB, home.name, [task.name]),
    "list events": lambda todo, home, _: todo.events.list(BOB, ListEvents(home.name, page())),
    "get an event": lambda todo, home, _: todo.events.get(BOB, f"{home.name}/events/1"),
}
EDITS: dict[str, Call] = {
    "rename": lambda todo, home, _: todo.lists.update(BOB, UpdateTaskList(home.name, "x", "", (), mutation())),
    "create": lambda todo, home, _: todo.tasks.create(BOB, _new(home)),
    "update": lambda todo, _, task: todo.tasks.update(BOB, _changed(task)),
    "complete": lambda todo, _, task: todo.tasks.complete(BOB, changing(task)),
    "delete": lambda todo, _, task: todo.tasks.delete(BOB, changing(task)),
    "move": lambda todo, _, task: todo.tasks.move(BOB, MoveTask(task.name, Edge.FIRST, "", mutation())),
    "create several": lambda todo, home, _: todo.tasks.batches.create(
        BOB, BatchOf(home.name, [_new(home)], mutation())
    ),
    "complete several": lambda todo, home, task: todo.tasks.batches.complete(BOB, _batched(home, _whole(task))),
    "undo the creation of a task": lambda todo, home, _: todo.events.undo(BOB, _undo(home, 2)),
}
OWNS: dict[str, Call] = {
    "delete the list": lambda todo, home, _: todo.lists.delete(BOB, DeleteTaskList(home.name, "", True, mutation())),
    "undelete the list": lambda todo, home, _: todo.lists.undelete(BOB, UndeleteTaskList(home.name, "", mutation())),
    "undo the creation of the list": lambda todo, home, _: todo.events.undo(BOB, _undo(home, 1)),
}


async def refused(call: Awaitable[object]) -> tuple[str, dict[str, str]]:
    with pytest.raises(PermissionDenied) as caught:
        await call
    return caught.value.reason, caught.value.metadata


@pytest.mark.parametrize("call", [*EDITS, *OWNS])
async def test_a_viewer_reads_and_changes_nothing(tmp_path: Path, call: str) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        task = await todo.new_task(home)
        await todo.let_in(home, BOB, Role.VIEWER)
        for read in READS.values():
            await read(todo, home, task)
        needed = "EDITOR" if call.startswith("undo ") or call in EDITS else "OWNER"
        told = {"name": home.name, "role": "VIEWER", "needed": needed}
        assert await refused((EDITS | OWNS)[call](todo, home, task)) == ("ROLE_INSUFFICIENT", told)


@pytest.mark.parametrize("call", EDITS)
async def test_an_editor_changes_tasks_and_the_title(tmp_path: Path, call: str) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        task = await todo.new_task(home)
        await todo.let_in(home, BOB, Role.EDITOR)
        before = (await todo.lists.get(ANN, home.name)).sequence
        await EDITS[call](todo, home, task)
        assert (await todo.lists.get(ANN, home.name)).sequence == before + 1


@pytest.mark.parametrize("call", OWNS)
async def test_an_editor_does_not_decide_whether_the_list_is_there(tmp_path: Path, call: str) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        task = await todo.new_task(home)
        await todo.let_in(home, BOB, Role.EDITOR)
        told = {"name": home.name, "role": "EDITOR", "needed": "OWNER"}
        assert await refused(OWNS[call](todo, home, task)) == ("ROLE_INSUFFICIENT", told)


async def test_the_deletion_of_a_list_is_undone_by_an_owner(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        await todo.let_in(home, BOB, Role.EDITOR)
        deleted = await todo.lists.delete(ANN, DeleteTaskList(home.name, "", False, mutation()))
        undo = UndoEvent(f"{home.name}/events/{deleted.sequence}", mutation())
        assert (await refused(todo.events.undo(BOB, undo)))[0] == "ROLE_INSUFFICIENT"
        await todo.events.undo(ANN, undo)
        assert (await todo.lists.get(BOB, home.name)).delete_time is None


@pytest.mark.parametrize(("here", "there"), [(Role.EDITOR, Role.VIEWER), (Role.VIEWER, Role.EDITOR)])
async def test_a_move_between_lists_takes_the_role_on_both(tmp_path: Path, here: Role, there: Role) -> None:
    async with service(tmp_path) as todo:
        home, work = await todo.new_list("home"), await todo.new_list("work")
        task = await todo.new_task(home)
        await todo.let_in(home, BOB, here)
        await todo.let_in(work, BOB, there)
        viewed = home if here is Role.VIEWER else work
        told = {"name": viewed.name, "role": "VIEWER", "needed": "EDITOR"}
        move = MoveTask(task.name, None, "", mutation(), work.name)
        assert await refused(todo.tasks.move(BOB, move)) == ("ROLE_INSUFFICIENT", told)
        moved = await todo.move(task, None, work.name)
        undo = _undo(home, (await todo.lists.get(ANN, home.name)).sequence)
        assert await refused(todo.events.undo(BOB, undo)) == ("ROLE_INSUFFICIENT", told)
        assert (await todo.get(moved)).list_id == work.id


async def test_a_list_tells_the_role_of_who_asks(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        await todo.let_in(home, BOB, Role.VIEWER)
        assert home.role is Role.OWNER
        assert [(await todo.lists.get(each, home.name)).role for each in (ANN, BOB)] == [Role.OWNER, Role.VIEWER]
        listed = (await todo.lists.list(ANN, ListTaskLists(page()))).items
        assert [each.role for each in listed] == [Role.OWNER]


async def test_who_gave_the_role_away_since_hears_what_was_carried_out(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        once = CreateTask(home.name, EGGS, "", mutation(str(uuid4())))
        carol = Principal("carol")
        await todo.let_in(home, carol, Role.EDITOR)
        made = await todo.tasks.create(carol, once)
        await todo.set_role(home, carol, Role.VIEWER)
        assert await todo.tasks.create(carol, once) == made
        assert (await refused(todo.tasks.create(carol, _new(home))))[0] == "ROLE_INSUFFICIENT"
