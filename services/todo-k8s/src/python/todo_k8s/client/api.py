"""The calls of `todo.v1`, one at a time, each with a deadline and safe to repeat."""

import random
import time
from collections.abc import Iterator
from itertools import count
from typing import TypeVar
from uuid import uuid4

import grpc
from google.protobuf.message import Message
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest, ListTaskListsRequest, ListTaskListsResponse
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    CompleteTaskRequest,
    CreateTaskRequest,
    GetTaskRequest,
    ListTasksRequest,
    ListTasksResponse,
    TaskView,
)

from todo_k8s.client.rpc_error import problem_of

SERVICES = ("todo.v1.TaskListService", "todo.v1.TaskService")
PAGE_SIZE = 500

Response = TypeVar("Response", bound=Message)


class Api:
    """Every mutation carries a request id of its own, so that a repeated call is a replay (AIP-155).

    `timeout` is in seconds, for each call with its repetitions. Raises grpc.RpcError.
    """

    def __init__(self, channel: grpc.Channel, timeout: float) -> None:
        self._channel = channel
        self._timeout = timeout

    def create_list(self, title: str) -> TaskList:
        # The id is made here so that the list has one name through all repetitions.
        request = CreateTaskListRequest(
            task_list=TaskList(title=title), task_list_id=str(uuid4()), request_id=str(uuid4())
        )
        return self._call("/todo.v1.TaskListService/CreateTaskList", request, TaskList)

    def lists(self) -> Iterator[TaskList]:
        request = ListTaskListsRequest(page_size=PAGE_SIZE)
        while True:
            page = self._call("/todo.v1.TaskListService/ListTaskLists", request, ListTaskListsResponse)
            yield from page.task_lists
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def create_task(self, parent: str, task: Task, task_id: str = "") -> Task:
        request = CreateTaskRequest(parent=parent, task=task, task_id=task_id, request_id=str(uuid4()))
        return self._call("/todo.v1.TaskService/CreateTask", request, Task)

    def get_task(self, name: str) -> Task:
        return self._call("/todo.v1.TaskService/GetTask", GetTaskRequest(name=name), Task)

    def complete_task(self, name: str) -> Task:
        request = CompleteTaskRequest(name=name, request_id=str(uuid4()))
        return self._call("/todo.v1.TaskService/CompleteTask", request, Task)

    def tasks(
        self, parent: str, state: str = "ACTIVE", order_by: str = "", view: TaskView = TaskView.TASK_VIEW_BASIC
    ) -> Iterator[Task]:
        """`state` is ACTIVE or COMPLETED. Pages are read as they are needed."""
        request = ListTasksRequest(
            parent=parent, page_size=PAGE_SIZE, filter=f"state = {state}", order_by=order_by, view=view
        )
        while True:
            page = self._call("/todo.v1.TaskService/ListTasks", request, ListTasksResponse)
            yield from page.tasks
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def _call(self, method: str, request: Message, response: type[Response]) -> Response:
        """Repeats a call that was refused as LIST_BUSY, which is ABORTED, until the deadline.

        Writers of other processes were quicker, and nothing was changed: no lost update can come of it, since the
        request id stays the same and a wrong etag has another reason (ETAG_MISMATCH), which is never repeated.
        """
        send = self._channel.unary_unary(method, _serialize, response.FromString)
        deadline = time.monotonic() + self._timeout
        for attempt in count():
            try:
                return send(request, timeout=deadline - time.monotonic())
            except grpc.RpcError as error:
                pause = random.uniform(0, min(2.0, 0.1 * 2**attempt))
                if problem_of(error).reason != "LIST_BUSY" or time.monotonic() + pause >= deadline:
                    raise
                time.sleep(pause)
        raise AssertionError("count() has no end")


def _serialize(request: Message) -> bytes:
    return request.SerializeToString()
