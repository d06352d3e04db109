"""What becomes of one task: the decisions that single calls and batches share."""

# The annotations of functions inside of functions would be made at every call.
from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from todo_k8s.domain import names, rank
from todo_k8s.domain.completing import completed, skipped
from todo_k8s.domain.content import FIELDS, changes_of, content_of, populated, refuse_large
from todo_k8s.domain.decided import Change
from todo_k8s.domain.due import due_of
from todo_k8s.domain.errors import AlreadyExists, FailedPrecondition
from todo_k8s.domain.masks import fields_of
from todo_k8s.domain.model import Run, State, Task, TaskContent
from todo_k8s.domain.names import TaskName
from todo_k8s.domain.recurrence import begun
from todo_k8s.domain.requests import ChangeTask, CreateTask, UpdateTask
from todo_k8s.domain.subtasks import completed_below, deleted, last_below, parent_name
from todo_k8s.domain.task_states import active, live
from todo_k8s.domain.task_writing import Standing
from todo_k8s.domain.uuids import new_uuid
from todo_k8s.domain.violations import Violations
from todo_k8s.value import replace, value

Decide: TypeAlias = Callable[[Task | None, Standing], Awaitable[Sequence[Change]]]


@value
class Wanted:
    """A request that has been checked: the task that it names, and what decides what becomes of that.

    `decide` is given the task as it stands, None where it is not there, and answers with the changes to make, the first
    of which is what the call answers with; it raises what the call raises. It leaves `Standing.tasks` alone: in a batch
    there are others among them.
    """

    name: TaskName
    decide: Decide


def creation(request: CreateTask, violations: Violations) -> Wanted:
    list_id = names.list_id_of(request.parent, "parent", violations)
    names.check_new_task_id(request.task_id, violations)
    content = content_of(request.task, violations)
    run = None if violations.found else begun(content, violations)
    name = TaskName(list_id, request.task_id or new_uuid())
    parent = parent_name(request.task.parent_task if request.task else "", name, violations)

    async def decide(there: Task | None, standing: Standing) -> Sequence[Change]:
        if there is not None:
            raise AlreadyExists("TASK_EXISTS", f"{name} exists; choose another id", {"name": str(name)})
        new = Task(
            list_id=name.list_id,
            id=name.task_id,
            uid=new_uuid(),
            version=0,
            content=content,
            state=State.ACTIVE,
            position=rank.after(standing.list.last_position),
            create_time=standing.now,
            update_time=standing.now,
            complete_time=None,
            run=run,
        )
        return (Change(None, await last_below(standing, new, parent) if parent else new),)

    return Wanted(name, decide)


def update(request: UpdateTask, violations: Violations) -> Wanted:
    name = names.task_name(request.name, "task.name", violations)
    fields = fields_of(request.mask, FIELDS, populated(request.task), violations)
    changes = changes_of(request.task, fields, violations)

    async def decide(there: Task | None, standing: Standing) -> Sequence[Change]:
        task = live(there, name, request.etag)
        content = replace(task.content, **changes)
        refuse_large(content)
        return (Change(task, replace(task, content=content, run=_run_of(task, content))),)

    return Wanted(name, decide)


def _run_of(task: Task, content: TaskContent) -> Run | None:
    """It begins anew where the due date or the recurrence is another one."""
    if (content.due, content.recurrence) == (task.content.due, task.content.recurrence):
        return task.run
    violations = Violations()
    run = begun(content, violations)
    violations.raise_if_any()
    if run and task.active_subtasks + task.completed_subtasks > 0:
        message = f"{task.name} has subtasks, so it cannot recur; move them away or delete them first"
        raise FailedPrecondition("TASK_HAS_SUBTASKS", message, {"name": task.name})
    return run


def completion(request: ChangeTask, violations: Violations) -> Wanted:
    name = names.task_name(request.name, "name", violations)
    occurrence = due_of(request.occurrence, "occurrence", violations)

    async def decide(there: Task | None, standing: Standing) -> Sequence[Change]:
        task = active(there, name, request.etag)
        below = await completed_below(standing, task, along=request.subtasks)
        return (*await completed(task, occurrence, standing), *below)

    return Wanted(name, decide)


def skipping(request: ChangeTask, violations: Violations) -> Wanted:
    name = names.task_name(request.name, "name", violations)
    if request.occurrence is None:
        violations.add("occurrence", "is missing; name the one to skip, which is the task's due date")
    occurrence = due_of(request.occurrence, "occurrence", violations)

    async def decide(there: Task | None, standing: Standing) -> Sequence[Change]:
        task = active(there, name, request.etag)
        return (Change(task, skipped(task, occurrence, standing)),)

    return Wanted(name, decide)


def deletion(request: ChangeTask, violations: Violations) -> Wanted:
    name = names.task_name(request.name, "name", violations)

    async def decide(there: Task | None, standing: Standing) -> Sequence[Change]:
        task = live(there, name, request.etag)
        return await deleted(standing, task, along=request.subtasks)

    return Wanted(name, decide)
