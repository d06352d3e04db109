"""The servicer of `todo.v1.TaskListService`."""

from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import (
    CreateTaskListRequest,
    DeleteTaskListRequest,
    GetTaskListRequest,
    ListTaskListsRequest,
    ListTaskListsResponse,
    UndeleteTaskListRequest,
    UpdateTaskListRequest,
)

from grpc_service.requests import Context
from todo_k8s.domain.lists import TaskLists
from todo_k8s.domain.requests import CreateTaskList, DeleteTaskList, ListTaskLists, UndeleteTaskList, UpdateTaskList
from todo_k8s.server import translate
from todo_k8s.server.identity import caller


class TaskListServicer:
    def __init__(self, lists: TaskLists) -> None:
        self._lists = lists

    async def GetTaskList(self, request: GetTaskListRequest, context: Context) -> TaskList:
        return translate.task_list(await self._lists.get(caller(context), request.name))

    async def CreateTaskList(self, request: CreateTaskListRequest, context: Context) -> TaskList:
        wanted = CreateTaskList(
            title=request.task_list.title if request.HasField("task_list") else None,
            task_list_id=request.task_list_id,
            mutation=translate.mutation("CreateTaskList", request),
        )
        return translate.task_list(await self._lists.create(caller(context), wanted))

    async def ListTaskLists(self, request: ListTaskListsRequest, context: Context) -> ListTaskListsResponse:
        wanted = ListTaskLists(translate.page_request("ListTaskLists", request), request.show_deleted)
        found = await self._lists.list(caller(context), wanted)
        return ListTaskListsResponse(task_lists=map(translate.task_list, found.items), next_page_token=found.next_token)

    async def UpdateTaskList(self, request: UpdateTaskListRequest, context: Context) -> TaskList:
        wanted = UpdateTaskList(
            name=request.task_list.name,
            title=request.task_list.title,
            etag=request.task_list.etag,
            mask=tuple(request.update_mask.paths),
            mutation=translate.mutation("UpdateTaskList", request),
        )
        return translate.task_list(await self._lists.update(caller(context), wanted))

    async def DeleteTaskList(self, request: DeleteTaskListRequest, context: Context) -> TaskList:
        wanted = DeleteTaskList(
            name=request.name,
            etag=request.etag,
            force=request.force,
            mutation=translate.mutation("DeleteTaskList", request),
        )
        return translate.task_list(await self._lists.delete(caller(context), wanted))

    async def UndeleteTaskList(self, request: UndeleteTaskListRequest, context: Context) -> TaskList:
        wanted = UndeleteTaskList(
            name=request.name, etag=request.etag, mutation=translate.mutation("UndeleteTaskList", request)
        )
        return translate.task_list(await self._lists.undelete(caller(context), wanted))
