"""The use cases of tasks."""

# The annotations of functions inside of functions would be made at every call.
from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from todo_k8s.domain import names
from todo_k8s.domain.access import role_on
from todo_k8s.domain.errors import AlreadyExists, NotFound
from todo_k8s.domain.etags import check_etag
from todo_k8s.domain.list_moving import move_to_list
from todo_k8s.domain.model import Principal, State, Task
from todo_k8s.domain.moved_away import tell_where
from todo_k8s.domain.moving import moved, target_of
from todo_k8s.domain.names import TaskName
from todo_k8s.domain.paging import Listing
from todo_k8s.domain.requests import (
    ChangeTask,
    CreateTask,
    ListTasks,
    MoveTask,
    Mutation,
    UpdateTask,
)
from todo_k8s.domain.subtasks import reopened, restored
from todo_k8s.domain.task_batches import TaskBatches
from todo_k8s.domain.task_changes import Wanted, completion, creation, deletion, skipping, update
from todo_k8s.domain.task_listing import list_tasks
from todo_k8s.domain.task_states import active, found, live, not_found, wrong_state
from todo_k8s.domain.task_writing import Standing, change_task
from todo_k8s.domain.violations import Violations
from todo_k8s.domain.writing import Plan, Writer
from todo_k8s.storage import keys, stored_task, task_codec
from todo_k8s.storage.table import Item, Table


class Tasks:
    """Whatever names a task raises NotFound where it is not there, and PermissionDenied where the caller has no role on
    its list, or too small a one. Whatever changes one raises FailedPrecondition where it is not in the state for that,
    and Aborted where the etag given is not its own."""

    def __init__(self, table: Table, clock: Callable[[], datetime], writer: Writer) -> None:
        self._table = table
        self._clock = clock
        self._writer = writer
        self.batches = TaskBatches(table, clock, writer)

    async def get(self, caller: Principal, name: str) -> Task:
        return task_codec.task_of(await self.stored(caller, name))

    async def stored(self, caller: Principal, name: str) -> Item:
        """The task as it is stored."""
        violations = Violations()
        wanted = names.task_name(name, "name", violations)
        violations.raise_if_any()
        head, member, item = await self._table.get(
            keys.list_head(wanted.list_id),
            keys.member(wanted.list_id, caller.user),
            keys.task(wanted.list_id, wanted.task_id),
        )
        role_on(wanted.list_id, head, member, self._clock())
        if stored_task.is_task(item):
            return item
        missing = not_found(wanted)
        await tell_where(missing, self._table, caller, self._clock())
        raise missing

    async def list(self, caller: Principal, request: ListTasks) -> Listing[Item]:
        """The tasks as they are stored."""
        try:
            return await list_tasks(self._table, caller, request, self._clock())
        except NotFound as missing:
            await tell_where(missing, self._table, caller, self._clock())
            raise

    async def create(self, caller: Principal, request: CreateTask) -> Task:
        """Raises AlreadyExists where the id is taken, QuotaExceeded where the list is full."""
        return await self._carry_out(caller, request.mutation, lambda violations: creation(request, violations))

    async def update(self, caller: Principal, request: UpdateTask) -> Task:
        return await self._carry_out(caller, request.mutation, lambda violations: update(request, violations))

    async def complete(self, caller: Principal, request: ChangeTask) -> Task:
        return await self._carry_out(caller, request.mutation, lambda violations: completion(request, violations))

    async def delete(self, caller: Principal, request: ChangeTask) -> Task:
        return await self._carry_out(caller, request.mutation, lambda violations: deletion(request, violations))

    async def skip(self, caller: Principal, request: ChangeTask) -> Task:
        return await self._carry_out(caller, request.mutation, lambda violations: skipping(request, violations))

    async def reopen(self, caller: Principal, request: ChangeTask) -> Task:
        """Raises QuotaExceeded where the list has as many active tasks as it may."""

        async def decide(standing: Standing, name: TaskName) -> Plan[Task]:
            task = live(standing.task, name, request.etag)
            if task.state is not State.COMPLETED:
                raise wrong_state("TASK_NOT_COMPLETED", task, "is not completed")
            return await standing.change(*await reopened(standing, task))

        return await self._change_named(caller, request, decide)

    async def undelete(self, caller: Principal, request: ChangeTask) -> Task:
        """Raises QuotaExceeded where the list has as many tasks as it may."""

        async def decide(standing: Standing, name: TaskName) -> Plan[Task]:
            task = found(standing.task, name)
            check_etag(request.etag, task)
            if task.delete_time is None:
                raise AlreadyExists("TASK_NOT_DELETED", f"{name} is not deleted", {"name": str(name)})
            return await standing.answering_first(*await restored(standing, task))

        return await self._change_named(caller, request, decide)

    async def move(self, caller: Principal, request: MoveTask) -> Task:
        """Raises NotFound and FailedPrecondition of its new sibling and of its new parent, too."""
        violations = Violations()
        name = names.task_name(request.name, "name", violations)
        violations.request_id(request.mutation.request_id)
        target = target_of(request, name, violations)
        violations.raise_if_any()

        if target.list_id != name.list_id:
            try:
                return await move_to_list(
                    self._table, self._writer, self._clock, caller, request, name, target, self._again(caller)
                )
            except NotFound as missing:
                await tell_where(missing, self._table, caller, self._clock())
                raise

        async def decide(standing: Standing) -> Plan[Task]:
            return await standing.change(*await moved(standing, active(standing.task, name, request.etag), target))

        return await self._change(caller, request.mutation, name, decide)

    async def _carry_out(self, caller: Principal, mutation: Mutation, checked: Callable[[Violations], Wanted]) -> Task:
        violations = Violations()
        wanted = checked(violations)
        violations.request_id(mutation.request_id)
        violations.raise_if_any()

        async def decide(standing: Standing) -> Plan[Task]:
            return await standing.answering_first(await wanted.decide(standing.task, standing))

        return await self._change(caller, mutation, wanted.name, decide)

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
        try:
            return await change_task(
                self._table, self._writer, self._clock, caller, mutation, name, decide, self._again(caller)
            )
        except NotFound as missing:
            await tell_where(missing, self._table, caller, self._clock())
            raise

    def _again(self, caller: Principal) -> Callable[[str], Awaitable[Task]]:
        async def replay(changed: str) -> Task:
            return await self.get(caller, changed)

        return replay
