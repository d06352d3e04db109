"""The tasks that belong together: one without a parent, and all below it. Those that are deleted do not count."""

from collections.abc import Sequence

from todo_k8s.domain import limits
from todo_k8s.domain.errors import FailedPrecondition, NotFound, QuotaExceeded
from todo_k8s.domain.model import State, Task
from todo_k8s.domain.names import TaskName
from todo_k8s.domain.task_writing import Standing
from todo_k8s.storage import keys, task_codec
from todo_k8s.storage.table import Cursor, Index, prefixed


async def relatives(standing: Standing, task: Task) -> list[Task]:
    """All tasks that belong together with this one, whole, but the one at the top; parents first, siblings in order.
    They are as this call leaves them so far."""
    found = {each.id: each for each in await _found(standing, keys.below(task.root_id))}
    for each in standing.so_far.values():
        found.pop(each.id, None)
        if each.ancestors[:1] == (task.root_id,) and each.delete_time is None:
            found[each.id] = each
    return sorted(found.values(), key=lambda each: (len(each.ancestors), each.ancestors, each.position))


async def descendants(standing: Standing, task: Task) -> list[Task]:
    """All that are below this one, likewise; nothing is read where there are none."""
    if not task.active_subtasks + task.completed_subtasks:
        return []
    return [each for each in await relatives(standing, task) if task.id in each.ancestors]


async def deleted_with(standing: Standing, task: Task) -> list[Task]:
    """All below this one that the call which deleted it deleted too, whole."""
    if task.deletion is None:
        return []
    together = await _found(standing, keys.deleted_together(task.deletion))
    return [each for each in together if task.id in each.ancestors]


def fit_parent(parent: Task | None, name: TaskName, state: State) -> Task:
    """The parent, if a task of this state may come under it. Raises NotFound, and FailedPrecondition `PARENT_DELETED`
    and `PARENT_NOT_ACTIVE`: below a task that is done there is nothing left to do. One that recurs (`PARENT_RECURS`) is
    many tasks, none of which could have these below it."""
    if parent is None:
        raise NotFound("TASK_NOT_FOUND", f"{name} does not exist", {"name": str(name)})
    if parent.delete_time is not None:
        raise FailedPrecondition("PARENT_DELETED", f"{name} is deleted; undelete it first", {"name": str(name)})
    if state is State.ACTIVE and parent.state is not State.ACTIVE:
        raise FailedPrecondition("PARENT_NOT_ACTIVE", f"{name} is completed; reopen it first", {"name": str(name)})
    if parent.run is not None:
        message = f"{name} recurs, so it has no subtasks; choose another parent, or end its recurrence"
        raise FailedPrecondition("PARENT_RECURS", message, {"name": str(name)})
    return parent


def refuse_active_below(task: Task, below: Sequence[Task], way_out: str) -> None:
    """Raises FailedPrecondition `SUBTASKS_ACTIVE`, which says this way out: calls differ in what can be set."""
    if any(each.state is State.ACTIVE for each in below):
        message = f"{task.name} has active subtasks; {way_out}"
        raise FailedPrecondition("SUBTASKS_ACTIVE", message, {"name": task.name})


def refuse_below(task: Task, below: Sequence[Task], way_out: str) -> None:
    """Raises FailedPrecondition `TASK_HAS_SUBTASKS`, likewise."""
    if below:
        raise FailedPrecondition("TASK_HAS_SUBTASKS", f"{task.name} has subtasks; {way_out}", {"name": task.name})


def check_room(parent: Task, there: Sequence[Task], coming: Sequence[Task]) -> None:
    """`there` are the parent's relatives, `coming` the task that is to come under it and all below that.

    Raises FailedPrecondition `TOO_DEEP` and QuotaExceeded `TOO_MANY_SUBTASKS`.
    """
    top, *_ = coming
    height = 1 + max(len(each.ancestors) for each in coming) - len(top.ancestors)
    if len(parent.lineage) + height > limits.SUBTASK_LEVELS:
        message = f"tasks stand in {limits.SUBTASK_LEVELS} levels at most, and there would be more below {parent.name}"
        raise FailedPrecondition(
            "TOO_DEEP", f"{message}; choose another parent, or move that up", {"name": parent.name}
        )
    others = {each.id for each in there} - {each.id for each in coming}
    if 1 + len(others) + len(coming) > limits.TASKS_TOGETHER:
        root = str(TaskName(parent.list_id, parent.root_id))
        most = f"{root} and all below it may be {limits.TASKS_TOGETHER} tasks, and there would be more"
        message = f"{most}; delete some of them, or choose another parent"
        raise QuotaExceeded("TOO_MANY_SUBTASKS", message, root)


async def _found(standing: Standing, prefix: str) -> list[Task]:
    stretch = prefixed(keys.list_pk(standing.list.id), Index.ALT, prefix)
    found: list[Task] = []
    after: Cursor | None = None
    while True:
        page = await standing.table.query(stretch, limits.TASKS_TOGETHER, after, detail=True)
        found += map(task_codec.task_of, page.items)
        after = page.next
        if after is None:
            return found
