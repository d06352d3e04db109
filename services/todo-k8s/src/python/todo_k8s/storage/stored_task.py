"""What an item says of a task without the task being made, and what is left where one moved away."""

from collections.abc import Mapping
from typing import Any, TypeGuard

from todo_k8s.domain.model import State, Task
from todo_k8s.storage import keys
from todo_k8s.storage.item_fields import authorship, without_empty
from todo_k8s.storage.table import Index, Item
from todo_k8s.storage.task_data import TaskData
from todo_k8s.storage.task_indexes import change_of

# Asking an enum itself takes ten times as long, and every task that is read has one.
STATES: Mapping[str, State] = {state.value: state for state in State}


def is_task(item: Item | None) -> TypeGuard[Item]:
    """Whether a task stands there; not where there is none any more, or something else."""
    return item is not None and item.key.sk.startswith(keys.TASK) and not item.data.moved_to


def kind_of(item: Item) -> tuple[State, bool]:
    """The state of the task that is stored so, and whether it is deleted."""
    return STATES[item.data.state], is_deleted(item)


def is_deleted(task: Item) -> bool:
    return task.data.deleted is not None


def parent_id_of(item: Item) -> str | None:
    ancestors: tuple[str, ...] = item.data.ancestors
    return ancestors[-1] if ancestors else None


def task_id_of(item: Item) -> str:
    return item.key.sk.removeprefix(keys.TASK)


def task_name_of(item: Item) -> str:
    """Also of what stands where a task moved away."""
    return f"taskLists/{item.key.pk.removeprefix('L#')}/tasks/{task_id_of(item)}"


def moved_to(item: Item | None) -> str:
    """The name that the task has which moved away from here; empty where none did."""
    return str(item.data.moved_to) if item else ""


def moved_item(value: Task, name: str, expires: int) -> Item:
    """Stands where a task stood that has moved to another list and has this name there."""
    key, order = keys.task(value.list_id, value.id), {Index.CHG: change_of(value)}
    detail = without_empty({"uid": value.uid, "entered": value.entered}) | authorship(value)
    return Item(key, value.version, TaskData(moved_to=name), detail, order, expires)


def entered_with(value: Task, left: Item | None, *, moved: bool) -> int | None:
    """Its `entered`, where it comes under a name at which this is left of a task that moved away: the same as before
    where that was this one. `moved` says whether it comes from another list, and so can be older than others here."""
    if left and left.detail.get("uid") == value.uid:
        entered: Any = left.detail.get("entered")
        return None if entered is None else int(entered)
    return value.version if left or moved else None
