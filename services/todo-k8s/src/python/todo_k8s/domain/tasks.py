"""The use cases of tasks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from todo_k8s.domain import limits, names, rank
from todo_k8s.domain.access import authorise
from todo_k8s.domain.content import content_of
from todo_k8s.domain.errors import Aborted, AlreadyExists, FailedPrecondition, NotFound, QuotaExceeded
from todo_k8s.domain.model import Principal, State, Task, TaskContent, TaskList
from todo_k8s.domain.names import TaskName
from todo_k8s.domain.paging import Listing
from todo_k8s.domain.requests import CompleteTask, CreateTask, ListTasks, Mutation
from todo_k8s.domain.task_listing import list_tasks
from todo_k8s.domain.task_writing import Standing, change_task
from todo_k8s.domain.violations import Violations
from todo_k8s.domain.writing import Plan, Writer
from todo_k8s.storage import codec, keys
from todo_k8s.storage.table import Table


class Tasks:
    def __init__(self, table: Table, clock: Callable[[], datetime]) -> None:
        self._table = table
        self._clock = clock
        self._writer = Writer(table)

    async def get(self, caller: Principal, name: str) -> Task:
        violations = Violations()
        wanted = names.task_name(name, "name", violations)
        violations.raise_if_any()
        member, item = await self._table.get(
            keys.member(wanted.list_id, caller.user), keys.task(wanted.list_id, wanted.task_id)
        )
        authorise(wanted.list_id, member)
        return _found(codec.task_of(item) if item else None, wanted)

    async def list(self, caller: Principal, request: ListTasks) -> Listing[Task]:
        return await list_tasks(self._table, caller, request)

    async def create(self, caller: Principal, request: CreateTask) -> Task:
        """Raises AlreadyExists where the id is taken, QuotaExceeded where the list is full."""
        violations = Violations()
        list_id = names.list_id_of(request.parent, "parent", violations)
        names.check_new_task_id(request.task_id, violations)
        violations.request_id(request.mutation.request_id)
        content = content_of(request.task, violations)
        violations.raise_if_any()
        name = TaskName(list_id, request.task_id or str(uuid4()))
        return await self._change(
            caller, request.mutation, name, lambda standing: self._creation(standing, name, content)
        )

    async def complete(self, caller: Principal, request: CompleteTask) -> Task:
        """Raises NotFound, FailedPrecondition where the task is not active, Aborted where the etag is another's."""
        violations = Violations()
        name = names.task_name(request.name, "name", violations)
        violations.request_id(request.mutation.request_id)
        violations.raise_if_any()
        return await self._change(
            caller, request.mutation, name, lambda standing: self._completion(standing, name, request.etag)
        )

    async def _change(
        self, caller: Principal, mutation: Mutation, name: TaskName, decide: Callable[[Standing], Plan[Task]]
    ) -> Task:
        async def replay(changed: str) -> Task:
            return await self.get(caller, changed)

        return await change_task(self._table, self._writer, caller, mutation, name, decide, replay)

    def _creation(self, standing: Standing, name: TaskName, content: TaskContent) -> Plan[Task]:
        if standing.task is not None:
            raise AlreadyExists("TASK_EXISTS", f"{name} exists; choose another id", {"name": str(name)})
        _check_quota(standing.list)
        now = self._clock()
        position = rank.after(standing.list.last_position)
        after = replace(
            standing.list,
            sequence=standing.list.sequence + 1,
            active_count=standing.list.active_count + 1,
            last_position=position,
        )
        made = Task(
            list_id=name.list_id,
            id=name.task_id,
            uid=str(uuid4()),
            version=after.sequence,
            content=content,
            state=State.ACTIVE,
            position=position,
            create_time=now,
            update_time=now,
            complete_time=None,
        )
        return standing.change(after, made, now)

    def _completion(self, standing: Standing, name: TaskName, etag: str) -> Plan[Task]:
        task = _found(standing.task, name)
        _check_etag(etag, task)
        if task.state is not State.ACTIVE:
            message = f"{name} is completed already"
            raise FailedPrecondition("TASK_NOT_ACTIVE", message, {"name": str(name), "state": task.state.value})
        now = self._clock()
        after = replace(
            standing.list,
            sequence=standing.list.sequence + 1,
            active_count=standing.list.active_count - 1,
            completed_count=standing.list.completed_count + 1,
        )
        done = replace(task, version=after.sequence, state=State.COMPLETED, update_time=now, complete_time=now)
        return standing.change(after, done, now)


def _found(task: Task | None, name: TaskName) -> Task:
    if task is None:
        raise NotFound("TASK_NOT_FOUND", f"{name} does not exist", {"name": str(name)})
    return task


def _check_etag(etag: str, task: Task) -> None:
    if etag and etag != task.etag:
        message = f"{task.name} was changed since its etag was {etag[:80]}; read it again, then decide"
        raise Aborted("ETAG_MISMATCH", message, {"name": task.name, "etag": task.etag})


def _check_quota(list_: TaskList) -> None:
    if list_.active_count >= limits.ACTIVE_TASKS_PER_LIST:
        message = f"{list_.name} has {list_.active_count:,} active tasks, which is the most; complete some first"
        raise QuotaExceeded("TOO_MANY_ACTIVE_TASKS", message, list_.name)
    if list_.active_count + list_.completed_count >= limits.LIVE_TASKS_PER_LIST:
        message = f"{list_.name} has {limits.LIVE_TASKS_PER_LIST:,} tasks, which is the most; begin another list"
        raise QuotaExceeded("TOO_MANY_TASKS", message, list_.name)
