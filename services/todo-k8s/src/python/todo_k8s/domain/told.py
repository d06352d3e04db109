"""What a reader is told who follows what changes."""

from dataclasses import dataclass
from typing import TypeAlias

from todo_k8s.domain.model import Member, Reason, TaskList
from todo_k8s.storage.table import Item
from todo_k8s.value import value


@dataclass(frozen=True, slots=True)
class Removal:
    """What had this name is there no more. `destination_task` is the name of a task that moved to another list, empty
    for who has no role on that."""

    name: str
    reason: Reason
    destination_task: str = ""


Resource: TypeAlias = TaskList | Item | Member | Removal
"""A task is told as it is stored."""


@value
class Told:
    """A resource as it is now, and who made its last change, with the id of that call; empty where it had none."""

    resource: Resource
    actor: str
    request_id: str


@dataclass(frozen=True, slots=True)
class Pulled:
    """`next_token` says how far the reader has come. Where there is no `more` for now, that is everything up to the
    change of the parent's that has the number `sequence`."""

    changes: tuple[Told, ...]
    next_token: str
    more: bool
    sequence: int
