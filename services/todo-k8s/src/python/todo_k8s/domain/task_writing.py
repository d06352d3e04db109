"""What every mutation of one task shares: what it decides by, and what it writes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from todo_k8s.domain.access import authorise
from todo_k8s.domain.history import event_put
from todo_k8s.domain.model import Principal, Task, TaskList
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

    def change(self, after: TaskList, task: Task, now: datetime) -> Plan[Task]:
        """The plan that brings list and task to what is given, if they and the caller's role still stand so then."""
        before = codec.task_fields(self.task) if self.task else {}
        fields = codec.task_fields(task)
        return Plan(
            task,
            (
                *remember(self.caller, self.mutation, task.name, now),
                Check(self.member.key, AtVersion(self.member.version)),
                Put(codec.list_item(after), AtVersion(self.list.sequence)),
                Put(codec.task_item(task), AtVersion(self.task.version) if self.task else Absent()),
                event_put(self.caller, self.mutation, after, task.id, before, fields, now),
            ),
        )


async def change_task(
    table: Table,
    writer: Writer,
    caller: Principal,
    mutation: Mutation,
    name: TaskName,
    decide: Callable[[Standing], Plan[Task]],
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
        head, found, item, *record = await table.get(*wanted)
        # Items are read apart, so a list that is made at this moment can show its member before its head.
        member = authorise(name.list_id, found if head else None)
        if record and (changed := replayed_name(record[0], mutation)):
            return Plan(await replay(changed))
        assert head is not None
        task = codec.task_of(item) if item else None
        return decide(Standing(caller, mutation, codec.list_of(head), member, task))

    return await writer.carry_out(keys.list_pk(name.list_id), mutation, plan)
