"""The calls that are measured: their methods, and the bytes of their requests."""

from uuid import uuid4

from todo.v1.sync_service_pb2 import PullChangesRequest
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import CompleteTaskRequest, CreateTaskRequest, GetTaskRequest, ListTasksRequest

GET = "/todo.v1.TaskService/GetTask"
LIST = "/todo.v1.TaskService/ListTasks"
CREATE = "/todo.v1.TaskService/CreateTask"
PULL = "/todo.v1.SyncService/PullChanges"
COMPLETE = "/todo.v1.TaskService/CompleteTask"

PAGE = 50
TITLE = "Buy oat milk and a loaf of rye bread on the way home"
NOTES = "The shop at the corner closes at eight; the other one is open until ten. " * 2


def get_request(task: str) -> bytes:
    return GetTaskRequest(name=task).SerializeToString()


def list_request(task_list: str) -> bytes:
    return ListTasksRequest(parent=task_list, page_size=PAGE).SerializeToString()


def create_request(task_list: str, task_id: str) -> bytes:
    """A to-do of ordinary size, with an id of the caller's and a `request_id`."""
    task = Task(title=TITLE, notes=NOTES, priority=2, labels=["home"])
    return CreateTaskRequest(parent=task_list, task=task, task_id=task_id, request_id=str(uuid4())).SerializeToString()


def complete_request(task: str) -> bytes:
    return CompleteTaskRequest(name=task, request_id=str(uuid4())).SerializeToString()


def pull_request(task_list: str, token: str) -> bytes:
    return PullChangesRequest(parent=task_list, page_size=PAGE, sync_token=token).SerializeToString()
