"""One call of most RPCs, on ordinary to-dos."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias, TypeVar
from uuid import uuid4

from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message
from todo.v1.event_service_pb2 import GetEventRequest, ListEventsRequest
from todo.v1.member_service_pb2 import GetMemberRequest, ListMembersRequest
from todo.v1.sync_service_pb2 import PullChangesRequest, PullChangesResponse
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import (
    CreateTaskListRequest,
    GetTaskListRequest,
    ListTaskListsRequest,
    UpdateTaskListRequest,
)
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    BatchGetTasksRequest,
    CompleteTaskRequest,
    GetTaskRequest,
    ListTasksRequest,
    MoveTaskRequest,
    ReopenTaskRequest,
    UpdateTaskRequest,
)

from todo_benchmarks.requests import PAGE, create_request

Ask: TypeAlias = Callable[[str, bytes], Awaitable[bytes]]
M = TypeVar("M", bound=Message)

TASKS = 60


async def prepared(ask: Ask) -> Mapping[str, bytes]:
    """The requests, by the method without its package; what they are about is made by `ask`."""

    async def made(kind: type[M], method: str, request: bytes) -> M:
        return kind.FromString(await ask(method, request))

    new_list = CreateTaskListRequest(task_list=TaskList(title="errands"))
    parent = (await made(TaskList, "TaskListService/CreateTaskList", new_list.SerializeToString())).name
    everything = PullChangesRequest(parent=parent).SerializeToString()
    token = (await made(PullChangesResponse, "SyncService/PullChanges", everything)).next_sync_token
    for number in range(TASKS):
        await ask("TaskService/CreateTask", create_request(parent, f"t{number}"))
    names = [f"{parent}/tasks/t{number}" for number in range(TASKS)]
    await ask("TaskService/CompleteTask", CompleteTaskRequest(name=names[0]).SerializeToString())
    requests: Mapping[str, Message] = {
        "TaskService/GetTask": GetTaskRequest(name=names[1]),
        "TaskService/BatchGetTasks": BatchGetTasksRequest(parent=parent, names=names[:10]),
        "TaskService/ListTasks": ListTasksRequest(parent=parent, page_size=PAGE),
        "TaskService/UpdateTask": UpdateTaskRequest(
            task=Task(name=names[1], title="Oat milk"), update_mask=FieldMask(paths=["title"]), request_id=str(uuid4())
        ),
        "TaskService/CompleteTask": CompleteTaskRequest(name=names[1], request_id=str(uuid4())),
        "TaskService/ReopenTask": ReopenTaskRequest(name=names[0], request_id=str(uuid4())),
        "TaskService/MoveTask": MoveTaskRequest(name=names[9], edge=MoveTaskRequest.EDGE_FIRST),
        "TaskListService/GetTaskList": GetTaskListRequest(name=parent),
        "TaskListService/ListTaskLists": ListTaskListsRequest(),
        "TaskListService/UpdateTaskList": UpdateTaskListRequest(
            task_list=TaskList(name=parent, title="chores"), update_mask=FieldMask(paths=["title"])
        ),
        "MemberService/GetMember": GetMemberRequest(name=f"{parent}/members/me"),
        "MemberService/ListMembers": ListMembersRequest(parent=parent),
        "EventService/GetEvent": GetEventRequest(name=f"{parent}/events/3"),
        "EventService/ListEvents": ListEventsRequest(parent=parent, page_size=PAGE),
        "SyncService/PullChanges": PullChangesRequest(parent=parent, page_size=PAGE, sync_token=token),
    }
    created = {"TaskService/CreateTask": create_request(parent, "new")}
    return created | {method: request.SerializeToString() for method, request in requests.items()}
