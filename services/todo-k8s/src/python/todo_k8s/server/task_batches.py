"""The part of the servicer of `todo.v1.TaskService` that answers for several tasks at once."""

from todo.v1.task_service_pb2 import (
    BatchCompleteTasksRequest,
    BatchCompleteTasksResponse,
    BatchCreateTasksRequest,
    BatchCreateTasksResponse,
    BatchDeleteTasksRequest,
    BatchDeleteTasksResponse,
    BatchGetTasksRequest,
    BatchGetTasksResponse,
    BatchUpdateTasksRequest,
    BatchUpdateTasksResponse,
)

from grpc_service.requests import Context
from todo_k8s.domain.task_batches import TaskBatches
from todo_k8s.server import task_requests, translate_task
from todo_k8s.server.identity import caller


class TaskBatchServicer:
    def __init__(self, batches: TaskBatches) -> None:
        self._batches = batches

    async def BatchGetTasks(self, request: BatchGetTasksRequest, context: Context) -> BatchGetTasksResponse:
        found = await self._batches.get(caller(context), request.parent, tuple(request.names))
        response = BatchGetTasksResponse()
        translate_task.add_all(found, response.tasks.add)
        return response

    async def BatchCreateTasks(self, request: BatchCreateTasksRequest, context: Context) -> BatchCreateTasksResponse:
        user = caller(context)
        made = await self._batches.create(user, task_requests.batch_create(request, user))
        return BatchCreateTasksResponse(tasks=map(translate_task.task, made))

    async def BatchUpdateTasks(self, request: BatchUpdateTasksRequest, context: Context) -> BatchUpdateTasksResponse:
        user = caller(context)
        made = await self._batches.update(user, task_requests.batch_update(request, user))
        return BatchUpdateTasksResponse(tasks=map(translate_task.task, made))

    async def BatchDeleteTasks(self, request: BatchDeleteTasksRequest, context: Context) -> BatchDeleteTasksResponse:
        made = await self._batches.delete(caller(context), task_requests.batch_delete(request))
        return BatchDeleteTasksResponse(tasks=map(translate_task.task, made))

    async def BatchCompleteTasks(
        self, request: BatchCompleteTasksRequest, context: Context
    ) -> BatchCompleteTasksResponse:
        made = await self._batches.complete(caller(context), task_requests.batch_complete(request))
        return BatchCompleteTasksResponse(tasks=map(translate_task.task, made))
