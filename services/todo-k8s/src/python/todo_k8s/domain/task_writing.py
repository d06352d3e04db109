"""What every mutation of one task shares: what it decides by, and what it writes."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from todo_k8s.domain import limits
from todo_k8s.domain.access import authorise, refuse_deleted
from todo_k8s.domain.errors import QuotaExceeded
from todo_k8s.domain.history import event_put
from todo_k8s.domain.model import Principal, State, Task, TaskList
from todo_k8s.domain.names import TaskName
from todo_k8s.domain.requests import Mutation
from todo_k8s.domain.writing import Plan, Writer, remember, replayed_name, request_key
from todo_k8s.storage import codec, keys
from todo_k8s.storage.table import Absent, AtVersion, Check, Item, Put, Table


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand when a mutation decides: the list, the caller's role as it was read, and the task, if any."""

    caller: Principal
    mutation: Mutation
    list: TaskList
    member: Item
    task: Task | None
    now: datetime

    def change(self, wanted: Task, shifted: Sequence[Task] = ()) -> Plan[Task]:
        """The plan that brings the task to what is wanted, its versions and times aside, and gives the `shifted` ones,
        as they were read, their new positions; if all these, the list and the caller's role still stand so then.

        It is one change: the shifted ones get its number too, and its event tells of the task alone, since where the
        others stand among each other is as it was. Raises QuotaExceeded where the list would hold more than it may.
        """
        after = self._list_after(wanted, shifted)
        task = replace(wanted, version=after.sequence, update_time=self.now)
        before = codec.task_fields(self.task) if self.task else {}
        neighbours = (
            Put(codec.task_item(replace(each, version=after.sequence, update_time=self.now)), AtVersion(each.version))
            for each in shifted
        )
        return Plan(
            task,
            (
                *remember(self.caller, self.mutation, task.name, self.now),
                Check(self.member.key, AtVersion(self.member.version)),
                Put(codec.list_item(after), AtVersion(self.list.sequence)),
                Put(codec.task_item(task), AtVersion(self.task.version) if self.task else Absent()),
                *neighbours,
                event_put(self.caller, self.mutation, after, task.id, before, codec.task_fields(task), self.now),
            ),
        )

    def _list_after(self, wanted: Task, shifted: Sequence[Task]) -> TaskList:
        active = _counts_as(wanted, State.ACTIVE) - _counts_as(self.task, State.ACTIVE)
        completed = _counts_as(wanted, State.COMPLETED) - _counts_as(self.task, State.COMPLETED)
        after = replace(
            self.list,
            sequence=self.list.sequence + 1,
            active_count=self.list.active_count + active,
            completed_count=self.list.completed_count + completed,
            last_position=max(self.list.last_position or "", wanted.position, *(each.position for each in shifted)),
        )
        if active > 0:
            _check_active(after)
        if active + completed > 0:
            _check_live(after)
        return after


async def change_task(
    table: Table,
    writer: Writer,
    clock: Callable[[], datetime],
    caller: Principal,
    mutation: Mutation,
    name: TaskName,
    decide: Callable[[Standing], Awaitable[Plan[Task]]],
    replay: Callable[[str], Awaitable[Task]],
) -> Task:
    """Carries out a mutation of one task. Everything it decides by is read in one batch; `replay` answers a request
    that was carried out before, by the name of the task that it changed."""
    wanted = (
        keys.list_head(name.list_id),
        keys.member(name.list_id, caller.user),
        keys.task(name.list_id, name.task_id),
        *request_key(caller, mutation),
    )

    async def plan() -> Plan[Task]:
        head, member, item, *record = await table.get(*wanted)
        now = clock()
        parent = authorise(name.list_id, head, member, now)
        if record and (changed := replayed_name(record[0], mutation)):
            return Plan(await replay(changed))
        refuse_deleted(parent)
        assert member is not None, "who is authorised is a member"
        return await decide(Standing(caller, mutation, parent, member, codec.task_of(item) if item else None, now))

    return await writer.carry_out(keys.list_pk(name.list_id), caller, mutation, plan)


def _counts_as(task: Task | None, state: State) -> int:
    """1 where the task is in this state and not deleted, else 0."""
    return int(task is not None and task.delete_time is None and task.state is state)


def _check_active(after: TaskList) -> None:
    if after.active_count > limits.ACTIVE_TASKS_PER_LIST:
        message = (
            f"{after.name} has {limits.ACTIVE_TASKS_PER_LIST:,} active tasks, the most there can be; complete some"
        )
        raise QuotaExceeded("TOO_MANY_ACTIVE_TASKS", message, after.name)


def _check_live(after: TaskList) -> None:
    if after.active_count + after.completed_count > limits.LIVE_TASKS_PER_LIST:
        message = f"{after.name} has {limits.LIVE_TASKS_PER_LIST:,} tasks, the most there can be; begin another list"
        raise QuotaExceeded("TOO_MANY_TASKS", message, after.name)
