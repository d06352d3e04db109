"""The calls of TaskService for several tasks of one list at once."""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from todo.v1.task_pb2 import Task
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
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
    UpdateTaskRequest,
)

from todo_k8s.client.calls import Calls

MOST = 20
"""Tasks that one call changes at most; as many as that are read by one, too."""

MOST_BYTES = 900_000
"""What the requests of one call may take: the service refuses more than 1 MB."""


class BatchCalls(Calls):
    """Each does all that it is asked, or nothing; a request that is refused is told by its index."""

    def batch_get_tasks(self, parent: str, names: Sequence[str]) -> Sequence[Task]:
        request = BatchGetTasksRequest(parent=parent, names=names)
        return self._call("TaskService/BatchGetTasks", request, BatchGetTasksResponse).tasks

    def batch_create_tasks(self, parent: str, requests: Iterable[CreateTaskRequest]) -> Sequence[Task]:
        request = BatchCreateTasksRequest(parent=parent, requests=requests, request_id=str(uuid4()))
        return self._call("TaskService/BatchCreateTasks", request, BatchCreateTasksResponse).tasks

    def batch_update_tasks(self, parent: str, requests: Iterable[UpdateTaskRequest]) -> Sequence[Task]:
        request = BatchUpdateTasksRequest(parent=parent, requests=requests, request_id=str(uuid4()))
        return self._call("TaskService/BatchUpdateTasks", request, BatchUpdateTasksResponse).tasks

    def batch_delete_tasks(self, parent: str, requests: Iterable[DeleteTaskRequest]) -> Sequence[Task]:
        request = BatchDeleteTasksRequest(parent=parent, requests=requests, request_id=str(uuid4()))
        return self._call("TaskService/BatchDeleteTasks", request, BatchDeleteTasksResponse).tasks

    def batch_complete_tasks(self, parent: str, requests: Iterable[CompleteTaskRequest]) -> Sequence[Task]:
        request = BatchCompleteTasksRequest(parent=parent, requests=requests, request_id=str(uuid4()))
        return self._call("TaskService/BatchCompleteTasks", request, BatchCompleteTasksResponse).tasks
