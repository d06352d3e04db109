"""What a deleted list still shows, until its time is over."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from todo_k8s.domain import limits
from todo_k8s.domain.errors import AlreadyExists, FailedPrecondition, PermissionDenied, QuotaExceeded
from todo_k8s.domain.model import Principal, Task, TaskList
from todo_k8s.domain.requests import (
    ChangeTask,
    CreateTask,
    DeleteTaskList,
    Edge,
    ListTaskLists,
    ListTasks,
    MoveTask,
    TaskInput,
    UndeleteTaskList,
    UpdateTask,
    UpdateTaskList,
)
from todo_k8s.domain.sweeping import Sweeper
from todo_k8s.domain.testing import ANN, BOB, Service, mutation, page, service
from todo_k8s.storage import keys, user_codec


@pytest_asyncio.fixture
async def todo(tmp_path: Path) -> AsyncIterator[Service]:
    async with service(tmp_path) as made:
        yield made


async def delete(todo: Service, of: TaskList) -> TaskList:
    return await todo.lists.delete(ANN, DeleteTaskList(of.name, "", True, mutation(str(uuid4()))))


def changes_of_task(todo: Service, of: Task, caller: Principal = ANN) -> list[Callable[[], Awaitable[object]]]:
    change = ChangeTask(of.name, "", mutation())
    parent = of.name.partition("/tasks/")[0]
    return [
        lambda: todo.tasks.create(caller, CreateTask(parent, TaskInput("eggs"), "", mutation())),
        lambda: todo.tasks.update(caller, UpdateTask(of.name, TaskInput("eggs"), "", (), mutation())),
        lambda: todo.tasks.move(caller, MoveTask(of.name, Edge.FIRST, "", mutation())),
        lambda: todo.tasks.complete(caller, change),
        lambda: todo.tasks.reopen(caller, change),
        lambda: todo.tasks.delete(caller, change),
        lambda: todo.tasks.undelete(caller, change),
    ]


def everything_of(todo: Service, of: Task, caller: Principal) -> list[Callable[[], Awaitable[object]]]:
    """Every call that names the task or its list."""
    parent = of.name.partition("/tasks/")[0]
    return [
        lambda: todo.lists.get(caller, parent),
        lambda: todo.lists.update(caller, UpdateTaskList(parent, "house", "", (), mutation())),
        lambda: todo.lists.delete(caller, DeleteTaskList(parent, "", True, mutation())),
        lambda: todo.lists.undelete(caller, UndeleteTaskList(parent, "", mutation())),
        lambda: todo.tasks.get(caller, of.name),
        lambda: todo.tasks.list(caller, ListTasks(parent, page())),
        *changes_of_task(todo, of, caller),
    ]


async def test_its_tasks_can_be_read_and_not_changed(todo: Service) -> None:
    made = await todo.new_list()
    task, done = await todo.new_task(made, "milk"), await todo.complete(await todo.new_task(made))
    deleted = await delete(todo, made)
    for each in (task, done):
        for change in changes_of_task(todo, each):
            with pytest.raises(FailedPrecondition) as caught:
                await change()
            assert (caught.value.reason, caught.value.metadata) == ("TASK_LIST_DELETED", {"name": made.name})
        assert await todo.tasks.get(ANN, each.name) == each
    assert await todo.titles(made) == ["milk"]
    assert await todo.lists.get(ANN, made.name) == deleted


async def test_deleted_lists_are_shown_on_request_each_in_its_place(todo: Service) -> None:
    made = [await todo.new_list(f"list {number}") for number in range(7)]
    for place in (1, 2, 3, 6):
        made[place] = await delete(todo, made[place])
    live = [made[place] for place in (0, 4, 5)]
    for size in (1, 2, 3, 50):
        assert await all_pages(todo, size, deleted=False) == live
        assert await all_pages(todo, size, deleted=True) == made
    todo.clock.advance(days=30)
    assert await all_pages(todo, 2, deleted=True) == live


async def all_pages(todo: Service, size: int, *, deleted: bool) -> list[TaskList]:
    found: list[TaskList] = []
    token = ""
    while True:
        listing = await todo.lists.list(ANN, ListTaskLists(page(size, token), show_deleted=deleted))
        assert len(listing.items) <= size
        found += listing.items
        if not (token := listing.next_token):
            return found


async def test_when_its_time_is_over_no_call_tells_it_from_one_that_never_was(todo: Service) -> None:
    task = await todo.new_task(await todo.new_list())
    gone = await delete(todo, await todo.lists.get(ANN, task.name.partition("/tasks/")[0]))
    todo.clock.advance(days=30, microseconds=-1)
    assert await todo.tasks.get(ANN, task.name) == task
    todo.clock.advance(microseconds=1)
    await assert_forbidden(todo, gone, task)
    todo.clock.advance(hours=2)
    await Sweeper(todo.table, todo.clock, pause=0).round()
    await assert_forbidden(todo, gone, task)


async def assert_forbidden(todo: Service, gone: TaskList, task: Task) -> None:
    for caller in (ANN, BOB):
        for call in everything_of(todo, task, caller):
            with pytest.raises(PermissionDenied) as caught:
                await call()
            assert caught.value.message == f"{gone.name} does not exist, or you have no role on it"
        with pytest.raises(AlreadyExists):
            await todo.new_list(id=gone.id, of=caller)


async def test_deleted_lists_count_until_they_are_purged(todo: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LISTS_PER_USER", 2)
    await todo.new_list()
    await delete(todo, await todo.new_list())
    with pytest.raises(QuotaExceeded):
        await todo.new_list()
    todo.clock.advance(days=30, hours=2)
    with pytest.raises(QuotaExceeded):
        await todo.new_list()
    await Sweeper(todo.table, todo.clock, pause=0).round()
    await todo.new_list()
    (user,) = await todo.table.get(keys.user_head("ann"))
    assert user_codec.user_of("ann", user).list_count == 2
