"""What a client knows of a task or a list."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from todo.v1.event_service_pb2 import UndoEventResponse
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
Answer: TypeAlias = Task | TaskList | UndoEventResponse | Batch


@dataclass(frozen=True)
class Thing:
    """A task or a list; `title` is empty where there is none of that name. `day` is that of the occurrence that a task
    is at, as an ordinal; 0 where it does not recur."""

    name: str
    title: str = ""
    completed: bool = False
    deleted: bool = False
    day: int = 0

    @property
    def is_task(self) -> bool:
        return "/tasks/" in self.name

    @property
    def parent(self) -> str:
        return self.name.partition("/tasks/")[0]

    @property
    def id(self) -> str:
        return self.name.rpartition("/")[2]


def thing_of(answer: Answer) -> Thing:
    """Of a batch there is one task, and what is undone is a list's creation."""
    if isinstance(answer, UndoEventResponse):
        answer = answer.task_list
    if not isinstance(answer, Task | TaskList):
        (answer,) = answer.tasks
    completed = isinstance(answer, Task) and answer.state == Task.STATE_COMPLETED
    day = 0
    if isinstance(answer, Task) and answer.HasField("recurrence"):
        due = answer.due.date
        day = date(due.year, due.month, due.day).toordinal()
    return Thing(answer.name, answer.title, completed, answer.HasField("delete_time"), day)
