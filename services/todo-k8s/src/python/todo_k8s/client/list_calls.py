"""The calls of TaskListService."""

from collections.abc import Iterator
from uuid import uuid4

from google.protobuf.field_mask_pb2 import FieldMask
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

from todo_k8s.client.calls import Calls


class ListCalls(Calls):
    """Every mutation carries a request id of its own, so that a repeated call is a replay (AIP-155)."""

    def create_list(self, title: str) -> TaskList:
        # The id is made here so that the list has one name through all repetitions.
        request = CreateTaskListRequest(
            task_list=TaskList(title=title), task_list_id=str(uuid4()), request_id=str(uuid4())
        )
        return self._call("TaskListService/CreateTaskList", request, TaskList)

    def get_list(self, name: str) -> TaskList:
        return self._call("TaskListService/GetTaskList", GetTaskListRequest(name=name), TaskList)

    def lists(self, show_deleted: bool = False) -> Iterator[TaskList]:
        """With `show_deleted` deleted ones too, each in its place."""
        request = ListTaskListsRequest(show_deleted=show_deleted)
        for page in self._pages("TaskListService/ListTaskLists", request, ListTaskListsResponse):
            yield from page.task_lists

    def some_list(self) -> TaskList | None:
        """Any one, in one call that reads little; None where there is none."""
        request = ListTaskListsRequest(page_size=1)
        found = self._call("TaskListService/ListTaskLists", request, ListTaskListsResponse).task_lists
        return found[0] if found else None

    def rename_list(self, name: str, title: str, etag: str) -> TaskList:
        task_list = TaskList(name=name, title=title, etag=etag)
        mask = FieldMask(paths=["title"])
        request = UpdateTaskListRequest(task_list=task_list, update_mask=mask, request_id=str(uuid4()))
        return self._call("TaskListService/UpdateTaskList", request, TaskList)

    def delete_list(self, name: str, etag: str, force: bool) -> TaskList:
        request = DeleteTaskListRequest(name=name, etag=etag, force=force, request_id=str(uuid4()))
        return self._call("TaskListService/DeleteTaskList", request, TaskList)

    def undelete_list(self, name: str) -> TaskList:
        request = UndeleteTaskListRequest(name=name, request_id=str(uuid4()))
        return self._call("TaskListService/UndeleteTaskList", request, TaskList)
