"""Taking changes back: what an event tells of is made as it was before, where nothing of it was changed since."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from todo_k8s.domain.access import refuse_deleted
from todo_k8s.domain.decided import Change
from todo_k8s.domain.list_changes import deletion, restoration
from todo_k8s.domain.list_writing import ListStanding
from todo_k8s.domain.model import Event, Role, Task, TaskList
from todo_k8s.domain.names import TaskName
from todo_k8s.domain.placing import all_vacant
from todo_k8s.domain.recurrence import fits
from todo_k8s.domain.task_states import found, wrong_state
from todo_k8s.domain.task_writing import Standing
from todo_k8s.domain.undo_conflict import came_behind, changed_since
from todo_k8s.domain.undone_family import in_the_family
from todo_k8s.domain.writing import Plan
from todo_k8s.storage import list_codec, task_codec
from todo_k8s.storage.event_codec import FIELDS, changed_fields
from todo_k8s.storage.table import Json


async def undone_tasks(standing: Standing, events: Sequence[Event]) -> Plan[tuple[Task, ...]]:
    """The plan that takes back what these events tell of tasks, each another; `standing.tasks` are those tasks. Raises
    NotFound, and Aborted `UNDO_CONFLICT`."""
    inverse: list[Change] = []
    for event, task in zip(events, standing.tasks, strict=True):
        before = _theirs(event, task, standing)
        after = _inverse(event, before, standing)
        await _refuse_another_parent(event, after, standing)
        inverse.append(Change(before, after, undone=event.sequence))
    changes, shifted = await all_vacant(standing, *await in_the_family(standing, inverse))
    return await standing.changes(changes, shifted, answered=len(changes))


def needed_role(event: Event) -> Role:
    """What the inverse of the event takes: to delete a list and to bring it back, its owner."""
    is_existence = event.task_id is None and (event.sequence == 1 or "delete_time" in event.fields)
    return Role.OWNER if is_existence else Role.EDITOR


def undone_list(standing: ListStanding, event: Event) -> Plan[TaskList]:
    """The plan that takes back what the event tells of the list."""
    _refuse(standing.list.name, _changed_since(event, list_codec.list_fields(standing.list)))
    if event.sequence == 1 or "deleted" in event.before:
        return deletion(standing, force=False, undone=event.sequence)
    if "deleted" in event.after:
        return restoration(standing, undone=event.sequence)
    refuse_deleted(standing.list)
    # The update can have given it the title that it had.
    title = str(event.before.get("title", standing.list.title))
    return standing.change(replace(standing.list, title=title), undone=event.sequence)


def _theirs(event: Event, task: Task | None, standing: Standing) -> Task:
    """The task, if it is the one that the event tells of, and not another that was made under its name since."""
    name = TaskName(standing.list.id, event.task_id or "")
    return found(task if task and task.uid == event.uid else None, name)


def _inverse(event: Event, task: Task, standing: Standing) -> Task:
    """The task as it was before the event, in the fields that it tells of."""
    now = task_codec.task_fields(task)
    if "create_time" in event.fields:
        # All that was written into it since would be lost with it; where it stands by now would not.
        _refuse(task.name, [field for field in changed_fields(event.after, now) if field != "position"])
        return replace(task, delete_time=standing.now)
    if task.delete_time is not None and "delete_time" not in event.fields:
        raise wrong_state("TASK_DELETED", task, "is deleted; undelete it first")
    _refuse(task.name, _changed_since(event, now))
    kept = {name: value for name, value in now.items() if FIELDS[name] not in event.fields}
    restored = task_codec.task_of_fields(task.list_id, task.id, task.version, {**kept, **event.before})
    has_subtasks = task.active_subtasks + task.completed_subtasks > 0
    if not fits(restored.content, restored.run) or (restored.run and has_subtasks):
        _refuse(task.name, ["recurrence"])
    return replace(
        restored,
        delete_time=standing.now if restored.delete_time else None,
        entered=task.entered,
        ancestors=restored.ancestors if "parent_task" in event.fields else task.ancestors,
        active_subtasks=task.active_subtasks,
        completed_subtasks=task.completed_subtasks,
    )


async def _refuse_another_parent(event: Event, after: Task, standing: Standing) -> None:
    """Where a task came under its parent's name since, it is not the one that the event tells of."""
    if after.parent_id and after.delete_time is None and {"parent_task", "delete_time"} & set(event.fields):
        (parent,) = await standing.read(after.parent_id)
        if parent and came_behind(parent, event):
            _refuse(after.name, ["parent_task"])


def _changed_since(event: Event, now: Mapping[str, Json]) -> Sequence[str]:
    """The fields of the event that are not as the event left them. What it deleted may have come back and be deleted
    again, at another time."""
    theirs = {stored: value for stored, value in now.items() if FIELDS[stored] in event.fields}
    since_then = changed_fields(event.after, theirs)
    is_alike = ("deleted" in theirs) is ("deleted" in event.after)
    return [field for field in since_then if not (is_alike and field == "delete_time")]


def _refuse(name: str, fields: Sequence[str]) -> None:
    if fields:
        raise changed_since(name, fields)
