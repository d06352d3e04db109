"""The use cases of several tasks of one list: all that is asked is done, or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from todo_k8s.domain import limits, names
from todo_k8s.domain.access import role_on
from todo_k8s.domain.batch_checks import BatchViolations, item_at, list_id_of_all
from todo_k8s.domain.decided import Change
from todo_k8s.domain.errors import FailedPrecondition, NotFound
from todo_k8s.domain.model import Principal, Task
from todo_k8s.domain.moved_away import tell_where
from todo_k8s.domain.names import TaskName
from todo_k8s.domain.requests import BatchOf, ChangeTask, CreateTask, UpdateTask
from todo_k8s.domain.task_changes import Wanted, completion, creation, deletion, update
from todo_k8s.domain.task_size import wire_bytes
from todo_k8s.domain.task_writing import Standing, change_tasks
from todo_k8s.domain.violations import Violations
from todo_k8s.domain.writing import Plan, Writer
from todo_k8s.storage import keys, stored_task, task_codec
from todo_k8s.storage.table import Item, Table

R = TypeVar("R", CreateTask, UpdateTask, ChangeTask)

_REQUESTS = "requests"
_NAMES = "names"


class TaskBatches:
    """Each method answers with the tasks in the order of the request. It raises what the method for one task raises,
    with the `index` of the request that is refused in the error's metadata; FailedPrecondition `CHANGE_TOO_LARGE`
    where one transaction cannot take it all."""

    def __init__(self, table: Table, clock: Callable[[], datetime], writer: Writer) -> None:
        self._table = table
        self._clock = clock
        self._writer = writer

    async def get(self, caller: Principal, parent: str, wanted: Sequence[str]) -> Sequence[Item]:
        """The tasks as they are stored. Raises NotFound, with the `indexes` of all that are not there;
        FailedPrecondition `ANSWER_TOO_LARGE`."""
        list_id, violations = list_id_of_all(parent), BatchViolations(_NAMES)
        parsed = violations.checked(
            wanted, limits.BATCH_GET_TASKS, lambda name, found: names.task_name(name, "", found)
        )
        violations.different_of(list_id, parsed, "", "")
        violations.raise_if_any()
        return await self._read(caller, list_id, parsed)

    async def create(self, caller: Principal, batch: BatchOf[CreateTask]) -> Sequence[Task]:
        requests = [replace(each, parent=each.parent or batch.parent) for each in batch.requests]
        return await self._change(caller, replace(batch, requests=requests), creation, "parent", "task_id")

    async def update(self, caller: Principal, batch: BatchOf[UpdateTask]) -> Sequence[Task]:
        return await self._change(caller, batch, update, "task.name", "task.name")

    async def delete(self, caller: Principal, batch: BatchOf[ChangeTask]) -> Sequence[Task]:
        return await self._change(caller, batch, deletion, "name", "name")

    async def complete(self, caller: Principal, batch: BatchOf[ChangeTask]) -> Sequence[Task]:
        return await self._change(caller, batch, completion, "name", "name")

    async def _change(
        self,
        caller: Principal,
        batch: BatchOf[R],
        check: Callable[[R, Violations], Wanted],
        list_field: str,
        task_field: str,
    ) -> Sequence[Task]:
        """The fields are those in which a request says which list, and which task."""
        list_id, violations = list_id_of_all(batch.parent), BatchViolations(_REQUESTS)
        wanted = violations.checked(batch.requests, limits.BATCH_TASKS, check)
        violations.different_of(list_id, [each.name for each in wanted], list_field, task_field)
        _refuse_own_ids(batch.requests[: len(wanted)], violations)
        violations.whole.request_id(batch.mutation.request_id)
        violations.raise_if_any()

        async def decide(standing: Standing) -> Plan[Sequence[Task]]:
            plan = await standing.changes(await _decided(wanted, standing), answered=len(wanted))
            return Plan(plan.result, plan.actions)

        async def replay(changed: Sequence[str]) -> Sequence[Task]:
            unchecked = Violations()
            found = await self._read(caller, list_id, [names.task_name(name, "", unchecked) for name in changed])
            return list(map(task_codec.task_of, found))

        ids = [each.name.task_id for each in wanted]
        try:
            return await change_tasks(
                self._table, self._writer, self._clock, caller, batch.mutation, list_id, ids, decide, replay
            )
        except NotFound as missing:
            await tell_where(missing, self._table, caller, self._clock())
            raise

    async def _read(self, caller: Principal, list_id: str, wanted: Sequence[TaskName]) -> Sequence[Item]:
        head, member, *items = await self._table.get(
            keys.list_head(list_id),
            keys.member(list_id, caller.user),
            *(keys.task(list_id, name.task_id) for name in wanted),
        )
        role_on(list_id, head, member, self._clock())
        found = list(filter(stored_task.is_task, items))
        if len(found) < len(items):
            places = [index for index, item in enumerate(items) if not stored_task.is_task(item)]
            missing = _not_found(wanted, places)
            await tell_where(missing, self._table, caller, self._clock())
            raise missing
        if sum(map(wire_bytes, found)) > limits.BATCH_GET_BYTES:
            message = f"the tasks take more than {limits.BATCH_GET_BYTES:,} bytes together; get fewer of them at once"
            raise FailedPrecondition("ANSWER_TOO_LARGE", message)
        return found


async def _decided(wanted: Sequence[Wanted], standing: Standing) -> Sequence[Change]:
    """The changes of all; first those that are answered with, one of each request."""
    answered: list[Change] = []
    others: list[Change] = []
    for index, (each, there) in enumerate(zip(wanted, standing.tasks, strict=True)):
        with item_at(_REQUESTS, index):
            before = _behind(standing, (*answered, *others))
            # What the requests before this one have changed is no more as it was read.
            (now,) = await before.read(each.name.task_id) if there else (None,)
            first, *rest = await each.decide(now, before)
            standing.check_quota((*answered, *others, first, *rest))
        answered.append(first)
        others += rest
    return (*answered, *others)


def _behind(standing: Standing, made: Sequence[Change]) -> Standing:
    """How things stand for the request behind these changes: a task that is created comes to stand behind theirs."""
    positions = [change.after.position for change in made if not change.after.ancestors]
    last = max([standing.list.last_position or "", *positions]) or None
    return replace(standing, list=replace(standing.list, last_position=last), decided=made)


def _refuse_own_ids(requests: Sequence[CreateTask | UpdateTask | ChangeTask], violations: BatchViolations) -> None:
    for index, request in enumerate(requests):
        if request.mutation.request_id:
            violations.add(index, "request_id", "is set; give the batch one, and its requests none")
        if request.mutation.validate_only:
            violations.add(index, "validate_only", "is set; set that of the batch, and none in its requests")


def _not_found(wanted: Sequence[TaskName], missing: Sequence[int]) -> NotFound:
    first = wanted[missing[0]]
    told = ", ".join(wanted[index].task_id for index in missing)
    metadata = {"name": str(first), "index": str(missing[0]), "indexes": ",".join(map(str, missing))}
    return NotFound("TASK_NOT_FOUND", f"taskLists/{first.list_id} has no tasks {told}", metadata)
