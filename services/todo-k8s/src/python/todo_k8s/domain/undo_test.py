import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todo_k8s.domain.decided import Change
from todo_k8s.domain.errors import Aborted, FailedPrecondition, InvalidArgument, NotFound, PermissionDenied
from todo_k8s.domain.model import Due, State, Task, TaskList
from todo_k8s.domain.requests import (
    DateInput,
    DeleteTaskList,
    Edge,
    UndeleteTaskList,
    UndoEvent,
    UpdateTaskList,
)
from todo_k8s.domain.task_writing import Standing
from todo_k8s.domain.testing import ANN, BOB, Service, both_stores, changing, examples, mutation, service
from todo_k8s.storage import keys, list_codec
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["create", "title", "whole", "complete", "reopen", "delete", "undelete", "first", "last"]),
        st.integers(0, 99),
    ),
    max_size=25,
)
WHOLE: Mapping[str, Any] = {
    "notes": "two\nlitres",
    "priority": 2,
    "labels": ["@shop"],
    "due": DateInput(2026, 3, 1),
    "annotations": {"x": "y"},
}


@dataclass(frozen=True)
class Picture:
    """What people see of a list: its live tasks, and the order of the active ones."""

    tasks: Mapping[str, object]
    order: list[str]


async def picture(todo: Service, home: TaskList) -> Picture:
    active, completed = await todo.listed(home), await todo.listed(home, "state = COMPLETED")
    tasks = {task.id: (task.content, task.state, task.complete_time) for task in (*active, *completed)}
    return Picture(tasks, [task.id for task in active])


async def act(todo: Service, home: TaskList, tasks: list[Task], what: str, number: int) -> None:
    """One change, where the task that is chosen is in the state for it."""
    if what == "create" or not tasks:
        tasks.append(await todo.new_task(home, f"{len(tasks)}"))
        return
    task = await todo.get(tasks[number % len(tasks)])
    is_live, is_active = task.delete_time is None, task.state is State.ACTIVE
    match what:
        case "title" if is_live:
            await todo.update(task, "title", title=f"{task.content.title}+")
        case "whole" if is_live:
            await todo.update(task, "*", title=f"{number}", **({} if task.content.notes else WHOLE))
        case "complete" if is_live and is_active:
            await todo.complete(task)
        case "reopen" if is_live and not is_active:
            await todo.tasks.reopen(ANN, changing(task))
        case "delete" if is_live:
            await todo.delete(task)
        case "undelete" if not is_live:
            await todo.tasks.undelete(ANN, changing(task))
        case "first" | "last" if is_live and is_active:
            await todo.move(task, Edge.FIRST if what == "first" else Edge.LAST)


def test_one_change_after_the_other_is_taken_back_and_made_again(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    @settings(max_examples=examples(request, 40), deadline=None)
    @given(STEPS)
    def whatever_they_are(steps: list[tuple[str, int]]) -> None:
        asyncio.run(_there_and_back(tmp_path_factory.mktemp("undo"), steps))

    whatever_they_are()


async def _there_and_back(folder: Path, steps: list[tuple[str, int]]) -> None:
    async with service(folder) as todo:
        home = await todo.new_list()
        tasks: list[Task] = []
        pictures = [await picture(todo, home)]
        for what, number in steps:
            todo.clock.advance(seconds=1)
            before = await last_number(todo, home)
            await act(todo, home, tasks, what, number)
            if await last_number(todo, home) > before:
                pictures.append(await picture(todo, home))
        last = await last_number(todo, home)
        for number, expected in zip(range(last, 1, -1), reversed(pictures[:-1]), strict=True):
            todo.clock.advance(seconds=1)
            await todo.undo(home, number)
            assert await picture(todo, home) == expected
        # The undos are changes like others, and are taken back like them.
        for number, expected in zip(range(2 * last - 1, last, -1), pictures[1:], strict=True):
            await todo.undo(home, number)
            assert await picture(todo, home) == expected


async def last_number(todo: Service, home: TaskList) -> int:
    return (await todo.lists.get(ANN, home.name)).sequence


async def test_a_field_that_was_changed_since_is_named_and_nothing_is_taken_back(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        task = await todo.new_task(home, "milk", **WHOLE)
        change = await todo.update(task, "title", "priority", "due", title="eggs", priority=1)
        await todo.update(task, "notes", notes="other")
        now = await todo.update(task, "due", "title", title="bread", due=DateInput(2026, 3, 2))
        with pytest.raises(Aborted) as refused:
            await todo.undo(home, change.version)
        assert refused.value.reason == "UNDO_CONFLICT"
        assert refused.value.metadata == {"name": task.name, "fields": "due,title"}
        assert await todo.get(task) == now


async def test_what_nobody_else_changed_is_taken_back_beside_later_changes(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        task = await todo.new_task(home, "milk", **WHOLE)
        change = await todo.update(task, "title", "due", title="eggs")
        await todo.update(task, "notes", notes="other")
        (undone,) = (await todo.undo(home, change.version)).tasks
        assert undone.content == replace(task.content, notes="other")
        assert undone.content.due == Due(task.content.due.when if task.content.due else 0, None)  # type: ignore[arg-type]


async def test_a_change_is_not_taken_back_twice(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        done = await todo.complete(await todo.new_task(home))
        await todo.undo(home, done.version)
        with pytest.raises(Aborted, match="complete_time, state"):
            await todo.undo(home, done.version)


async def test_a_created_task_that_was_written_into_stays(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        task, other = await todo.new_task(home), await todo.new_task(home)
        await todo.update(task, "notes", notes="mine")
        with pytest.raises(Aborted, match="notes"):
            await todo.undo(home, task.version)
        await todo.move(other, Edge.FIRST)
        (undone,) = (await todo.undo(home, other.version)).tasks
        assert undone.delete_time == todo.clock()


async def test_what_was_changed_together_is_taken_back_together(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        tasks = [await todo.new_task(home, title) for title in ("milk", "eggs", "bread")]
        before = await picture(todo, home)
        first = await complete_together(todo, home, tasks[:2])
        after = await picture(todo, home)
        undone = await todo.undo(home, first + 1)
        assert [task.id for task in undone.tasks] == [task.id for task in tasks[:2]]
        assert await picture(todo, home) == before
        events = [await todo.events.get(ANN, f"{home.name}/events/{first + number}") for number in range(4)]
        assert [event.undone for event in events] == [None, None, first, first + 1]
        assert {event.span for event in events[2:]} == {(first + 2, first + 3)}
        await todo.undo(home, first + 2)
        assert await picture(todo, home) == after


async def test_of_changes_that_were_made_together_all_are_taken_back_or_none(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        tasks = [await todo.new_task(home, title) for title in ("milk", "eggs")]
        first = await complete_together(todo, home, tasks)
        await todo.tasks.reopen(ANN, changing(tasks[1]))
        before = await picture(todo, home)
        with pytest.raises(Aborted, match="complete_time, state"):
            await todo.undo(home, first)
        assert await picture(todo, home) == before


async def test_tasks_that_come_back_to_one_place_stand_behind_each_other(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        tasks = [await todo.new_task(home, title) for title in ("milk", "eggs")]
        first = await complete_together(todo, home, tasks)
        # Each moves to the place that one of them had.
        for position in (tasks[1].position, tasks[0].position):
            other = await todo.new_task(home, "other")
            await put(todo, replace(other, position=position))
        await todo.undo(home, first)
        positions = [task.position for task in await todo.listed(home)]
        assert len(set(positions)) == 4


async def complete_together(todo: Service, home: TaskList, tasks: list[Task]) -> int:
    """The number of the first of these changes, which are one call's."""
    head, member = await todo.table.get(keys.list_head(home.id), keys.member(home.id, ANN.user))
    assert head and member
    parent = list_codec.list_of(head)
    standing = Standing(ANN, mutation(), parent, member, tasks, todo.clock(), todo.table)
    done = [Change(task, replace(task, state=State.COMPLETED, complete_time=todo.clock())) for task in tasks]
    plan = await standing.changes(done, answered=len(done))
    await todo.table.transact(*plan.actions)
    return parent.sequence + 1


async def put(todo: Service, task: Task) -> None:
    """Moves the task to its position."""
    head, member = await todo.table.get(keys.list_head(task.list_id), keys.member(task.list_id, ANN.user))
    assert head and member
    there = await todo.get(task)
    standing = Standing(ANN, mutation(), list_codec.list_of(head), member, [there], todo.clock(), todo.table)
    await todo.table.transact(*(await standing.change(task)).actions)


async def test_changes_of_the_list_itself_are_taken_back(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list("home")
        await todo.lists.update(ANN, UpdateTaskList(home.name, "house", "", (), mutation()))
        undone = await todo.undo(home, 2)
        assert undone.list and (undone.tasks, undone.list.title) == ((), "home")
        await todo.lists.delete(ANN, DeleteTaskList(home.name, "", False, mutation()))
        undone = await todo.undo(home, 4)
        assert undone.list and undone.list.delete_time is None
        undone = await todo.undo(home, 5)
        assert undone.list and undone.list.delete_time == todo.clock()
        await todo.lists.undelete(ANN, UndeleteTaskList(home.name, "", mutation()))
        await todo.lists.update(ANN, UpdateTaskList(home.name, "garden", "", (), mutation()))
        with pytest.raises(Aborted, match="title"):
            await todo.undo(home, 1)
        await todo.undo(home, 8)
        task = await todo.new_task(home)
        with pytest.raises(FailedPrecondition, match="delete them first, or delete the list itself with force"):
            await todo.undo(home, 1)
        await todo.delete(task)
        undone = await todo.undo(home, 1)
        assert undone.list and undone.list.delete_time == todo.clock()


async def test_an_update_of_the_list_that_changed_nothing_is_taken_back_to_nothing(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list("home")
        await todo.lists.update(ANN, UpdateTaskList(home.name, "home", "", (), mutation()))
        undone = await todo.undo(home, 2)
        assert undone.list and undone.list.title == "home"


async def test_a_list_with_tasks_is_not_deleted_by_taking_its_creation_back(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        await todo.new_task(home)
        with pytest.raises(FailedPrecondition, match="not empty"):
            await todo.undo(home, 1)


async def test_nothing_is_taken_back_in_a_deleted_list_but_its_deletion(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        task = await todo.new_task(home)
        await todo.lists.delete(ANN, DeleteTaskList(home.name, "", True, mutation()))
        with pytest.raises(FailedPrecondition, match="is deleted"):
            await todo.undo(home, task.version)
        await todo.undo(home, 3)
        await todo.undo(home, task.version)


async def test_a_repetition_changes_nothing_more(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        done = await todo.complete(await todo.new_task(home))
        first, again = str(uuid4()), str(uuid4())
        undone = await todo.undo(home, done.version, first)
        changed = await todo.update(done, "title", title="eggs")
        assert (await todo.undo(home, done.version, first)).tasks == [changed]
        assert undone.tasks != [changed]
        await todo.lists.update(ANN, UpdateTaskList(home.name, "house", "", (), mutation()))
        renamed = await todo.undo(home, changed.version + 1, again)
        assert await todo.undo(home, changed.version + 1, again) == renamed
        with pytest.raises(InvalidArgument, match="another request"):
            other = replace(mutation(first), fingerprint="other")
            await todo.events.undo(ANN, UndoEvent(f"{home.name}/events/1", other))


async def test_an_undo_that_is_only_validated_changes_nothing(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        done = await todo.complete(await todo.new_task(home))
        asked = UndoEvent(f"{home.name}/events/{done.version}", mutation(str(uuid4()), validate_only=True))
        (undone,) = (await todo.events.undo(ANN, asked)).tasks
        assert undone.state is State.ACTIVE
        assert await todo.get(done) == done


async def test_a_task_that_is_gone_is_not_found_nor_is_another_of_its_name(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        made = await todo.new_task(home, id="milk")
        deleted = await todo.delete(made)
        todo.clock.advance(days=31)
        with pytest.raises(NotFound, match="tasks/milk"):
            await todo.undo(home, deleted.version)
        await todo.new_task(home, id="milk")
        with pytest.raises(NotFound, match="tasks/milk"):
            await todo.undo(home, deleted.version)


async def test_who_may_not_change_the_list_takes_nothing_back(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        for number in (1, 9):
            with pytest.raises(PermissionDenied):
                await todo.events.undo(BOB, UndoEvent(f"{home.name}/events/{number}", mutation()))
        with pytest.raises(NotFound, match="events/9"):
            await todo.undo(home, 9)


async def test_a_wrong_request_is_refused(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        with pytest.raises(InvalidArgument, match="name: .*request_id: "):
            await todo.events.undo(ANN, UndoEvent("events/1", mutation("1")))
