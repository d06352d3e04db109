"""Calls of every RPC, on ordinary to-dos."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from google.protobuf.field_mask_pb2 import FieldMask
from todo.v1.event_service_pb2 import GetEventRequest, ListEventsRequest, UndoEventRequest
from todo.v1.member_pb2 import Member
from todo.v1.member_service_pb2 import (
    CreateMemberRequest,
    DeleteMemberRequest,
    GetMemberRequest,
    ListMembersRequest,
    UpdateMemberRequest,
)
from todo.v1.sync_service_pb2 import PullChangesRequest, WatchChangesRequest
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import (
    DeleteTaskListRequest,
    GetTaskListRequest,
    ListTaskListsRequest,
    UndeleteTaskListRequest,
    UpdateTaskListRequest,
)
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    BatchCompleteTasksRequest,
    BatchCreateTasksRequest,
    BatchDeleteTasksRequest,
    BatchGetTasksRequest,
    BatchUpdateTasksRequest,
    CompleteTaskRequest,
    DeleteTaskRequest,
    GetTaskRequest,
    ListTasksRequest,
    MoveTaskRequest,
    ReopenTaskRequest,
    SkipOccurrenceRequest,
    UndeleteTaskRequest,
    UpdateTaskRequest,
)

from todo_benchmarks import profile_world as world
from todo_benchmarks.profile_world import BATCH, DUE, HOME, OTHER, SUBTASKS, Ask, World, creation, name_of
from todo_benchmarks.requests import PAGE

WATCHED = PAGE + 1
"""Messages after which who watches leaves: a page of changes or heartbeats, and a bookmark."""
_TITLE = FieldMask(paths=["title"])


async def prepared(ask: Ask) -> Mapping[str, bytes]:
    """The requests, by the method without its package, and what is special behind a comma; `ask` makes their world."""
    made = await world.made(ask)
    requests = _of_tasks() | _of_batches() | _of_lists() | _of_members() | _of_events() | _of_changes(made)
    for request in requests.values():
        if "request_id" in request.DESCRIPTOR.fields_by_name:
            request.request_id = str(uuid4())
    return {method: request.SerializeToString() for method, request in requests.items()}


def _of_tasks() -> dict[str, Any]:
    family = f"with {SUBTASKS} subtasks"
    return {
        "TaskService/CreateTask": creation("new"),
        "TaskService/GetTask": GetTaskRequest(name=name_of(2)),
        "TaskService/ListTasks": ListTasksRequest(parent=HOME, page_size=PAGE),
        "TaskService/UpdateTask": UpdateTaskRequest(task=_renamed(2), update_mask=_TITLE),
        "TaskService/DeleteTask": DeleteTaskRequest(name=name_of(2)),
        f"TaskService/DeleteTask, {family}": DeleteTaskRequest(name=name_of("family"), force=True),
        "TaskService/UndeleteTask": UndeleteTaskRequest(name=name_of(1)),
        "TaskService/CompleteTask": CompleteTaskRequest(name=name_of(2)),
        f"TaskService/CompleteTask, {family}": CompleteTaskRequest(name=name_of("family"), subtasks=True),
        "TaskService/CompleteTask, an occurrence": CompleteTaskRequest(name=name_of("series"), occurrence=DUE),
        "TaskService/SkipOccurrence": SkipOccurrenceRequest(name=name_of("series"), occurrence=DUE),
        "TaskService/ReopenTask": ReopenTaskRequest(name=name_of(0)),
        "TaskService/MoveTask": MoveTaskRequest(name=name_of(9), edge=MoveTaskRequest.EDGE_FIRST),
        f"TaskService/MoveTask, {family}": MoveTaskRequest(name=name_of("family"), destination_parent=name_of(9)),
        "TaskService/MoveTask, to another list": MoveTaskRequest(name=name_of(9), destination_parent=OTHER),
    }


def _of_batches() -> dict[str, Any]:
    names = [name_of(number) for number in range(2, BATCH + 2)]
    return {
        f"TaskService/BatchGetTasks, {BATCH}": BatchGetTasksRequest(parent=HOME, names=names),
        f"TaskService/BatchCreateTasks, {BATCH}": BatchCreateTasksRequest(
            parent=HOME, requests=[creation(f"new{number}") for number in range(BATCH)]
        ),
        f"TaskService/BatchUpdateTasks, {BATCH}": BatchUpdateTasksRequest(
            parent=HOME,
            requests=[UpdateTaskRequest(task=_renamed(2 + at), update_mask=_TITLE) for at in range(BATCH)],
        ),
        f"TaskService/BatchDeleteTasks, {BATCH}": BatchDeleteTasksRequest(
            parent=HOME, requests=[DeleteTaskRequest(name=each) for each in names]
        ),
        f"TaskService/BatchCompleteTasks, {BATCH}": BatchCompleteTasksRequest(
            parent=HOME, requests=[CompleteTaskRequest(name=each) for each in names]
        ),
    }


def _of_lists() -> dict[str, Any]:
    return {
        "TaskListService/CreateTaskList": world.list_creation(world.NEW_ID),
        "TaskListService/GetTaskList": GetTaskListRequest(name=HOME),
        "TaskListService/ListTaskLists": ListTaskListsRequest(),
        "TaskListService/UpdateTaskList": UpdateTaskListRequest(
            task_list=TaskList(name=HOME, title="chores"), update_mask=_TITLE
        ),
        "TaskListService/DeleteTaskList": DeleteTaskListRequest(name=HOME, force=True),
        "TaskListService/UndeleteTaskList": UndeleteTaskListRequest(name=world.DELETED),
    }


def _of_members() -> dict[str, Any]:
    ann, viewer = f"{HOME}/members/ann", Member.ROLE_VIEWER
    return {
        "MemberService/CreateMember": CreateMemberRequest(parent=HOME, member_id="bob", member=Member(role=viewer)),
        "MemberService/GetMember": GetMemberRequest(name=f"{HOME}/members/me"),
        "MemberService/ListMembers": ListMembersRequest(parent=HOME),
        "MemberService/UpdateMember": UpdateMemberRequest(member=Member(name=ann, role=viewer)),
        "MemberService/DeleteMember": DeleteMemberRequest(name=ann),
    }


def _of_events() -> dict[str, Any]:
    return {
        "EventService/GetEvent": GetEventRequest(name=world.event_of(2)),
        "EventService/ListEvents": ListEventsRequest(parent=HOME, page_size=PAGE),
        "EventService/UndoEvent": UndoEventRequest(name=world.event_of(2)),
        f"EventService/UndoEvent, of {BATCH} together": UndoEventRequest(name=world.event_of(world.TASKS - 1)),
    }


def _of_changes(made: World) -> dict[str, Any]:
    return {
        f"SyncService/PullChanges, {PAGE}": PullChangesRequest(parent=HOME, page_size=PAGE, sync_token=made.empty),
        "SyncService/PullChanges, one": PullChangesRequest(parent=HOME, page_size=1, sync_token=made.empty),
        "SyncService/PullChanges, nothing new": PullChangesRequest(parent=HOME, sync_token=made.full),
        f"SyncService/WatchChanges, {PAGE} changes": WatchChangesRequest(parent=HOME, sync_token=made.empty),
        f"SyncService/WatchChanges, {PAGE} heartbeats": WatchChangesRequest(parent=HOME, sync_token=made.full),
    }


def _renamed(number: int) -> Task:
    return Task(name=name_of(number), title="Oat milk")
