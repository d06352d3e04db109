"""What becomes of a list: the decisions that its own calls and taking one back share."""

from dataclasses import replace

from todo_k8s.domain.access import refuse_deleted
from todo_k8s.domain.errors import FailedPrecondition
from todo_k8s.domain.list_writing import ListStanding
from todo_k8s.domain.model import PurgeWork, TaskList
from todo_k8s.domain.writing import Plan
from todo_k8s.storage import list_codec
from todo_k8s.storage.table import Absent, AtVersion, Delete, Put


def deletion(standing: ListStanding, *, force: bool, undone: int | None = None) -> Plan[TaskList]:
    """A sweeper empties the list when nobody can bring it back any more. Raises FailedPrecondition where it has tasks,
    unless that is forced."""
    refuse_deleted(standing.list)
    if not force:
        # Taking a change back has no such option.
        options = "set force to delete them with it" if undone is None else "delete the list itself with force"
        _refuse_tasks(standing.list, f"delete them first, or {options}")
    deleted = replace(standing.list, delete_time=standing.now)
    return standing.change(deleted, Put(list_codec.purge_work_item(PurgeWork.of(deleted)), Absent()), undone=undone)


def restoration(standing: ListStanding, *, undone: int | None = None) -> Plan[TaskList]:
    """Of a deleted list. A sweeper that has begun has moved the work's version on: what it empties cannot come back."""
    work = list_codec.purge_work_item(PurgeWork.of(standing.list))
    restored = replace(standing.list, delete_time=None)
    return standing.change(restored, Delete(work.key, AtVersion(work.version)), undone=undone)


def _refuse_tasks(found: TaskList, way_out: str) -> None:
    count = found.active_count + found.completed_count
    if count:
        message = f"{found.name} is not empty (tasks: {count:,}); {way_out}"
        raise FailedPrecondition("TASK_LIST_NOT_EMPTY", message, {"name": found.name, "tasks": str(count)})
