from dataclasses import replace
from pathlib import Path

import pytest

from todo_k8s.domain.errors import PermissionDenied
from todo_k8s.domain.requests import ChangeTask, CreateTask, TaskInput
from todo_k8s.domain.task_writing import Standing
from todo_k8s.domain.testing import ANN, BOB, mutation, service
from todo_k8s.storage import keys
from todo_k8s.storage.table import AtVersion, ConditionFailed, Delete

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
        plan = Standing(ANN, mutation(), as_read, member, task, todo.clock()).change(task)
        await todo.table.transact(Delete(member.key, AtVersion(member.version)))
        with pytest.raises(ConditionFailed):
            await todo.table.transact(*plan.actions)
