"""What completing a task, or skipping an occurrence of it, makes of that."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from todo_k8s.domain.decided import Change
from todo_k8s.domain.due import told
from todo_k8s.domain.errors import FailedPrecondition, InvalidArgument, Violation
from todo_k8s.domain.model import Due, Run, State, Task
from todo_k8s.domain.recurrence import following
from todo_k8s.domain.task_writing import Standing
from todo_k8s.domain.uuids import new_uuid
from todo_k8s.value import replace


async def completed(task: Task, occurrence: Due | None, standing: Standing) -> Sequence[Change]:
    """The changes that complete the task, first its own. Of one that recurs it is the `occurrence` that is completed:
    that becomes a task of its own, and the task goes on with the next one, if there is any.

    Raises InvalidArgument where a task recurs and no occurrence is named, FailedPrecondition where it is not the one
    that the task is at, or the task does not recur.
    """
    _check_occurrence(task, occurrence)
    after = following(task.content, task.run, standing.now) if task.run else None
    if after is None:
        return (Change(task, replace(task, state=State.COMPLETED, complete_time=standing.now)),)
    task_id, there = await _place_of_occurrence(task, standing)
    done = Task(
        list_id=task.list_id,
        id=task_id,
        uid=new_uuid(),
        version=0,
        content=replace(task.content, recurrence=None),
        state=State.COMPLETED,
        position=task.position,
        create_time=standing.now,
        update_time=standing.now,
        complete_time=standing.now,
        series=task.id,
    )
    series = replace(_advanced(task, after), occurrences=task.occurrences + 1, last_occurrence=task_id)
    return (Change(task, series), Change(there, done))


def skipped(task: Task, occurrence: Due | None, standing: Standing) -> Task:
    """The task at its next occurrence. Raises what completing it raises, and FailedPrecondition where there is no
    next one."""
    if task.run is None:
        raise _not_recurring(task)
    _check_occurrence(task, occurrence)
    after = following(task.content, task.run, standing.now)
    if after is None:
        message = f"{task.name} is at its last occurrence; complete or delete it"
        raise FailedPrecondition("NO_NEXT_OCCURRENCE", message, {"name": task.name})
    return _advanced(task, after)


def _advanced(task: Task, after: tuple[Due, Run]) -> Task:
    due, run = after
    return replace(task, content=replace(task.content, due=due), run=run)


def _check_occurrence(task: Task, occurrence: Due | None) -> None:
    due = task.content.due
    if task.run is None or due is None:
        if occurrence is not None:
            raise _not_recurring(task)
    elif occurrence is None:
        problem = f"is missing, and {task.name} recurs; name its due date, which is {told(due)} now"
        raise InvalidArgument([Violation("occurrence", problem)])
    elif occurrence != due:
        message = f"{task.name} is at its occurrence {told(due)}, not {told(occurrence)}; read it again, then decide"
        raise FailedPrecondition("OCCURRENCE_NOT_CURRENT", message, {"name": task.name, "occurrence": told(due)})


def _not_recurring(task: Task) -> FailedPrecondition:
    message = f"{task.name} does not recur, so it has no occurrences"
    return FailedPrecondition("TASK_NOT_RECURRING", message, {"name": task.name})


async def _place_of_occurrence(task: Task, standing: Standing) -> tuple[str, Task | None]:
    """The id for the completed occurrence, and what is there. It follows from the series and the number of the
    occurrence. A deleted task makes way for it; where another task has the id, any will do."""
    task_id = str(uuid5(UUID(task.uid), str(task.occurrences + 1)))
    (there,) = await standing.read(task_id)
    return (new_uuid(), None) if there and there.delete_time is None else (task_id, there)
