"""What the methods of `todo.v1.TaskService` are asked, one task or several, in the domain's types."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from todo.v1.task_service_pb2 import (
    BatchCompleteTasksRequest,
    BatchCreateTasksRequest,
    BatchDeleteTasksRequest,
    BatchUpdateTasksRequest,
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
    UpdateTaskRequest,
)

from todo_k8s.domain.model import Principal
from todo_k8s.domain.requests import BatchOf, ChangeTask, CreateTask, UpdateTask
from todo_k8s.server import translate

P = TypeVar("P")
R = TypeVar("R")


def create_task(request: CreateTaskRequest, caller: Principal) -> CreateTask:
    return CreateTask(
        parent=request.parent,
        task=translate.task_input(request.task, caller) if request.HasField("task") else None,
        task_id=request.task_id,
        mutation=translate.mutation("CreateTask", request),
    )


def update_task(request: UpdateTaskRequest, caller: Principal) -> UpdateTask:
    return UpdateTask(
        name=request.task.name,
        task=translate.task_input(request.task, caller),
        etag=request.task.etag,
        mask=tuple(request.update_mask.paths),
        mutation=translate.mutation("UpdateTask", request),
    )


def delete_task(request: DeleteTaskRequest) -> ChangeTask:
    return translate.change_task("DeleteTask", request)


def complete_task(request: CompleteTaskRequest) -> ChangeTask:
    return translate.change_task("CompleteTask", request)


def batch_create(request: BatchCreateTasksRequest, caller: Principal) -> BatchOf[CreateTask]:
    return _batch("BatchCreateTasks", request, request.requests, partial(create_task, caller=caller))


def batch_update(request: BatchUpdateTasksRequest, caller: Principal) -> BatchOf[UpdateTask]:
    return _batch("BatchUpdateTasks", request, request.requests, partial(update_task, caller=caller))


def batch_delete(request: BatchDeleteTasksRequest) -> BatchOf[ChangeTask]:
    return _batch("BatchDeleteTasks", request, request.requests, delete_task)


def batch_complete(request: BatchCompleteTasksRequest) -> BatchOf[ChangeTask]:
    return _batch("BatchCompleteTasks", request, request.requests, complete_task)


def _batch(method: str, request: translate.BatchRequest, parts: Sequence[P], made: Callable[[P], R]) -> BatchOf[R]:
    return BatchOf(request.parent, [made(part) for part in parts], translate.mutation(method, request))
