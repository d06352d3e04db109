"""What reads give as it is stored, as the domain has it."""

from collections.abc import Iterable
from typing import TypeAlias

from todo_k8s.domain.model import Member, Task, TaskList
from todo_k8s.domain.told import Removal, Told
from todo_k8s.storage import task_codec
from todo_k8s.storage.table import Item

Known: TypeAlias = TaskList | Task | Member | Removal


def tasks_of(items: Iterable[Item]) -> list[Task]:
    return list(map(task_codec.task_of, items))


def resource_of(told: Told) -> Known:
    return task_codec.task_of(told.resource) if isinstance(told.resource, Item) else told.resource
