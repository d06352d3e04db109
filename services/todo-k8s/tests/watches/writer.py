"""Who changes a list through servers that come and go, each change once."""

import asyncio
import random
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import grpc
from google.protobuf.field_mask_pb2 import FieldMask
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import UpdateTaskListRequest
from todo.v1.task_list_service_pb2_grpc import TaskListServiceStub
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
    ReopenTaskRequest,
    UndeleteTaskRequest,
    UpdateTaskRequest,
)
from todo.v1.task_service_pb2_grpc import TaskServiceStub

CALL_SECONDS = 10.0
_TITLE = FieldMask(paths=["title"])
_REPEATED = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.ABORTED}


class Writer:
    """Changes tasks of its own, and now and then the list's title."""

    def __init__(self, parent: str, addresses: Iterator[str], chance: random.Random) -> None:
        self._parent = parent
        self._addresses = addresses
        self._chance = chance
        self._tasks: dict[str, Task] = {}

    async def write(self, times: int) -> None:
        for number in range(times):
            request = self._request(f"change {number}")
            request.request_id = str(UUID(int=self._chance.getrandbits(128), version=4))
            answer = await self._acknowledged(request)
            if isinstance(answer, Task):
                self._tasks[answer.name] = answer

    def _request(self, title: str) -> Any:
        if self._chance.random() < 0.05:
            return UpdateTaskListRequest(task_list=TaskList(name=self._parent, title=title), update_mask=_TITLE)
        if not self._tasks or self._chance.random() < 0.3:
            return CreateTaskRequest(parent=self._parent, task=Task(title=title, notes="oat, two of them"))
        task = self._chance.choice(list(self._tasks.values()))
        if task.HasField("delete_time"):
            return UndeleteTaskRequest(name=task.name)
        if self._chance.random() < 0.2:
            return DeleteTaskRequest(name=task.name)
        if task.state == Task.STATE_COMPLETED:
            return ReopenTaskRequest(name=task.name)
        if self._chance.random() < 0.3:
            return CompleteTaskRequest(name=task.name)
        return UpdateTaskRequest(task=Task(name=task.name, title=title), update_mask=_TITLE)

    async def _acknowledged(self, request: Any) -> Any:
        """The answer, for which the request is repeated with its id until a server gives one."""
        rpc = type(request).__name__.removesuffix("Request")
        stub = TaskListServiceStub if isinstance(request, UpdateTaskListRequest) else TaskServiceStub
        while True:
            try:
                async with grpc.aio.insecure_channel(next(self._addresses)) as channel:
                    return await getattr(stub(channel), rpc)(request, timeout=CALL_SECONDS)
            except grpc.aio.AioRpcError as error:
                assert error.code() in _REPEATED, error
                await asyncio.sleep(self._chance.uniform(0, 0.2))
