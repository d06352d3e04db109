"""Which task a mutation may change: it has to be there, of the etag that the caller names, and in the right state."""

from todo_k8s.domain.errors import FailedPrecondition, NotFound
from todo_k8s.domain.etags import check_etag
from todo_k8s.domain.model import State, Task
from todo_k8s.domain.names import TaskName


def not_found(name: TaskName) -> NotFound:
    return NotFound("TASK_NOT_FOUND", f"{name} does not exist", {"name": str(name)})


def found(task: Task | None, name: TaskName) -> Task:
    if task is None:
        raise not_found(name)
    return task


def live(task: Task | None, name: TaskName, etag: str) -> Task:
    """The task, if it is there, of that etag, and not deleted."""
    there = found(task, name)
    check_etag(etag, there)
    if there.delete_time is not None:
        raise wrong_state("TASK_DELETED", there, "is deleted; undelete it first")
    return there


def active(task: Task | None, name: TaskName, etag: str) -> Task:
    """The task, if it is there, of that etag, not deleted, and not completed."""
    there = live(task, name, etag)
    if there.state is not State.ACTIVE:
        raise wrong_state("TASK_NOT_ACTIVE", there, "is completed")
    return there


def wrong_state(reason: str, task: Task, problem: str) -> FailedPrecondition:
    return FailedPrecondition(reason, f"{task.name} {problem}", {"name": task.name, "state": task.state.value})
