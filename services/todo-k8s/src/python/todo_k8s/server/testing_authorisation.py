"""Who may call what: a row for each method, over a list on which somebody has each of the roles."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from google.protobuf.message import Message
from google.type.date_pb2 import Date
from todo.v1.member_pb2 import Member
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_pb2 import Due, Task

from todo.v1 import event_service_pb2 as events
from todo.v1 import member_service_pb2 as members
from todo.v1 import sync_service_pb2 as sync
from todo.v1 import task_list_service_pb2 as lists
from todo.v1 import task_service_pb2 as tasks
from todo_k8s.domain.model import Role

DUE = Due(date=Date(year=2026, month=12, day=1))
"""Of the task that recurs."""

OF_ONESELF = "of oneself"
"""What everyone may do for himself who may see the list: leave."""

OWNER, EDITOR, VIEWER = Role.OWNER, Role.EDITOR, Role.VIEWER


@dataclass(frozen=True, slots=True)
class World:
    """The names of a list, of another one that is deleted, of one whose editor is a viewer, of some of the first one's
    tasks, of the event that made `task`, and of a second owner of the list."""

    list: str
    gone: str
    readable: str
    task: str
    other: str
    done: str
    deleted: str
    recurring: str
    event: str
    member: str


@dataclass(frozen=True, slots=True)
class Row:
    """`needs` is the role that the call needs on the list; None where it is about the caller's own."""

    method: str
    needs: Role | None
    request: Callable[[World], Message]
    note: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.note}".strip()


# fmt: off
ROWS: Sequence[Row] = (
    Row("TaskListService.GetTaskList", VIEWER, lambda w: lists.GetTaskListRequest(name=w.list)),
    Row("TaskListService.CreateTaskList", None, lambda w: lists.CreateTaskListRequest(task_list=TaskList(title="new"))),
    Row("TaskListService.ListTaskLists", None, lambda w: lists.ListTaskListsRequest()),
    Row("TaskListService.UpdateTaskList", EDITOR,
        lambda w: lists.UpdateTaskListRequest(task_list=TaskList(name=w.list, title="new"))),
    Row("TaskListService.DeleteTaskList", OWNER, lambda w: lists.DeleteTaskListRequest(name=w.list, force=True)),
    Row("TaskListService.UndeleteTaskList", OWNER, lambda w: lists.UndeleteTaskListRequest(name=w.gone)),
    Row("TaskService.CreateTask", EDITOR, lambda w: tasks.CreateTaskRequest(parent=w.list, task=Task(title="new"))),
    Row("TaskService.GetTask", VIEWER, lambda w: tasks.GetTaskRequest(name=w.task)),
    Row("TaskService.ListTasks", VIEWER, lambda w: tasks.ListTasksRequest(parent=w.list)),
    Row("TaskService.ListTasks", None, lambda w: tasks.ListTasksRequest(parent="taskLists/-"), "of all lists"),
    Row("TaskService.UpdateTask", EDITOR, lambda w: tasks.UpdateTaskRequest(task=Task(name=w.task, title="new"))),
    Row("TaskService.DeleteTask", EDITOR, lambda w: tasks.DeleteTaskRequest(name=w.task)),
    Row("TaskService.UndeleteTask", EDITOR, lambda w: tasks.UndeleteTaskRequest(name=w.deleted)),
    Row("TaskService.CompleteTask", EDITOR, lambda w: tasks.CompleteTaskRequest(name=w.task)),
    Row("TaskService.ReopenTask", EDITOR, lambda w: tasks.ReopenTaskRequest(name=w.done)),
    Row("TaskService.MoveTask", EDITOR, lambda w: tasks.MoveTaskRequest(name=w.task, previous_sibling=w.other)),
    Row("TaskService.MoveTask", OWNER, lambda w: tasks.MoveTaskRequest(name=w.task, destination_parent=w.readable),
        "to a list that others only read"),
    Row("TaskService.SkipOccurrence", EDITOR, lambda w: tasks.SkipOccurrenceRequest(
        name=w.recurring, occurrence=DUE)),
    Row("TaskService.BatchGetTasks", VIEWER, lambda w: tasks.BatchGetTasksRequest(parent=w.list, names=[w.task])),
    Row("TaskService.BatchCreateTasks", EDITOR, lambda w: tasks.BatchCreateTasksRequest(
        parent=w.list, requests=[tasks.CreateTaskRequest(parent=w.list, task=Task(title="new"))])),
    Row("TaskService.BatchUpdateTasks", EDITOR, lambda w: tasks.BatchUpdateTasksRequest(
        parent=w.list, requests=[tasks.UpdateTaskRequest(task=Task(name=w.task, title="new"))])),
    Row("TaskService.BatchDeleteTasks", EDITOR, lambda w: tasks.BatchDeleteTasksRequest(
        parent=w.list, requests=[tasks.DeleteTaskRequest(name=w.task)])),
    Row("TaskService.BatchCompleteTasks", EDITOR, lambda w: tasks.BatchCompleteTasksRequest(
        parent=w.list, requests=[tasks.CompleteTaskRequest(name=w.task)])),
    Row("EventService.GetEvent", VIEWER, lambda w: events.GetEventRequest(name=w.event)),
    Row("EventService.ListEvents", VIEWER, lambda w: events.ListEventsRequest(parent=w.list)),
    Row("EventService.UndoEvent", EDITOR, lambda w: events.UndoEventRequest(name=w.event)),
    Row("MemberService.GetMember", VIEWER, lambda w: members.GetMemberRequest(name=w.member)),
    Row("MemberService.ListMembers", VIEWER, lambda w: members.ListMembersRequest(parent=w.list)),
    Row("MemberService.CreateMember", OWNER, lambda w: members.CreateMemberRequest(
        parent=w.list, member_id="new", member=Member(role=Member.ROLE_VIEWER))),
    Row("MemberService.UpdateMember", OWNER, lambda w: members.UpdateMemberRequest(
        member=Member(name=w.member, role=Member.ROLE_VIEWER))),
    Row("MemberService.DeleteMember", OWNER, lambda w: members.DeleteMemberRequest(name=w.member)),
    Row("MemberService.DeleteMember", VIEWER, lambda w: members.DeleteMemberRequest(name=f"{w.list}/members/me"),
        OF_ONESELF),
    Row("SyncService.PullChanges", VIEWER, lambda w: sync.PullChangesRequest(parent=w.list)),
    Row("SyncService.PullChanges", None, lambda w: sync.PullChangesRequest(parent="users/me"), "of one's own"),
    Row("SyncService.WatchChanges", VIEWER, lambda w: sync.WatchChangesRequest(parent=w.list)),
    Row("SyncService.WatchChanges", None, lambda w: sync.WatchChangesRequest(parent="users/me"), "of one's own"),
)
# fmt: on
