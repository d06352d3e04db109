"""Batches in the random histories."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import TypeAlias, TypeVar
from uuid import UUID

from todo.v1.task_service_pb2 import (
    BatchCompleteTasksRequest,
    BatchCreateTasksRequest,
    BatchDeleteTasksRequest,
    BatchUpdateTasksRequest,
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
    UpdateTaskRequest,
)

from todo_k8s.server.testing_requests import HOME, WORK, any_task, creation_of, update_of
from todo_k8s.server.testing_wrong_fields import wrong_fields

BatchRequest: TypeAlias = (
    BatchCreateTasksRequest | BatchUpdateTasksRequest | BatchDeleteTasksRequest | BatchCompleteTasksRequest
)

Part = TypeVar("Part", CreateTaskRequest, UpdateTaskRequest)

MOST = 20
MOST_READ = 50


@dataclass(frozen=True)
class Batch:
    """`etags` tell those of the requests, as `Change.etag` does; `again` repeats the batch before this one first."""

    request: BatchRequest
    etags: Sequence[str]
    id: str
    again: bool


@dataclass(frozen=True)
class Read:
    """Reads tasks together."""

    parent: str
    names: Sequence[str]


def read(chance: Random) -> Read:
    parent = chance.choices((HOME, WORK, "taskLists/-"), (20, 10, 1))[0]
    count = chance.choices((2, 3, 4, 0, MOST_READ + 1), (8, 8, 8, 1, 1))[0]
    names = _names(chance, parent, count)
    return Read(parent, names if chance.random() < 0.9 else [*names, *names[:1]])


def batch(chance: Random) -> Batch:
    parent = chance.choices((HOME, WORK, "taskLists/-"), (40, 5, 1))[0]
    count = chance.choices((1, 2, 3, 4, 0, MOST + 1), (8, 16, 12, 8, 1, 1))[0]
    request = chance.choice((_creations, _updates, _completions, _deletions))(chance, parent, count)
    request.validate_only = chance.random() < 0.1
    for part in request.requests:
        if chance.random() < 0.02:
            part.request_id, part.validate_only = str(UUID(int=1, version=4)), True
    etags = [chance.choices(("", "right", "odd"), (12, 6, 1))[0] for _ in request.requests]
    return Batch(request, etags, chance.choices(("new", "", "odd"), (8, 2, 1))[0], chance.random() < 0.3)


def _creations(chance: Random, parent: str, count: int) -> BatchCreateTasksRequest:
    """Some come under others that the same batch makes."""
    parts = [
        _mostly_right(chance, lambda: creation_of(chance, chance.choices(("", parent, WORK), (20, 10, 1))[0]))
        for _ in range(count)
    ]
    made = ["f"]
    for part in parts:
        part.task_id = chance.choices(("", chance.choice("ghij"), part.task_id), (8, 8, 1))[0]
        above = chance.choice((*made, *made, "a", "b", "water"))
        if part.HasField("task") and not part.task.HasField("recurrence"):
            part.task.parent_task = f"{parent}/tasks/{above}" if chance.random() < 0.6 else ""
        made += [part.task_id] if part.task_id else []
    return BatchCreateTasksRequest(parent=parent, requests=parts)


def _updates(chance: Random, parent: str, count: int) -> BatchUpdateTasksRequest:
    parts = [_mostly_right(chance, partial(update_of, chance, name)) for name in _names(chance, parent, count)]
    return BatchUpdateTasksRequest(parent=parent, requests=parts)


def _completions(chance: Random, parent: str, count: int) -> BatchCompleteTasksRequest:
    parts = [CompleteTaskRequest(name=name, subtasks=chance.random() < 0.5) for name in _names(chance, parent, count)]
    return BatchCompleteTasksRequest(parent=parent, requests=parts)


def _deletions(chance: Random, parent: str, count: int) -> BatchDeleteTasksRequest:
    parts = [DeleteTaskRequest(name=name, force=chance.random() < 0.5) for name in _names(chance, parent, count)]
    return BatchDeleteTasksRequest(parent=parent, requests=parts)


def _mostly_right(chance: Random, make: Callable[[], Part]) -> Part:
    """One wrong request spoils the whole batch, however many the others are."""
    made = make()
    while wrong_fields(made) - {"parent"} and chance.random() < 0.9:
        made = make()
    return made


def _names(chance: Random, parent: str, count: int) -> list[str]:
    """Most of them of the list, and each once."""
    names = [f"{parent}/tasks/{id}" for id in chance.sample(["a", "b", "c", "d", "e", "water"], min(count, 6))]
    names += [any_task(chance) for _ in range(count - len(names))]
    if names and chance.random() < 0.1:
        names[-1] = any_task(chance)
    return names
