"""What becomes of the subtasks of a task when it changes, and of a task that has a parent."""

from collections.abc import Sequence
from dataclasses import replace

from todo_k8s.domain import names, rank
from todo_k8s.domain.decided import Change
from todo_k8s.domain.family import (
    check_room,
    deleted_with,
    descendants,
    fit_parent,
    refuse_active_below,
    refuse_below,
    relatives,
)
from todo_k8s.domain.model import State, Task
from todo_k8s.domain.names import TaskName
from todo_k8s.domain.placing import Place, vacant
from todo_k8s.domain.task_writing import Standing
from todo_k8s.domain.violations import Violations


def parent_name(given: str, child: TaskName, violations: Violations) -> TaskName | None:
    """The parent that is given for a new task, if any."""
    if not given:
        return None
    name = names.task_name(given, "task.parent_task", violations)
    if name == child:
        violations.add("task.parent_task", "is the task itself; name another one")
    elif name.list_id != child.list_id and name.task_id and child.list_id:
        violations.add("task.parent_task", f"is in another list; name an active task of taskLists/{child.list_id}")
    return name


async def last_below(standing: Standing, new: Task, name: TaskName) -> Task:
    """The new task at its place: the last one under this parent."""
    (found,) = await standing.read(name.task_id)
    parent = fit_parent(found, name, State.ACTIVE)
    there = await relatives(standing, parent)
    new = replace(new, ancestors=parent.lineage)
    check_room(parent, there, [new])
    last = max((each.position for each in there if each.parent_id == parent.id), default=None)
    return replace(new, position=rank.after(last))


async def completed_below(standing: Standing, task: Task, *, along: bool) -> Sequence[Change]:
    """Completes the active tasks below this one too. Raises FailedPrecondition `SUBTASKS_ACTIVE` where there are some
    that are not to come along."""
    active = [each for each in await descendants(standing, task) if each.state is State.ACTIVE]
    if not along:
        refuse_active_below(task, active, "complete them first, or set subtasks to complete them with it")
    return [Change(each, replace(each, state=State.COMPLETED, complete_time=standing.now)) for each in active]


async def deleted(standing: Standing, task: Task, *, along: bool) -> Sequence[Change]:
    """Deletes the task with all below it. Raises FailedPrecondition `TASK_HAS_SUBTASKS` where there are some that are
    not to come along."""
    below = await descendants(standing, task)
    if not along:
        refuse_below(task, below, "delete them first, or set force to delete them with it")
    return [Change(each, replace(each, delete_time=standing.now)) for each in (task, *below)]


async def restored(standing: Standing, task: Task) -> tuple[Sequence[Change], Sequence[Task]]:
    """The changes that bring a task back with all that was deleted with it, and the siblings that make room."""
    below = await deleted_with(standing, task)
    back = replace(task, delete_time=None, deletion=None)
    if task.parent_id:
        back = replace(await _under_its_parent(standing, task, below), delete_time=None, deletion=None)
    if task.parent_id and not back.ancestors:
        back = replace(back, position=rank.after(standing.list.last_position))
    place = await vacant(standing, back) if back.state is State.ACTIVE else Place(back.position)
    changes = [Change(task, replace(back, position=place.position))]
    for each in below:
        ancestors = (*back.ancestors, *each.ancestors[each.ancestors.index(task.id) :])
        changes.append(Change(each, replace(each, delete_time=None, deletion=None, ancestors=ancestors)))
    return changes, place.shifted


async def _under_its_parent(standing: Standing, task: Task, below: Sequence[Task]) -> Task:
    """Where that is by now; at the end of the list where that moved to another one without it, even if another task
    came under its name since."""
    name = TaskName(task.list_id, task.ancestors[-1])
    (found,) = await standing.read(name.task_id)
    # The last change of a deleted task is its deletion.
    came_since = found and task.delete_time and found.create_time > task.delete_time
    if found is None or came_since or (found.entered or 0) > task.version:
        return replace(task, ancestors=())
    parent = fit_parent(found, name, task.state)
    check_room(parent, await relatives(standing, parent), [task, *below])
    return replace(task, ancestors=parent.lineage)


async def reopened(standing: Standing, task: Task) -> tuple[Task, Sequence[Task]]:
    """The task, active again, and the siblings that make room."""
    if task.parent_id:
        name = TaskName(task.list_id, task.parent_id)
        (found,) = await standing.read(name.task_id)
        fit_parent(found, name, State.ACTIVE)
    place = await vacant(standing, task)
    active = replace(task, state=State.ACTIVE, complete_time=None, position=place.position)
    return active, place.shifted
