"""What all mutations of a task have in common: each test is done with every one of them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from todo_k8s.domain.errors import (
    Aborted,
    AlreadyExists,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
)
from todo_k8s.domain.model import Principal, State, Task, TaskContent, TaskList
from todo_k8s.domain.requests import (
    Before,
    ChangeTask,
    DeleteTaskList,
    MoveTask,
    Mutation,
    TaskInput,
    UpdateTask,
)
from todo_k8s.domain.testing import ANN, BOB, Service, mutation, service

Call = Callable[[Service, Principal, str, str, Mutation], Awaitable[Task]]


def update(todo: Service, caller: Principal, name: str, etag: str, by: Mutation) -> Awaitable[Task]:
    return todo.tasks.update(caller, UpdateTask(name, TaskInput("oat milk"), etag, (), by))


def complete(todo: Service, caller: Principal, name: str, etag: str, by: Mutation) -> Awaitable[Task]:
    return todo.tasks.complete(caller, ChangeTask(name, etag, by))


def reopen(todo: Service, caller: Principal, name: str, etag: str, by: Mutation) -> Awaitable[Task]:
    return todo.tasks.reopen(caller, ChangeTask(name, etag, by))


def delete(todo: Service, caller: Principal, name: str, etag: str, by: Mutation) -> Awaitable[Task]:
    return todo.tasks.delete(caller, ChangeTask(name, etag, by))


def undelete(todo: Service, caller: Principal, name: str, etag: str, by: Mutation) -> Awaitable[Task]:
    return todo.tasks.undelete(caller, ChangeTask(name, etag, by))


def move(todo: Service, caller: Principal, name: str, etag: str, by: Mutation) -> Awaitable[Task]:
    first = f"{name.partition('/tasks/')[0]}/tasks/first"
    return todo.tasks.move(caller, MoveTask(name, Before(first), etag, by))


@dataclass(frozen=True)
class Home:
    """A list with a task, `first`, and another one."""

    todo: Service
    list: TaskList
    task: Task

    async def in_state(self, state: str) -> Task:
        """The other task, active, completed or deleted; the clock then moves."""
        task = self.task
        if state == "completed":
            task = await self.todo.complete(task)
        if state == "deleted":
            task = await self.todo.delete(task)
        self.todo.clock.advance(minutes=1)
        return task

    async def everything(self) -> object:
        head = await self.todo.lists.get(ANN, self.list.name)
        tasks = [await self.todo.listed(self.list, f"state = {state}", deleted=True) for state in State]
        return head, tasks


@pytest_asyncio.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with service(tmp_path) as todo:
        made = await todo.new_list()
        await todo.new_task(made, "eggs", id="first")
        yield Home(todo, made, await todo.new_task(made, "milk", notes="fresh"))


FROM: Mapping[Call, str] = {
    update: "active",
    complete: "active",
    reopen: "completed",
    delete: "active",
    undelete: "deleted",
    move: "active",
}
every_mutation = pytest.mark.parametrize("call", FROM)


def expected(call: Call, task: Task, home: Home) -> Task:
    """The task as it is after the call, but for its position where it is moved."""
    now = home.todo.clock()
    different: Mapping[Call, Mapping[str, Any]] = {
        update: {"content": TaskContent("oat milk", "fresh")},
        complete: {"state": State.COMPLETED, "complete_time": now},
        reopen: {"state": State.ACTIVE, "complete_time": None},
        delete: {"delete_time": now},
        undelete: {"delete_time": None},
        move: {"position": "Zz"},
    }
    return replace(task, version=task.version + 1, update_time=now, **different[call])


@every_mutation
async def test_the_task_is_changed_and_answered_with(home: Home, call: Call) -> None:
    task = await home.in_state(FROM[call])
    changed = await call(home.todo, ANN, task.name, task.etag, mutation(str(uuid4())))
    assert changed == expected(call, task, home)
    assert await home.todo.get(task) == changed


@every_mutation
async def test_a_stale_etag_changes_nothing(home: Home, call: Call) -> None:
    task = await home.in_state(FROM[call])
    before = await home.everything()
    with pytest.raises(Aborted) as caught:
        await call(home.todo, ANN, task.name, '"0"', mutation())
    assert caught.value.reason == "ETAG_MISMATCH"
    assert caught.value.metadata == {"name": task.name, "etag": task.etag}
    assert await home.everything() == before


@every_mutation
async def test_a_repetition_changes_nothing_and_shows_the_task_as_it_is_then(home: Home, call: Call) -> None:
    task = await home.in_state(FROM[call])
    by = mutation(str(uuid4()))
    changed = await call(home.todo, ANN, task.name, task.etag, by)
    assert await call(home.todo, ANN, task.name, task.etag, by) == changed
    since = await (home.todo.undelete(task) if changed.delete_time else home.todo.delete(task))
    assert await call(home.todo, ANN, task.name, task.etag, by) == since == await home.todo.get(task)


@every_mutation
async def test_a_request_id_is_not_for_another_request(home: Home, call: Call) -> None:
    task = await home.in_state(FROM[call])
    id = str(uuid4())
    await home.todo.tasks.complete(ANN, ChangeTask(f"{home.list.name}/tasks/first", "", mutation(id)))
    before = await home.everything()
    with pytest.raises(InvalidArgument) as caught:
        await call(home.todo, ANN, task.name, "", mutation(id, fingerprint="another"))
    assert (caught.value.reason, [v.field for v in caught.value.violations]) == ("REQUEST_ID_REUSED", ["request_id"])
    assert await home.everything() == before


@every_mutation
async def test_validate_only_shows_what_would_be_and_changes_nothing(home: Home, call: Call) -> None:
    task = await home.in_state(FROM[call])
    before = await home.everything()
    id = str(uuid4())
    would_be = await call(home.todo, ANN, task.name, "", mutation(id, validate_only=True))
    assert would_be == expected(call, task, home)
    assert await home.everything() == before
    assert await call(home.todo, ANN, task.name, "", mutation(id, fingerprint="another")) == would_be


@every_mutation
async def test_validate_only_refuses_what_would_be_refused(home: Home, call: Call) -> None:
    task = await home.in_state(FROM[call])
    with pytest.raises(Aborted):
        await call(home.todo, ANN, task.name, '"0"', mutation(validate_only=True))


@every_mutation
async def test_nothing_changes_in_a_deleted_list_which_can_be_read(home: Home, call: Call) -> None:
    task = await home.in_state(FROM[call])
    by = mutation(str(uuid4()))
    changed = await call(home.todo, ANN, task.name, "", by)
    await home.todo.lists.delete(ANN, DeleteTaskList(home.list.name, "", True, mutation()))
    before = await home.everything()
    with pytest.raises(FailedPrecondition) as caught:
        await call(home.todo, ANN, task.name, "", mutation())
    assert (caught.value.reason, caught.value.metadata) == ("TASK_LIST_DELETED", {"name": home.list.name})
    assert await call(home.todo, ANN, task.name, "", by) == await home.todo.get(task) == changed
    assert await home.everything() == before


@every_mutation
async def test_a_stranger_and_a_missing_task_are_told_so(home: Home, call: Call) -> None:
    missing = f"{home.list.name}/tasks/none"
    for name in (home.task.name, missing):
        with pytest.raises(PermissionDenied) as denied:
            await call(home.todo, BOB, name, '"0"', mutation())
        assert denied.value.reason == "TASK_LIST_FORBIDDEN"
    with pytest.raises(NotFound) as caught:
        await call(home.todo, ANN, missing, '"0"', mutation())
    assert (caught.value.reason, caught.value.metadata) == ("TASK_NOT_FOUND", {"name": missing})


@pytest.mark.parametrize(
    ("call", "state", "reason"),
    [
        (update, "deleted", "TASK_DELETED"),
        (complete, "completed", "TASK_NOT_ACTIVE"),
        (complete, "deleted", "TASK_DELETED"),
        (reopen, "active", "TASK_NOT_COMPLETED"),
        (reopen, "deleted", "TASK_DELETED"),
        (delete, "deleted", "TASK_DELETED"),
        (move, "completed", "TASK_NOT_ACTIVE"),
        (move, "deleted", "TASK_DELETED"),
    ],
)
async def test_a_task_in_another_state_is_refused(home: Home, call: Call, state: str, reason: str) -> None:
    task = await home.in_state(state)
    before = await home.everything()
    with pytest.raises(FailedPrecondition) as caught:
        await call(home.todo, ANN, task.name, "", mutation())
    assert (caught.value.reason, caught.value.metadata) == (reason, {"name": task.name, "state": task.state.value})
    assert await home.everything() == before


@pytest.mark.parametrize("state", ["active", "completed"])
async def test_what_is_not_deleted_is_there_already(home: Home, state: str) -> None:
    task = await home.in_state(state)
    before = await home.everything()
    with pytest.raises(AlreadyExists) as caught:
        await undelete(home.todo, ANN, task.name, "", mutation())
    assert (caught.value.reason, caught.value.metadata) == ("TASK_NOT_DELETED", {"name": task.name})
    assert await home.everything() == before


@every_mutation
async def test_wrong_names_and_request_ids_are_told_at_once(home: Home, call: Call) -> None:
    with pytest.raises(InvalidArgument) as caught:
        await call(home.todo, ANN, f"{home.list.name}/tasks/-", "", mutation("1"))
    field = "task.name" if call is update else "name"
    assert [violation.field for violation in caught.value.violations] == [field, "request_id"]
