"""Who changes lists, each change once."""

import random
from collections.abc import Sequence
from typing import Any

from google.protobuf.field_mask_pb2 import FieldMask
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import UpdateTaskListRequest
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
    MoveTaskRequest,
    ReopenTaskRequest,
    UndeleteTaskRequest,
    UpdateTaskRequest,
)

from watches.calls import Caller

_TITLE = FieldMask(paths=["title"])


class Writer:
    """Changes tasks of its own, also from one list to the other, and now and then a list's title."""

    def __init__(self, lists: Sequence[str], caller: Caller, chance: random.Random) -> None:
        self._lists = lists
        self._caller = caller
        self._chance = chance
        self._tasks: list[Task] = []

    async def write(self, times: int) -> None:
        for number in range(times):
            task = self._chance.choice(self._tasks) if self._tasks and self._chance.random() < 0.7 else None
            answer = await self._caller.acknowledged(self._request(task, f"change {number}"))
            if isinstance(answer, Task):
                # What moves to another list has another name there.
                self._tasks = [each for each in self._tasks if each is not task] + [answer]

    def _request(self, task: Task | None, title: str) -> Any:
        parent = self._chance.choice(self._lists)
        if self._chance.random() < 0.05:
            return UpdateTaskListRequest(task_list=TaskList(name=parent, title=title), update_mask=_TITLE)
        if task is None:
            return CreateTaskRequest(parent=parent, task=Task(title=title, notes="oat, two of them"))
        if task.HasField("delete_time"):
            return UndeleteTaskRequest(name=task.name)
        if self._chance.random() < 0.2:
            return DeleteTaskRequest(name=task.name)
        if task.state == Task.STATE_COMPLETED:
            return ReopenTaskRequest(name=task.name)
        if self._chance.random() < 0.25:
            return MoveTaskRequest(name=task.name, destination_parent=self._other(task))
        if self._chance.random() < 0.3:
            return CompleteTaskRequest(name=task.name)
        return UpdateTaskRequest(task=Task(name=task.name, title=title), update_mask=_TITLE)

    def _other(self, task: Task) -> str:
        return next(each for each in self._lists if not task.name.startswith(f"{each}/"))
