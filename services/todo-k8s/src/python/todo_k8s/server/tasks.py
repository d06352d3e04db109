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
    UndeleteTaskRequest,
    UpdateTaskRequest,
)

from grpc_service.requests import Context
from todo_k8s.domain.requests import CreateTask, ListTasks, MoveTask, UpdateTask
from todo_k8s.domain.tasks import Tasks
from todo_k8s.server import translate
from todo_k8s.server.identity import caller


class TaskServicer:
    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks

    async def CreateTask(self, request: CreateTaskRequest, context: Context) -> Task:
        wanted = CreateTask(
            parent=request.parent,
            task=translate.task_input(request.task) if request.HasField("task") else None,
            task_id=request.task_id,
            mutation=translate.mutation("CreateTask", request),
        )
        return translate.task(await self._tasks.create(caller(context), wanted))

    async def GetTask(self, request: GetTaskRequest, context: Context) -> Task:
        return translate.task(await self._tasks.get(caller(context), request.name))

    async def ListTasks(self, request: ListTasksRequest, context: Context) -> ListTasksResponse:
        wanted = ListTasks(
            parent=request.parent,
            page=translate.page_request("ListTasks", request),
            filter=request.filter,
            order_by=request.order_by,
            full=translate.is_full(request.view),
            show_deleted=request.show_deleted,
        )
        found = await self._tasks.list(caller(context), wanted)
        return ListTasksResponse(tasks=map(translate.task, found.items), next_page_token=found.next_token)

    async def UpdateTask(self, request: UpdateTaskRequest, context: Context) -> Task:
        wanted = UpdateTask(
            name=request.task.name,
            task=translate.task_input(request.task),
            etag=request.task.etag,
            mask=tuple(request.update_mask.paths),
            mutation=translate.mutation("UpdateTask", request),
        )
        return translate.task(await self._tasks.update(caller(context), wanted))

    async def DeleteTask(self, request: DeleteTaskRequest, context: Context) -> Task:
        wanted = translate.change_task("DeleteTask", request)
        return translate.task(await self._tasks.delete(caller(context), wanted))

    async def UndeleteTask(self, request: UndeleteTaskRequest, context: Context) -> Task:
        wanted = translate.change_task("UndeleteTask", request)
        return translate.task(await self._tasks.undelete(caller(context), wanted))

    async def CompleteTask(self, request: CompleteTaskRequest, context: Context) -> Task:
        wanted = translate.change_task("CompleteTask", request)
        return translate.task(await self._tasks.complete(caller(context), wanted))

    async def ReopenTask(self, request: ReopenTaskRequest, context: Context) -> Task:
        wanted = translate.change_task("ReopenTask", request)
        return translate.task(await self._tasks.reopen(caller(context), wanted))

    async def MoveTask(self, request: MoveTaskRequest, context: Context) -> Task:
        wanted = MoveTask(
            name=request.name,
            destination=translate.destination(request),
            etag=request.etag,
            mutation=translate.mutation("MoveTask", request),
        )
        return translate.task(await self._tasks.move(caller(context), wanted))
