"""The servicer of `todo.v1.TaskListService`."""

from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest, ListTaskListsRequest, ListTaskListsResponse

from grpc_service.requests import Context
from todo_k8s.domain.lists import TaskLists
from todo_k8s.domain.requests import CreateTaskList, ListTaskLists
from todo_k8s.server import translate
from todo_k8s.server.identity import caller


class TaskListServicer:
    def __init__(self, lists: TaskLists) -> None:
        self._lists = lists

    async def CreateTaskList(self, request: CreateTaskListRequest, context: Context) -> TaskList:
        wanted = CreateTaskList(
            title=request.task_list.title if request.HasField("task_list") else None,
            task_list_id=request.task_list_id,
            mutation=translate.mutation("CreateTaskList", request),
        )
        return translate.task_list(await self._lists.create(caller(context), wanted))

    async def ListTaskLists(self, request: ListTaskListsRequest, context: Context) -> ListTaskListsResponse:
        wanted = ListTaskLists(translate.page_request("ListTaskLists", request))
        found = await self._lists.list(caller(context), wanted)
        return ListTaskListsResponse(task_lists=map(translate.task_list, found.items), next_page_token=found.next_token)
