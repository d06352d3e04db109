"""Between protobuf and the domain's types. Nothing is checked here but what only protobuf can say."""

import hashlib
from datetime import UTC, datetime
from typing import TypeAlias

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from todo.v1 import (
    event_service_pb2,
    member_pb2,
    member_service_pb2,
    task_list_pb2,
    task_list_service_pb2,
    task_pb2,
    task_service_pb2,
)
from todo_k8s.domain.errors import InvalidArgument, Violation
from todo_k8s.domain.model import Principal, Role, TaskList
from todo_k8s.domain.requests import (
    Before,
    Behind,
    ChangeTask,
    Destination,
    DueInput,
    Edge,
    Mutation,
    PageRequest,
    TaskInput,
)
from todo_k8s.domain.users import MY_NAME
from todo_k8s.server.translate_due import due_input, recurrence_input

ChangeTaskRequest: TypeAlias = (
    task_service_pb2.CompleteTaskRequest
    | task_service_pb2.ReopenTaskRequest
    | task_service_pb2.DeleteTaskRequest
    | task_service_pb2.UndeleteTaskRequest
    | task_service_pb2.SkipOccurrenceRequest
)
BatchRequest: TypeAlias = (
    task_service_pb2.BatchCreateTasksRequest
    | task_service_pb2.BatchUpdateTasksRequest
    | task_service_pb2.BatchDeleteTasksRequest
    | task_service_pb2.BatchCompleteTasksRequest
)
MutationRequest: TypeAlias = (
    task_list_service_pb2.CreateTaskListRequest
    | task_list_service_pb2.UpdateTaskListRequest
    | task_list_service_pb2.DeleteTaskListRequest
    | task_list_service_pb2.UndeleteTaskListRequest
    | task_service_pb2.CreateTaskRequest
    | task_service_pb2.UpdateTaskRequest
    | task_service_pb2.MoveTaskRequest
    | member_service_pb2.CreateMemberRequest
    | member_service_pb2.UpdateMemberRequest
    | member_service_pb2.DeleteMemberRequest
    | event_service_pb2.UndoEventRequest
    | ChangeTaskRequest
    | BatchRequest
)
ListRequest: TypeAlias = (
    task_list_service_pb2.ListTaskListsRequest
    | task_service_pb2.ListTasksRequest
    | event_service_pb2.ListEventsRequest
    | member_service_pb2.ListMembersRequest
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ROLES = {
    None: member_pb2.Member.ROLE_UNSPECIFIED,
    Role.VIEWER: member_pb2.Member.ROLE_VIEWER,
    Role.EDITOR: member_pb2.Member.ROLE_EDITOR,
    Role.OWNER: member_pb2.Member.ROLE_OWNER,
}
_EDGES = {
    task_service_pb2.MoveTaskRequest.EDGE_FIRST: Edge.FIRST,
    task_service_pb2.MoveTaskRequest.EDGE_LAST: Edge.LAST,
}
_VIEWS_AS_FULL = {
    task_service_pb2.TASK_VIEW_UNSPECIFIED: False,
    task_service_pb2.TASK_VIEW_BASIC: False,
    task_service_pb2.TASK_VIEW_FULL: True,
}


def mutation(method: str, request: MutationRequest) -> Mutation:
    """Takes the id out of the request."""
    request_id = request.request_id
    request.ClearField("request_id")
    # Nobody asks for it where there is no id; the parts of a batch have none.
    return Mutation(method, request_id, _digest(method, request) if request_id else "", request.validate_only)


def page_request(method: str, request: ListRequest) -> PageRequest:
    """Takes the page's size and token out of the request."""
    size, token = request.page_size, request.page_token
    request.ClearField("page_size")
    request.ClearField("page_token")
    return PageRequest(size, token, _digest(method, request))


def change_task(method: str, request: ChangeTaskRequest) -> ChangeTask:
    return ChangeTask(
        request.name, request.etag, mutation(method, request), _takes_along(request), _occurrence(request)
    )


def _takes_along(request: ChangeTaskRequest) -> bool:
    if isinstance(request, task_service_pb2.CompleteTaskRequest):
        return request.subtasks
    return isinstance(request, task_service_pb2.DeleteTaskRequest) and request.force


def _occurrence(request: ChangeTaskRequest) -> DueInput | None:
    if isinstance(request, task_service_pb2.CompleteTaskRequest | task_service_pb2.SkipOccurrenceRequest):
        return due_input(request.occurrence) if request.HasField("occurrence") else None
    return None


def destination(request: task_service_pb2.MoveTaskRequest) -> Destination | None:
    """None where there is none: a number that is no edge is none."""
    match request.WhichOneof("destination"):
        case "next_sibling":
            return Before(request.next_sibling)
        case "previous_sibling":
            return Behind(request.previous_sibling)
        case "edge":
            return _EDGES.get(request.edge)
    return None


def is_full(view: task_service_pb2.TaskView) -> bool:
    """Raises InvalidArgument for a number that is no view: enums of proto3 take any."""
    full = _VIEWS_AS_FULL.get(view)
    if full is None:
        raise InvalidArgument([Violation("view", f"is {view}, which is no TaskView; give 1 (BASIC) or 2 (FULL)")])
    return full


def task_input(task: task_pb2.Task, caller: Principal) -> TaskInput:
    """Among the assignees `users/me` is the caller, who is kept by name."""
    return TaskInput(
        title=task.title,
        notes=task.notes,
        priority=task.priority,
        labels=tuple(task.labels),
        due=due_input(task.due) if task.HasField("due") else None,
        annotations=dict(task.annotations),
        assignees=tuple(caller.name if user == MY_NAME else user for user in task.assignees),
        parent_task=task.parent_task,
        recurrence=recurrence_input(task.recurrence) if task.HasField("recurrence") else None,
    )


def task_list(value: TaskList) -> task_list_pb2.TaskList:
    return task_list_pb2.TaskList(
        name=value.name,
        uid=value.id,
        title=value.title,
        active_task_count=value.active_count,
        completed_task_count=value.completed_count,
        create_time=timestamp(value.create_time),
        update_time=timestamp(value.update_time),
        etag=value.etag,
        delete_time=optional_timestamp(value.delete_time),
        purge_time=optional_timestamp(value.purge_time),
        role=ROLES[value.role],
    )


def _digest(method: str, request: Message) -> str:
    return hashlib.sha256(f"{method}\n".encode() + request.SerializeToString(deterministic=True)).hexdigest()[:32]


def timestamp(when: datetime) -> Timestamp:
    return Timestamp(**_parts(when))


def optional_timestamp(when: datetime | None) -> Timestamp | None:
    return timestamp(when) if when else None


def _parts(when: datetime) -> dict[str, int]:
    since = when - _EPOCH
    return {"seconds": since.days * 86_400 + since.seconds, "nanos": since.microseconds * 1_000}
