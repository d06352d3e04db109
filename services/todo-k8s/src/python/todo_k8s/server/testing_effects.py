"""What a mutation that is not refused makes of a resource, by the comments of `todo.v1`."""

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime, timedelta
from typing import TypeAlias

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from todo.v1.member_pb2 import Member
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import (
    CreateTaskListRequest,
    DeleteTaskListRequest,
    UndeleteTaskListRequest,
    UpdateTaskListRequest,
)
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
    MoveTaskRequest,
    ReopenTaskRequest,
    UndeleteTaskRequest,
    UpdateTaskRequest,
)

from todo_k8s.server.testing_mutations import (
    LIST_FIELDS,
    TASK_FIELDS,
    ListMutation,
    TaskMutation,
    fields_to_change,
    name_of,
)

RESTORABLE = timedelta(days=30)

Resource: TypeAlias = Task | TaskList


def stamp(moment: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(moment)
    return made


def made_list(request: ListMutation, before: TaskList | None, now: datetime) -> TaskList:
    made = (
        deepcopy(before) if before else TaskList(name=name_of(request), create_time=stamp(now), role=Member.ROLE_OWNER)
    )
    made.update_time.CopyFrom(stamp(now))
    match request:
        case CreateTaskListRequest():
            made.title = request.task_list.title
        case UpdateTaskListRequest():
            _change(made, request.task_list, request.update_mask.paths, LIST_FIELDS)
        case DeleteTaskListRequest():
            _delete(made, now)
        case UndeleteTaskListRequest():
            _undelete(made)
    return made


def made_task(request: TaskMutation, before: Task | None, now: datetime) -> Task:
    """Without a position where the server chooses one."""
    new = Task(name=name_of(request), create_time=stamp(now), state=Task.STATE_ACTIVE)
    made = deepcopy(before) if before else new
    made.update_time.CopyFrom(stamp(now))
    match request:
        case CreateTaskRequest():
            _change(made, request.task, ["*"], TASK_FIELDS)
            made.parent_task = request.task.parent_task
        case UpdateTaskRequest():
            _change(made, request.task, request.update_mask.paths, TASK_FIELDS)
        case CompleteTaskRequest():
            made.state = Task.STATE_COMPLETED
            made.complete_time.CopyFrom(stamp(now))
        case ReopenTaskRequest():
            made.state = Task.STATE_ACTIVE
            made.ClearField("complete_time")
        case DeleteTaskRequest():
            _delete(made, now)
        case UndeleteTaskRequest():
            _undelete(made)
        case MoveTaskRequest():
            made.position = ""
    return made


def _change(made: Message, given: Message, mask: Sequence[str], changeable: Sequence[str]) -> None:
    changed = fields_to_change(given, mask, changeable)
    for name in changed:
        made.ClearField(name)
    part = deepcopy(given)
    for field, _ in given.ListFields():
        if field.name not in changed:
            part.ClearField(field.name)
    made.MergeFrom(part)


def _delete(made: Resource, now: datetime) -> None:
    made.delete_time.CopyFrom(stamp(now))
    # In whole seconds, as stores count the time to live of an item.
    made.purge_time.CopyFrom(stamp(now.replace(microsecond=0) + RESTORABLE))


def _undelete(made: Resource) -> None:
    made.ClearField("delete_time")
    made.ClearField("purge_time")
