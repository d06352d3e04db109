"""What the load does: an entry for each RPC that changes a task, a list or a member, and one for each that reads."""

from datetime import date

from google.protobuf.field_mask_pb2 import FieldMask
from google.type.date_pb2 import Date
from todo.v1.member_pb2 import Member
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_pb2 import Due, Recurrence, Task

from faults.families import FAMILIES, all_of, is_family
from faults.operation import Mutation, Operation
from faults.thing import Thing
from todo.v1 import event_service_pb2 as events
from todo.v1 import member_service_pb2 as members
from todo.v1 import sync_service_pb2 as sync
from todo.v1 import task_list_service_pb2 as lists
from todo.v1 import task_service_pb2 as tasks


def _task(thing: Thing) -> bool:
    return thing.is_task and thing.title != "" and not thing.deleted


def _active(thing: Thing) -> bool:
    return _task(thing) and not thing.completed


def _once(thing: Thing) -> bool:
    """Whether it is active and does not recur."""
    return _active(thing) and not thing.day


def _list(thing: Thing) -> bool:
    return thing.is_list and thing.title != "" and not thing.deleted


def _member(thing: Thing) -> bool:
    return thing.is_member and thing.title != ""


def _other_role(thing: Thing) -> str:
    return "ROLE_EDITOR" if thing.title == _ROLE else _ROLE


def _recurs(thing: Thing) -> bool:
    """Whether it is one of those tasks, a quarter of all, that are made to recur."""
    return thing.id[0] in "0123"


def _due(day: int) -> Due:
    then = date.fromordinal(day)
    return Due(date=Date(year=then.year, month=then.month, day=then.day))


def _new_task(thing: Thing) -> Task:
    if not _recurs(thing):
        return Task(title=_FIRST)
    return Task(title=_FIRST, due=_due(_FIRST_DAY), recurrence=Recurrence(rule="FREQ=DAILY"))


def _longer(thing: Thing) -> str:
    return f"{thing.title}!"


_FIRST = "milk"
_ROLE = "ROLE_VIEWER"
_FIRST_DAY = date(2026, 2, 1).toordinal()
_TITLE = FieldMask(paths=["title"])

MUTATIONS = (
    *FAMILIES,
    Mutation(
        "CreateTask",
        lambda thing: thing.is_task and thing.title == "" and not is_family(thing),
        lambda thing: tasks.CreateTaskRequest(parent=thing.parent, task_id=thing.id, task=_new_task(thing)),
        lambda thing: {"title": _FIRST, "day": _FIRST_DAY if _recurs(thing) else 0},
    ),
    Mutation(
        "UpdateTask",
        _task,
        lambda thing: tasks.UpdateTaskRequest(task=Task(name=thing.name, title=_longer(thing)), update_mask=_TITLE),
        lambda thing: {"title": _longer(thing)},
    ),
    Mutation(
        "SkipOccurrence",
        lambda thing: _active(thing) and thing.day > 0,
        lambda thing: tasks.SkipOccurrenceRequest(name=thing.name, occurrence=_due(thing.day)),
        lambda thing: {"day": thing.day + 1},
    ),
    Mutation(
        "CompleteTask",
        _once,
        lambda thing: tasks.CompleteTaskRequest(name=thing.name, subtasks=thing.subtasks > 0),
        lambda _: {"completed": True},
        all_of,
    ),
    Mutation(
        "CompleteTask",
        lambda thing: _active(thing) and thing.day > 0,
        lambda thing: tasks.CompleteTaskRequest(name=thing.name, occurrence=_due(thing.day)),
        lambda thing: {"day": thing.day + 1, "done": thing.done + 1},
        lambda _: 2,
    ),
    Mutation(
        "ReopenTask",
        lambda thing: _task(thing) and thing.completed and not thing.subtasks,
        lambda thing: tasks.ReopenTaskRequest(name=thing.name),
        lambda _: {"completed": False},
    ),
    Mutation(
        "MoveTask",
        _active,
        lambda thing: tasks.MoveTaskRequest(name=thing.name, edge=tasks.MoveTaskRequest.EDGE_FIRST),
        lambda _: {},
    ),
    Mutation(
        "DeleteTask",
        _task,
        lambda thing: tasks.DeleteTaskRequest(name=thing.name, force=thing.subtasks > 0),
        lambda _: {"deleted": True},
        all_of,
    ),
    Mutation(
        "UndeleteTask",
        lambda thing: thing.is_task and thing.deleted,
        lambda thing: tasks.UndeleteTaskRequest(name=thing.name),
        lambda _: {"deleted": False},
        all_of,
    ),
    Mutation(
        "BatchCreateTasks",
        lambda thing: thing.is_task and thing.title == "" and not is_family(thing) and not _recurs(thing),
        lambda thing: tasks.BatchCreateTasksRequest(
            parent=thing.parent, requests=[tasks.CreateTaskRequest(task_id=thing.id, task=Task(title=_FIRST))]
        ),
        lambda _: {"title": _FIRST},
    ),
    Mutation(
        "BatchUpdateTasks",
        _task,
        lambda thing: tasks.BatchUpdateTasksRequest(
            parent=thing.parent, requests=[tasks.UpdateTaskRequest(task=Task(name=thing.name, title=_longer(thing)))]
        ),
        lambda thing: {"title": _longer(thing)},
    ),
    Mutation(
        "BatchCompleteTasks",
        _once,
        lambda thing: tasks.BatchCompleteTasksRequest(
            parent=thing.parent,
            requests=[tasks.CompleteTaskRequest(name=thing.name, subtasks=thing.subtasks > 0)],
        ),
        lambda _: {"completed": True},
        all_of,
    ),
    Mutation(
        "BatchDeleteTasks",
        _task,
        lambda thing: tasks.BatchDeleteTasksRequest(
            parent=thing.parent,
            requests=[tasks.DeleteTaskRequest(name=thing.name, force=thing.subtasks > 0)],
        ),
        lambda _: {"deleted": True},
        all_of,
    ),
    Mutation(
        "CreateTaskList",
        lambda thing: thing.is_list and thing.title == "",
        lambda thing: lists.CreateTaskListRequest(task_list_id=thing.id, task_list=TaskList(title=_FIRST)),
        lambda _: {"title": _FIRST},
    ),
    Mutation(
        "UpdateTaskList",
        _list,
        lambda thing: lists.UpdateTaskListRequest(
            task_list=TaskList(name=thing.name, title=_longer(thing)), update_mask=_TITLE
        ),
        lambda thing: {"title": _longer(thing)},
    ),
    Mutation(
        "DeleteTaskList",
        _list,
        lambda thing: lists.DeleteTaskListRequest(name=thing.name),
        lambda _: {"deleted": True},
    ),
    Mutation(
        "UndoEvent",
        lambda thing: _list(thing) and thing.title == _FIRST,
        lambda thing: events.UndoEventRequest(name=f"{thing.name}/events/1"),
        lambda _: {"deleted": True},
    ),
    Mutation(
        "UndeleteTaskList",
        lambda thing: thing.is_list and thing.deleted,
        lambda thing: lists.UndeleteTaskListRequest(name=thing.name),
        lambda _: {"deleted": False},
    ),
    Mutation(
        "CreateMember",
        lambda thing: thing.is_member and thing.title == "",
        lambda thing: members.CreateMemberRequest(parent=thing.parent, member_id=thing.id, member=Member(role=_ROLE)),
        lambda _: {"title": _ROLE},
    ),
    Mutation(
        "UpdateMember",
        _member,
        lambda thing: members.UpdateMemberRequest(member=Member(name=thing.name, role=_other_role(thing))),
        lambda thing: {"title": _other_role(thing)},
    ),
    Mutation(
        "DeleteMember",
        _member,
        lambda thing: members.DeleteMemberRequest(name=thing.name),
        lambda _: {"title": ""},
    ),
)

READS = (
    Operation("GetTask", lambda thing: thing.is_task, lambda thing: tasks.GetTaskRequest(name=thing.name)),
    Operation(
        "BatchGetTasks",
        lambda thing: thing.is_task,
        lambda thing: tasks.BatchGetTasksRequest(parent=thing.parent, names=[thing.name]),
    ),
    Operation("ListTasks", lambda thing: thing.is_task, lambda thing: tasks.ListTasksRequest(parent=thing.parent)),
    Operation(
        "GetEvent",
        lambda thing: thing.is_list and thing.title != "",
        lambda thing: events.GetEventRequest(name=f"{thing.name}/events/1"),
    ),
    Operation("PullChanges", lambda thing: thing.is_task, lambda thing: sync.PullChangesRequest(parent=thing.parent)),
    Operation("WatchChanges", lambda thing: thing.is_task, lambda thing: sync.WatchChangesRequest(parent=thing.parent)),
    Operation("ListEvents", lambda thing: thing.is_task, lambda thing: events.ListEventsRequest(parent=thing.parent)),
    Operation("ListTasks", lambda thing: thing.is_task, lambda _: tasks.ListTasksRequest(parent="taskLists/-")),
    Operation("GetTaskList", lambda thing: thing.is_list, lambda thing: lists.GetTaskListRequest(name=thing.name)),
    Operation("GetMember", _member, lambda thing: members.GetMemberRequest(name=thing.name)),
    Operation("ListMembers", _member, lambda thing: members.ListMembersRequest(parent=thing.parent)),
    Operation("ListTaskLists", lambda _: True, lambda _: lists.ListTaskListsRequest()),
)
