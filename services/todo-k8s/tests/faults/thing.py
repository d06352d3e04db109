"""What a client knows of a task, a list or a member."""

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from todo.v1.event_service_pb2 import UndoEventResponse
from todo.v1.member_pb2 import Member
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    BatchCompleteTasksResponse,
    BatchCreateTasksResponse,
    BatchDeleteTasksResponse,
    BatchGetTasksResponse,
    BatchUpdateTasksResponse,
)

Batch: TypeAlias = (
    BatchGetTasksResponse
    | BatchCreateTasksResponse
    | BatchUpdateTasksResponse
    | BatchCompleteTasksResponse
    | BatchDeleteTasksResponse
)
Answer: TypeAlias = Task | TaskList | Member | UndoEventResponse | Batch


@dataclass(frozen=True)
class Thing:
    """A task, a list or a member, whose title is the name of the role; `title` is empty where there is none of that
    name. `day` is that of the occurrence that a task is at, as an ordinal; 0 where it does not recur.

    What follows that is not told by the thing itself: how many `subtasks` it was made with, which are always as it is;
    how many of its occurrences are `done`; and as what the `last` call found it, with the `count` of changes that it
    made."""

    name: str
    title: str = ""
    completed: bool = False
    deleted: bool = False
    day: int = 0
    subtasks: int = field(default=0, compare=False)
    done: int = field(default=0, compare=False)
    last: "Thing | None" = field(default=None, compare=False)
    count: int = field(default=1, compare=False)

    @property
    def below(self) -> list[str]:
        """The names of its subtasks."""
        return [f"{self.name}-{number}" for number in range(self.subtasks)]

    @property
    def is_task(self) -> bool:
        return "/tasks/" in self.name

    @property
    def is_member(self) -> bool:
        return "/members/" in self.name

    @property
    def is_list(self) -> bool:
        return not self.is_task and not self.is_member

    @property
    def parent(self) -> str:
        return "/".join(self.name.split("/")[:2])

    @property
    def id(self) -> str:
        return self.name.rpartition("/")[2]


def thing_of(answer: Answer) -> Thing:
    """Of several tasks, the first."""
    if isinstance(answer, UndoEventResponse) and not answer.tasks:
        answer = answer.task_list
    if isinstance(answer, Member):
        return Thing(answer.name, Member.Role.Name(answer.role))
    if not isinstance(answer, Task | TaskList):
        answer = answer.tasks[0]
    completed = isinstance(answer, Task) and answer.state == Task.STATE_COMPLETED
    day = 0
    if isinstance(answer, Task) and answer.HasField("recurrence"):
        due = answer.due.date
        day = date(due.year, due.month, due.day).toordinal()
    return Thing(answer.name, answer.title, completed, answer.HasField("delete_time"), day)
