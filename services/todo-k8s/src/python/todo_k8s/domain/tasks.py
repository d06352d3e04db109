"""The use cases of tasks."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from todo_k8s.domain import names, rank
from todo_k8s.domain.access import authorise
from todo_k8s.domain.content import FIELDS, changes_of, content_of, populated, refuse_large
from todo_k8s.domain.errors import AlreadyExists, FailedPrecondition, NotFound
from todo_k8s.domain.etags import check_etag
from todo_k8s.domain.masks import fields_of
from todo_k8s.domain.model import Principal, State, Task, TaskContent
from todo_k8s.domain.names import TaskName
from todo_k8s.domain.paging import Listing
from todo_k8s.domain.placing import placed, vacant
from todo_k8s.domain.requests import (
    Before,
    Behind,
    ChangeTask,
    CreateTask,
    Destination,
    Edge,
    ListTasks,
    MoveTask,
    Mutation,
    UpdateTask,
)
from todo_k8s.domain.task_listing import list_tasks
from todo_k8s.domain.task_writing import Standing, change_task
from todo_k8s.domain.violations import Violations
from todo_k8s.domain.writing import Plan, Writer
from todo_k8s.storage import codec, keys
from todo_k8s.storage.table import Table


class Tasks:
    """Whatever names a task raises NotFound where it is not there, and PermissionDenied where the caller has no role on
    its list. Whatever changes one raises FailedPrecondition where it is not in the state for that, and Aborted where
    the etag given is not its own."""

    def __init__(self, table: Table, clock: Callable[[], datetime]) -> None:
        self._table = table
        self._clock = clock
        self._writer = Writer(table)

    async def get(self, caller: Principal, name: str) -> Task:
        violations = Violations()
        wanted = names.task_name(name, "name", violations)
        violations.raise_if_any()
        head, member, item = await self._table.get(
            keys.list_head(wanted.list_id),
            keys.member(wanted.list_id, caller.user),
            keys.task(wanted.list_id, wanted.task_id),
        )
        authorise(wanted.list_id, head, member, self._clock())
        return _found(codec.task_of(item) if item else None, wanted)

    async def list(self, caller: Principal, request: ListTasks) -> Listing[Task]:
        return await list_tasks(self._table, caller, request, self._clock())

    async def create(self, caller: Principal, request: CreateTask) -> Task:
        """Raises AlreadyExists where the id is taken, QuotaExceeded where the list is full."""
        violations = Violations()
        list_id = names.list_id_of(request.parent, "parent", violations)
        names.check_new_task_id(request.task_id, violations)
        violations.request_id(request.mutation.request_id)
        content = content_of(request.task, violations)
        violations.raise_if_any()
        refuse_large(content)
        name = TaskName(list_id, request.task_id or str(uuid4()))

        async def decide(standing: Standing) -> Plan[Task]:
            if standing.task is not None:
                raise AlreadyExists("TASK_EXISTS", f"{name} exists; choose another id", {"name": str(name)})
            return standing.change(_new(name, content, rank.after(standing.list.last_position), standing.now))

        return await self._change(caller, request.mutation, name, decide)

    async def update(self, caller: Principal, request: UpdateTask) -> Task:
        violations = Violations()
        name = names.task_name(request.name, "task.name", violations)
        violations.request_id(request.mutation.request_id)
        fields = fields_of(request.mask, FIELDS, populated(request.task), violations)
        changes = changes_of(request.task, fields, violations)
        violations.raise_if_any()

        async def decide(standing: Standing) -> Plan[Task]:
            task = _live(standing.task, name, request.etag)
            content = replace(task.content, **changes)
            refuse_large(content)
            return standing.change(replace(task, content=content))

        return await self._change(caller, request.mutation, name, decide)

    async def complete(self, caller: Principal, request: ChangeTask) -> Task:
        async def decide(standing: Standing, name: TaskName) -> Plan[Task]:
            task = _active(standing.task, name, request.etag)
            return standing.change(replace(task, state=State.COMPLETED, complete_time=standing.now))

        return await self._change_named(caller, request, decide)

    async def reopen(self, caller: Principal, request: ChangeTask) -> Task:
        """Raises QuotaExceeded where the list has as many active tasks as it may."""

        async def decide(standing: Standing, name: TaskName) -> Plan[Task]:
            task = _live(standing.task, name, request.etag)
            if task.state is not State.COMPLETED:
                raise _wrong_state("TASK_NOT_COMPLETED", task, "is not completed")
            place = await vacant(self._table, task)
            reopened = replace(task, state=State.ACTIVE, complete_time=None, position=place.position)
            return standing.change(reopened, place.shifted)

        return await self._change_named(caller, request, decide)

    async def delete(self, caller: Principal, request: ChangeTask) -> Task:
        async def decide(standing: Standing, name: TaskName) -> Plan[Task]:
            task = _live(standing.task, name, request.etag)
            return standing.change(replace(task, delete_time=standing.now))

        return await self._change_named(caller, request, decide)

    async def undelete(self, caller: Principal, request: ChangeTask) -> Task:
        """Raises QuotaExceeded where the list has as many tasks as it may."""

        async def decide(standing: Standing, name: TaskName) -> Plan[Task]:
            task = _found(standing.task, name)
            check_etag(request.etag, task)
            if task.delete_time is None:
                raise AlreadyExists("TASK_NOT_DELETED", f"{name} is not deleted", {"name": str(name)})
            restored = replace(task, delete_time=None)
            if task.state is State.COMPLETED:
                return standing.change(restored)
            place = await vacant(self._table, task)
            return standing.change(replace(restored, position=place.position), place.shifted)

        return await self._change_named(caller, request, decide)

    async def move(self, caller: Principal, request: MoveTask) -> Task:
        """Moves the task inside its list. Raises NotFound and FailedPrecondition of its new sibling, too."""
        violations = Violations()
        name = names.task_name(request.name, "name", violations)
        violations.request_id(request.mutation.request_id)
        destination, sibling = _destination(request.destination, name, violations)
        violations.raise_if_any()

        async def decide(standing: Standing) -> Plan[Task]:
            task = _active(standing.task, name, request.etag)
            beside = await self._sibling(sibling) if sibling else None
            place = await placed(self._table, task, destination, beside)
            return standing.change(replace(task, position=place.position), place.shifted)

        return await self._change(caller, request.mutation, name, decide)

    async def _sibling(self, name: TaskName) -> Task:
        (item,) = await self._table.get(keys.task(name.list_id, name.task_id))
        return _active(codec.task_of(item) if item else None, name, "")

    async def _change_named(
        self, caller: Principal, request: ChangeTask, decide: Callable[[Standing, TaskName], Awaitable[Plan[Task]]]
    ) -> Task:
        violations = Violations()
        name = names.task_name(request.name, "name", violations)
        violations.request_id(request.mutation.request_id)
        violations.raise_if_any()
        return await self._change(caller, request.mutation, name, lambda standing: decide(standing, name))

    async def _change(
        self, caller: Principal, mutation: Mutation, name: TaskName, decide: Callable[[Standing], Awaitable[Plan[Task]]]
    ) -> Task:
        async def replay(changed: str) -> Task:
            return await self.get(caller, changed)

        return await change_task(self._table, self._writer, self._clock, caller, mutation, name, decide, replay)


def _new(name: TaskName, content: TaskContent, position: str, now: datetime) -> Task:
    return Task(
        list_id=name.list_id,
        id=name.task_id,
        uid=str(uuid4()),
        version=0,
        content=content,
        state=State.ACTIVE,
        position=position,
        create_time=now,
        update_time=now,
        complete_time=None,
    )


def _found(task: Task | None, name: TaskName) -> Task:
    if task is None:
        raise NotFound("TASK_NOT_FOUND", f"{name} does not exist", {"name": str(name)})
    return task


def _live(task: Task | None, name: TaskName, etag: str) -> Task:
    """The task, if it is there, of that etag, and not deleted."""
    found = _found(task, name)
    check_etag(etag, found)
    if found.delete_time is not None:
        raise _wrong_state("TASK_DELETED", found, "is deleted; undelete it first")
    return found


def _active(task: Task | None, name: TaskName, etag: str) -> Task:
    found = _live(task, name, etag)
    if found.state is not State.ACTIVE:
        raise _wrong_state("TASK_NOT_ACTIVE", found, "is completed")
    return found


def _wrong_state(reason: str, task: Task, problem: str) -> FailedPrecondition:
    return FailedPrecondition(reason, f"{task.name} {problem}", {"name": task.name, "state": task.state.value})


def _destination(
    given: Destination | None, name: TaskName, violations: Violations
) -> tuple[Destination, TaskName | None]:
    """Where to, and the name of the sibling that it tells."""
    match given:
        case None:
            problem = "names no place; set next_sibling, previous_sibling, or edge to 1 (FIRST) or 2 (LAST)"
            violations.add("destination", problem)
            return Edge.LAST, None
        case Before():
            return given, _checked_sibling(given.sibling, "next_sibling", name, violations)
        case Behind():
            return given, _checked_sibling(given.sibling, "previous_sibling", name, violations)
    return given, None


def _checked_sibling(given: str, field: str, name: TaskName, violations: Violations) -> TaskName:
    sibling = names.task_name(given, field, violations)
    if sibling == name and name.task_id:
        violations.add(field, "is the task itself; name another one")
    elif sibling.list_id != name.list_id and sibling.task_id and name.task_id:
        violations.add(field, f"is in another list; name an active task of taskLists/{name.list_id}")
    return sibling
