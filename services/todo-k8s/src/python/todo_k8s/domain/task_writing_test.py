from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from todo_k8s.domain.decided import Change
from todo_k8s.domain.errors import PermissionDenied
from todo_k8s.domain.model import State
from todo_k8s.domain.requests import ChangeTask, CreateTask, TaskInput
from todo_k8s.domain.task_writing import Standing
from todo_k8s.domain.testing import ANN, BOB, mutation, service
from todo_k8s.domain.writing import replayed_names, request_key
from todo_k8s.storage import keys, list_codec
from todo_k8s.storage.table import AtVersion, ConditionFailed, Delete, Item

MISSING = "taskLists/00000000-0000-4000-8000-000000000000"


async def test_a_stranger_writes_nothing(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        task = await todo.new_task(home)
        for parent in (home.name, MISSING):
            with pytest.raises(PermissionDenied):
                await todo.tasks.create(BOB, CreateTask(parent, TaskInput("eggs"), "", mutation()))
            with pytest.raises(PermissionDenied):
                await todo.tasks.complete(BOB, ChangeTask(f"{parent}/tasks/{task.id}", "", mutation()))
        assert await todo.titles(home) == ["milk"]


async def test_a_role_that_is_lost_between_read_and_write_stops_the_write(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        task = await todo.new_task(home)
        (member,) = await todo.table.get(keys.member(home.id, ANN.user))
        assert member is not None
        as_read = replace(home, sequence=task.version)
        plan = await Standing(ANN, mutation(), as_read, member, (task,), todo.clock(), todo.table).change(task)
        await todo.table.transact(Delete(member.key, AtVersion(member.version)))
        with pytest.raises(ConditionFailed):
            await todo.table.transact(*plan.actions)


async def test_changes_that_are_made_together_have_a_number_and_an_event_each(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        tasks = [await todo.new_task(home, title) for title in ("milk", "eggs", "bread")]
        head, member = await todo.table.get(keys.list_head(home.id), keys.member(home.id, ANN.user))
        assert head and member
        again = mutation(str(uuid4()))
        standing = Standing(ANN, again, list_codec.list_of(head), member, tasks, todo.clock(), todo.table)
        done = [Change(task, replace(task, state=State.COMPLETED, complete_time=todo.clock())) for task in tasks[:2]]
        moved = replace(tasks[2], position="z")
        plan = await standing.changes(done, [moved], answered=2)
        await todo.table.transact(*plan.actions)
        first = head.version + 1
        assert [task.version for task in plan.result] == [first, first + 1]
        assert [await todo.get(task) for task in tasks[:2]] == list(plan.result)
        assert await todo.get(moved) == replace(moved, version=first + 1)
        record, after = await todo.table.get(*request_key(ANN, again), keys.list_head(home.id))
        assert after and (counts := list_codec.list_of(after))
        assert (counts.sequence, counts.active_count, counts.completed_count) == (first + 1, 1, 2)
        assert list(replayed_names(record, again)) == [task.name for task in tasks[:2]]
        events = await todo.table.get(keys.event(home.id, first), keys.event(home.id, first + 1))
        assert [_told(event) for event in events] == [(task.id, [first, first + 1]) for task in tasks[:2]]


def _told(event: Item | None) -> tuple[object, object]:
    assert event
    return event.data["task"], event.data["span"]
