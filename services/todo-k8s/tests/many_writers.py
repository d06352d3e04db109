"""Writers who all work on one list, and what was acknowledged to them."""

import asyncio
import random
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from uuid import uuid4

import grpc
from google.protobuf.field_mask_pb2 import FieldMask
from google.rpc.error_details_pb2 import ErrorInfo
from google.rpc.status_pb2 import Status
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
    ReopenTaskRequest,
    UpdateTaskRequest,
)
from todo.v1.task_service_pb2_grpc import TaskServiceStub

CALL_SECONDS = 15.0
LONGEST_PAUSE = 0.2

# With the same request_id, so that a write of which only the answer is missing is not done again.
_REPEATED = {"LIST_BUSY", "DEADLINE_EXCEEDED", "STORE_UNAVAILABLE"}

Call: TypeAlias = Callable[..., Awaitable[Task]]


@dataclass(frozen=True)
class Write:
    """An acknowledged one: the method, and the task as it was answered."""

    method: str
    task: Task


@dataclass
class Writers:
    """`written` is by request id; `refused` counts by reason the answers that said to try again; `seconds` are those of
    each write until it was acknowledged."""

    written: dict[str, Write] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def etags(self) -> dict[str, str]:
        """The last etag that was acknowledged of each task."""
        return {write.task.name: write.task.etag for write in self.written.values()}

    def __str__(self) -> str:
        median, slowest = statistics.median(self.seconds), max(self.seconds)
        return (
            f"{len(self.written)} writes, median {median:.2f} s, slowest {slowest:.2f} s, repeated {dict(self.refused)}"
        )

    async def write(self, channel: grpc.aio.Channel, parent: str, number: int) -> None:
        """A task from its making to its end, which is one of four."""
        tasks = TaskServiceStub(channel)
        made = await self._do(tasks.CreateTask, CreateTaskRequest(parent=parent, task=Task(title=f"task {number}")))
        renamed = Task(name=made.name, title=f"task {number}, renamed", etag=made.etag)
        await self._do(tasks.UpdateTask, UpdateTaskRequest(task=renamed, update_mask=FieldMask(paths=["title"])))
        await self._do(tasks.CompleteTask, CompleteTaskRequest(name=made.name))
        match number % 4:
            case 1:
                await self._do(tasks.ReopenTask, ReopenTaskRequest(name=made.name))
            case 2:
                await self._do(tasks.DeleteTask, DeleteTaskRequest(name=made.name))

    async def _do(self, call: Call, request: Any) -> Task:
        """The answer to the request, which is repeated under one id for as long as the list is busy."""
        request.request_id = str(uuid4())
        started = time.monotonic()
        while True:
            try:
                answer = await call(request, timeout=CALL_SECONDS)
            except grpc.aio.AioRpcError as error:
                self.refused[_reason(error)] += 1
                await asyncio.sleep(random.uniform(0, LONGEST_PAUSE))
                continue
            method = type(request).__name__.removesuffix("Request")
            self.written[request.request_id] = Write(method, answer)
            self.seconds.append(time.monotonic() - started)
            return answer


def _reason(error: grpc.aio.AioRpcError) -> str:
    """Why the call may be repeated; raises the error where it may not."""
    told = reason(error)
    if told not in _REPEATED:
        raise error
    return told


def reason(error: grpc.aio.AioRpcError) -> str:
    """The reason of its ErrorInfo. Where the client's own clock ended the call there is no more than the code."""
    raw = dict(error.trailing_metadata()).get("grpc-status-details-bin", b"")
    assert isinstance(raw, bytes)
    told = [ErrorInfo.FromString(detail.value).reason for detail in Status.FromString(raw).details]
    return told[0] if told else error.code().name
