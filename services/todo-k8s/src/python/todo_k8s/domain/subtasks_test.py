from dataclasses import replace
from pathlib import Path

import pytest

from todo_k8s.domain import limits
from todo_k8s.domain.errors import FailedPrecondition, InvalidArgument, NotFound, QuotaExceeded, TodoError
from todo_k8s.domain.model import State, Task, TaskList
from todo_k8s.domain.requests import Before, CreateTask, ListTasks, TaskInput
from todo_k8s.domain.testing import ANN, Service, both_stores, mutation, page, service
from todo_k8s.storage import keys
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")


async def refused(call: object) -> tuple[type[TodoError], str]:
    with pytest.raises(TodoError) as error:
        await call  # type: ignore[misc]
    return type(error.value), error.value.reason


async def counts(todo: Service, task: Task) -> tuple[int, int]:
    found = await todo.get(task)
    return found.active_subtasks, found.completed_subtasks


async def chain(todo: Service, home: TaskList, length: int) -> list[Task]:
    """Tasks each of which is a subtask of the one before."""
    tasks = [await todo.new_task(home, "1")]
    for number in range(2, length + 1):
        tasks.append(await todo.new_subtask(tasks[-1], str(number)))
    return tasks


async def test_a_subtask_says_whose_it_is_and_its_parent_counts_it(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        milk = await todo.new_task(home)
        oat = await todo.new_subtask(milk)
        assert await todo.get(oat) == oat
        assert oat.parent_id == milk.id
        counted = await todo.get(milk)
        assert counted == replace(milk, version=oat.version, active_subtasks=1)
        done = await todo.complete(oat)
        assert await todo.get(milk) == replace(counted, version=done.version, active_subtasks=0, completed_subtasks=1)


async def test_subtasks_are_ordered_under_their_parent(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        milk, eggs = await todo.new_task(home, "milk"), await todo.new_task(home, "eggs")
        made = [await todo.new_subtask(milk, title) for title in ("oat", "soy", "rice")]
        await todo.new_subtask(eggs, "brown")
        await todo.move(made[2], Before(made[0].name))
        assert await todo.titles(home, size=1) == ["milk", "eggs"]
        assert await todo.titles(home, under=milk.id, size=1) == ["rice", "oat", "soy"]
        assert await todo.titles(home, order_by="position desc", under=milk.id) == ["soy", "oat", "rice"]
        every = await todo.titles(home, under="-", size=2)
        assert every[4:] == ["milk", "eggs"]
        assert [title for title in every if title != "brown"][:3] == ["rice", "oat", "soy"]


async def test_a_new_subtask_comes_behind_the_completed_ones_too(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        milk = await todo.new_task(await todo.new_list())
        oat = await todo.complete(await todo.new_subtask(milk))
        assert (await todo.new_subtask(milk)).position > oat.position


async def test_a_subtask_takes_no_place_in_the_list_itself(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        milk = await todo.new_task(home)
        for _ in range(3):
            await todo.new_subtask(milk)
        other = await todo.new_list("work")
        positions = [[(await todo.new_task(each)).position for _ in range(2)][-1] for each in (home, other)]
        assert positions[0] == (await todo.new_task(other)).position


async def test_other_orders_show_every_level_or_the_subtasks_of_one(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        milk = await todo.new_task(home, "milk")
        oat = await todo.complete(await todo.new_subtask(milk, "oat"))
        todo.clock.advance(seconds=1)
        await todo.complete(await todo.new_task(home, "eggs"))
        for under in ("", "-"):
            assert await todo.titles(home, "state = COMPLETED", under=under) == ["eggs", "oat"]
        assert await todo.titles(home, "state = COMPLETED", under=milk.id) == ["oat"]
        assert await todo.titles(home, order_by="due", under=oat.id) == []
        await todo.new_subtask(milk, "soy")
        for size in (1, 500):
            assert sorted(await todo.titles(home, order_by="due", size=size, under="-")) == ["milk", "soy"]
            assert await todo.titles(home, order_by="due", size=size, under=milk.id) == ["soy"]


@pytest.mark.parametrize("name", ["taskLists/00000000-0000-4000-8000-000000000000/tasks/a", "milk", "tasks/-"])
async def test_a_listing_names_a_parent_of_the_list(tmp_path: Path, name: str) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        with pytest.raises(InvalidArgument, match="parent_task"):
            await todo.tasks.list(ANN, ListTasks(home.name, page(), parent_task=name))


async def test_a_parent_has_to_be_there_and_active(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        milk = await todo.new_task(home)
        await todo.complete(milk)
        assert await refused(todo.new_subtask(milk)) == (FailedPrecondition, "PARENT_NOT_ACTIVE")
        await todo.delete(milk)
        assert await refused(todo.new_subtask(milk)) == (FailedPrecondition, "PARENT_DELETED")
        assert await refused(todo.new_subtask(replace(milk, id="none"))) == (NotFound, "TASK_NOT_FOUND")


async def test_a_parent_is_another_task_of_the_same_list(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await todo.new_list(), await todo.new_list("work")
        elsewhere = await todo.new_task(work)
        for name in (elsewhere.name, f"{home.name}/tasks/a", "milk"):
            request = CreateTask(home.name, TaskInput("milk", parent_task=name), "a", mutation())
            with pytest.raises(InvalidArgument, match="task.parent_task"):
                await todo.tasks.create(ANN, request)


async def test_tasks_stand_in_five_levels(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        *_, fifth = await chain(todo, await todo.new_list(), limits.SUBTASK_LEVELS)
        assert await refused(todo.new_subtask(fifth)) == (FailedPrecondition, "TOO_DEEP")
        with pytest.raises(FailedPrecondition, match="choose another parent"):
            await todo.new_subtask(fifth)


async def test_twenty_tasks_belong_together_in_whatever_shape(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        first, second, third = await chain(todo, await todo.new_list(), 3)
        for number in range(limits.TASKS_TOGETHER - 3):
            last = await todo.new_subtask((first, second)[number % 2])
        assert await refused(todo.new_subtask(third)) == (QuotaExceeded, "TOO_MANY_SUBTASKS")
        with pytest.raises(QuotaExceeded, match="choose another parent"):
            await todo.new_subtask(third)
        await todo.delete(last)
        await todo.new_subtask(third)
        assert await refused(todo.undelete(last)) == (QuotaExceeded, "TOO_MANY_SUBTASKS")


async def test_a_task_is_completed_with_its_subtasks_or_behind_them(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        first, second, third = await chain(todo, home, 3)
        early = await todo.complete(await todo.new_subtask(first))
        assert await refused(todo.complete(first)) == (FailedPrecondition, "SUBTASKS_ACTIVE")
        todo.clock.advance(seconds=1)
        done = await todo.complete(first, subtasks=True)
        assert (done.state, done.complete_time) == (State.COMPLETED, todo.clock())
        assert await todo.get(first) == done
        for each in (second, third):
            assert (await todo.get(each)).complete_time == todo.clock()
        assert await todo.get(early) == early
        assert [await counts(todo, each) for each in (first, second, third)] == [(0, 2), (0, 1), (0, 0)]
        assert (await todo.lists.get(ANN, home.name)).completed_count == 4


async def test_below_a_completed_task_nothing_is_reopened(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        first, second = await chain(todo, await todo.new_list(), 2)
        await todo.complete(first, subtasks=True)
        assert await refused(todo.reopen(second)) == (FailedPrecondition, "PARENT_NOT_ACTIVE")
        await todo.reopen(first)
        await todo.reopen(second)
        assert await counts(todo, first) == (1, 0)


async def test_a_task_is_deleted_with_its_subtasks_and_comes_back_with_them(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        tasks = await chain(todo, home, 3)
        before = await todo.delete(await todo.new_subtask(tasks[0], "before"))
        assert await refused(todo.delete(tasks[0])) == (FailedPrecondition, "TASK_HAS_SUBTASKS")
        as_it_was = [await todo.get(each) for each in tasks]
        await todo.delete(tasks[0], subtasks=True)
        assert await todo.titles(home, under="-") == []
        assert (await todo.lists.get(ANN, home.name)).active_count == 0
        assert await counts(todo, tasks[0]) == (0, 0)
        assert await refused(todo.undelete(tasks[1])) == (FailedPrecondition, "PARENT_DELETED")
        assert await refused(todo.undelete(before)) == (FailedPrecondition, "PARENT_DELETED")
        await todo.undelete(tasks[0])
        back = [await todo.get(each) for each in tasks]
        assert [replace(each, version=0) for each in back] == [replace(each, version=0) for each in as_it_was]
        assert await todo.get(before) == before


async def test_a_call_brings_back_what_the_same_call_deleted_at_the_same_moment_as_another_did(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        first, second, third = await chain(todo, await todo.new_list(), 3)
        await todo.delete(second, subtasks=True)
        await todo.delete(first)
        assert (await todo.undelete(first)).active_subtasks == 0
        assert (await todo.undelete(second)).active_subtasks == 1
        assert (await todo.get(third)).delete_time is None


async def test_a_completed_subtask_comes_back_under_a_completed_parent_but_no_active_one(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        first, second = await chain(todo, await todo.new_list(), 2)
        third = await todo.delete(await todo.complete(await todo.new_subtask(first)))
        await todo.delete(second)
        await todo.complete(first)
        assert await refused(todo.undelete(second)) == (FailedPrecondition, "PARENT_NOT_ACTIVE")
        await todo.undelete(third)
        assert await counts(todo, first) == (0, 1)


async def test_what_comes_along_is_told_by_an_event_of_its_own(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        first, second = await chain(todo, await todo.new_list(), 2)
        done = await todo.complete(first, subtasks=True)
        events = await todo.table.get(*(keys.event(first.list_id, done.version + more) for more in (0, 1)))
        assert [event and (event.data["task"], event.data["span"]) for event in events] == [
            (each.id, [done.version, done.version + 1]) for each in (first, second)
        ]
        assert [sorted(event.detail["after"]) for event in events if event] == [["completed", "state"]] * 2  # type: ignore[type-var, arg-type]
