"""The requests that change something, and what the model asks of every one of them."""

from collections.abc import Sequence
from copy import deepcopy
from typing import TypeAlias

from google.protobuf.message import Message
from todo.v1.task_list_service_pb2 import (
    CreateTaskListRequest,
    DeleteTaskListRequest,
    UndeleteTaskListRequest,
    UpdateTaskListRequest,
)
from todo.v1.task_service_pb2 import (
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
    MoveTaskRequest,
    ReopenTaskRequest,
    SkipOccurrenceRequest,
    UndeleteTaskRequest,
    UpdateTaskRequest,
)

ListMutation: TypeAlias = (
    CreateTaskListRequest | UpdateTaskListRequest | DeleteTaskListRequest | UndeleteTaskListRequest
)
TaskMutation: TypeAlias = (
    CreateTaskRequest
    | UpdateTaskRequest
    | DeleteTaskRequest
    | UndeleteTaskRequest
    | CompleteTaskRequest
    | ReopenTaskRequest
    | MoveTaskRequest
    | SkipOccurrenceRequest
)
Mutation: TypeAlias = ListMutation | TaskMutation

LIST_FIELDS = ("title",)
TASK_FIELDS = ("title", "notes", "priority", "labels", "due", "annotations", "assignees", "recurrence")


def fields_to_change(resource: Message, mask: Sequence[str], changeable: Sequence[str]) -> Sequence[str]:
    """By AIP-134: `*` is all, no mask is what is set."""
    if list(mask) == ["*"]:
        return changeable
    return mask or [field.name for field, _ in resource.ListFields() if field.name in changeable]


def parent_of(name: str) -> str:
    return name.partition("/tasks/")[0]


def name_in(list_name: str, task_name: str) -> str:
    """The name that the task has in another list; empty for none."""
    return f"{list_name}/tasks/{task_name.rpartition('/')[2]}" if task_name else ""


def name_of(request: Mutation) -> str:
    """The name of what the request changes; without its last part where the server chooses that."""
    match request:
        case CreateTaskListRequest():
            return f"taskLists/{request.task_list_id}"
        case UpdateTaskListRequest():
            return request.task_list.name
        case CreateTaskRequest():
            return f"{request.parent}/tasks/{request.task_id}"
        case UpdateTaskRequest():
            return request.task.name
    return request.name


def etag_of(request: Mutation) -> str:
    match request:
        case UpdateTaskListRequest():
            return request.task_list.etag
        case UpdateTaskRequest():
            return request.task.etag
        case CreateTaskListRequest() | CreateTaskRequest():
            return ""
    return request.etag


def with_etag(request: Mutation, etag: str) -> Mutation:
    changed = deepcopy(request)
    match changed:
        case UpdateTaskListRequest():
            changed.task_list.etag = etag
        case UpdateTaskRequest():
            changed.task.etag = etag
        case CreateTaskListRequest() | CreateTaskRequest():
            pass
        case _:
            changed.etag = etag
    return changed


def without_id(request: Mutation) -> Mutation:
    body = deepcopy(request)
    body.ClearField("request_id")
    return body
