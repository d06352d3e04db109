"""The servicer of `todo.v1.TaskService`."""

from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    CompleteTaskRequest,
    CreateTaskRequest,
    GetTaskRequest,
    ListTasksRequest,
    ListTasksResponse,
)

from grpc_service.requests import Context
from todo_k8s.domain.requests import CompleteTask, CreateTask, ListTasks
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
        )
        found = await self._tasks.list(caller(context), wanted)
        return ListTasksResponse(tasks=map(translate.task, found.items), next_page_token=found.next_token)

    async def CompleteTask(self, request: CompleteTaskRequest, context: Context) -> Task:
        wanted = CompleteTask(
            name=request.name, etag=request.etag, mutation=translate.mutation("CompleteTask", request)
        )
        return translate.task(await self._tasks.complete(caller(context), wanted))
