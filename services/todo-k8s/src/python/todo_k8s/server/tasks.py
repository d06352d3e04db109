"""The servicer of `todo.v1.TaskService`."""

from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
    GetTaskRequest,
    ListTasksRequest,
    ListTasksResponse,
    MoveTaskRequest,
    ReopenTaskRequest,
    SkipOccurrenceRequest,
    UndeleteTaskRequest,
    UpdateTaskRequest,
)

from grpc_service.requests import Context
from todo_k8s.domain.requests import ListTasks, MoveTask
from todo_k8s.domain.tasks import Tasks
from todo_k8s.server import task_requests, translate, translate_task
from todo_k8s.server.identity import caller
from todo_k8s.server.task_batches import TaskBatchServicer


class TaskServicer(TaskBatchServicer):
    def __init__(self, tasks: Tasks) -> None:
        super().__init__(tasks.batches)
        self._tasks = tasks

    async def CreateTask(self, request: CreateTaskRequest, context: Context) -> Task:
        user = caller(context)
        return translate_task.task(await self._tasks.create(user, task_requests.create_task(request, user)))

    async def GetTask(self, request: GetTaskRequest, context: Context) -> Task:
        return translate_task.stored_task(await self._tasks.stored(caller(context), request.name))

    async def ListTasks(self, request: ListTasksRequest, context: Context) -> ListTasksResponse:
        wanted = ListTasks(
            parent=request.parent,
            page=translate.page_request("ListTasks", request),
            filter=request.filter,
            order_by=request.order_by,
            full=translate.is_full(request.view),
            show_deleted=request.show_deleted,
            parent_task=request.parent_task,
        )
        found = await self._tasks.list(caller(context), wanted)
        response = ListTasksResponse(next_page_token=found.next_token)
        translate_task.add_all(found.items, response.tasks.add)
        return response

    async def UpdateTask(self, request: UpdateTaskRequest, context: Context) -> Task:
        user = caller(context)
        return translate_task.task(await self._tasks.update(user, task_requests.update_task(request, user)))

    async def DeleteTask(self, request: DeleteTaskRequest, context: Context) -> Task:
        return translate_task.task(await self._tasks.delete(caller(context), task_requests.delete_task(request)))

    async def UndeleteTask(self, request: UndeleteTaskRequest, context: Context) -> Task:
        wanted = translate.change_task("UndeleteTask", request)
        return translate_task.task(await self._tasks.undelete(caller(context), wanted))

    async def CompleteTask(self, request: CompleteTaskRequest, context: Context) -> Task:
        return translate_task.task(await self._tasks.complete(caller(context), task_requests.complete_task(request)))

    async def ReopenTask(self, request: ReopenTaskRequest, context: Context) -> Task:
        wanted = translate.change_task("ReopenTask", request)
        return translate_task.task(await self._tasks.reopen(caller(context), wanted))

    async def MoveTask(self, request: MoveTaskRequest, context: Context) -> Task:
        wanted = MoveTask(
            name=request.name,
            destination=translate.destination(request),
            etag=request.etag,
            mutation=translate.mutation("MoveTask", request),
            parent=request.destination_parent,
        )
        return translate_task.task(await self._tasks.move(caller(context), wanted))

    async def SkipOccurrence(self, request: SkipOccurrenceRequest, context: Context) -> Task:
        wanted = translate.change_task("SkipOccurrence", request)
        return translate_task.task(await self._tasks.skip(caller(context), wanted))
