"""What every mutation of tasks shares: what it decides by, and what it writes."""

# The annotations of functions inside of functions would be made at every call.
from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import TypeVar

from todo_k8s.domain import limits
from todo_k8s.domain.access import authorise, refuse_deleted, require
from todo_k8s.domain.decided import Change, deleted_together, merged
from todo_k8s.domain.errors import FailedPrecondition, QuotaExceeded
from todo_k8s.domain.history import Changed, event_put
from todo_k8s.domain.model import Principal, Role, State, Task, TaskList
from todo_k8s.domain.names import TaskName
from todo_k8s.domain.requests import Mutation
from todo_k8s.domain.subtask_counts import counted, differences
from todo_k8s.domain.writing import Plan, Writer, remember, replayed_names, request_key
from todo_k8s.storage import keys, list_codec, stored_task, task_codec
from todo_k8s.storage.item_size import transaction_bytes
from todo_k8s.storage.table import (
    MAX_ACTIONS,
    MAX_TRANSACTION_BYTES,
    Absent,
    Action,
    AtVersion,
    Check,
    Item,
    Put,
    Table,
)
from todo_k8s.value import replace, value

T = TypeVar("T")

_COUNTS = 1_000
"""Bytes kept back for what `counted` adds to two heads."""
_LEFT_BEHIND = ("position", "parent", "last_occurrence", "series")
"""What a task that moves to another list had in the old one only."""


@value
class Standing:
    """How things stand when a mutation decides: the list, the caller's role as it was read, and the tasks named, each
    None where it is not there. What else it needs it reads from the table: where another writer is quicker meanwhile,
    the list's sequence will not be as it was read, and all is decided anew. `decided` are the changes that the same
    call has decided on before this, and `shifted` other tasks that it has given new places; `seen` is what it has read,
    as it is stored, and `left` what stands where tasks moved away."""

    caller: Principal
    mutation: Mutation
    list: TaskList
    member: Item
    tasks: Sequence[Task | None]
    now: datetime
    table: Table
    decided: Sequence[Change] = ()
    shifted: Sequence[Task] = ()
    seen: dict[str, Task | None] = field(default_factory=dict)
    left: dict[str, Item] = field(default_factory=dict)

    @property
    def task(self) -> Task | None:
        """The only task named, or the first."""
        return self.tasks[0]

    @property
    def so_far(self) -> Mapping[str, Task]:
        """The tasks that this call has decided to change, as it leaves them so far, by their ids."""
        changes, shifted = merged(self.decided, self.shifted)
        return {task.id: task for task in (*(each.after for each in changes), *shifted)}

    async def read(self, *task_ids: str) -> Sequence[Task | None]:
        """These tasks, whole, each None where it is not there, as this call leaves them so far."""
        stored = dict(zip(task_ids, await self._stored(task_ids), strict=True))
        so_far = self.so_far
        return [so_far.get(each, stored[each]) for each in task_ids]

    async def change(self, wanted: Task, shifted: Sequence[Task] = ()) -> Plan[Task]:
        """The plan that brings the first task named to what is wanted."""
        return await self.answering_first((Change(self.task, wanted),), shifted)

    async def answering_first(self, changes: Sequence[Change], shifted: Sequence[Task] = ()) -> Plan[Task]:
        """The plan that makes these changes, and answers with the task of the first."""
        plan = await self.changes(changes, shifted)
        return Plan(plan.result[0], plan.actions)

    async def changes(
        self, changes: Sequence[Change], shifted: Sequence[Task] = (), *, answered: int = 1
    ) -> Plan[tuple[Task, ...]]:
        """The plan that makes these changes to different tasks, each with a number and an event of its own, and gives
        the `shifted` ones, as they were read, their new places; if all these, the list and the caller's role still
        stand so then. The first `answered` of them are what the call answers with, now and when it is repeated; of
        none, nothing is remembered for that.

        The shifted ones get the last number, and no event, since where they stand among each other is as it was. So do
        the tasks whose subtasks change, for their counts. Raises QuotaExceeded where the list would hold more than it
        may, FailedPrecondition `CHANGE_TOO_LARGE` where one transaction cannot take it all.
        """
        changes, shifted = await self._counted(*merged(changes, shifted))
        after = self._list_after(changes, shifted)
        first = self.list.sequence + 1
        # The first number of the call is that of no other one.
        changes = deleted_together(changes, first)
        tasks = [self._changed(change.after, number) for number, change in enumerate(changes, first)]
        answer, span = tuple(tasks[:answered]), (first, after.sequence)
        puts = [self._put(change, task) for change, task in zip(changes, tasks, strict=True)]
        actions = (
            *(remember(self.caller, self.mutation, [task.name for task in answer], self.now) if answer else ()),
            Check(self.member.key, AtVersion(self.member.version)),
            Put(list_codec.list_item(after), AtVersion(self.list.sequence)),
            *puts,
            *(_rewritten(each, self._changed(each, after.sequence)) for each in shifted),
            *(self._event(change, task, put, span) for change, task, put in zip(changes, tasks, puts, strict=True)),
        )
        if len(tasks) + len(shifted) > 1:
            refuse_large(actions, len(tasks))
        return Plan(answer, actions)

    def check_quota(self, changes: Sequence[Change]) -> None:
        """Raises QuotaExceeded where the list would hold more than it may with these changes."""
        # Batches ask again behind each request: where every change may add a task, nothing is added up.
        active = self.list.active_count + len(changes)
        if active > limits.ACTIVE_TASKS_PER_LIST or active + self.list.completed_count > limits.LIVE_TASKS_PER_LIST:
            self._list_after(changes, ())

    def _changed(self, wanted: Task, number: int) -> Task:
        """The task, changed now by this call, with this number of the list."""
        request_id = self.mutation.request_id.lower()
        return replace(wanted, version=number, update_time=self.now, actor=self.caller.user, request_id=request_id)

    async def _counted(
        self, changes: Sequence[Change], shifted: Sequence[Task]
    ) -> tuple[Sequence[Change], Sequence[Task]]:
        found = differences((each.before, each.after) for each in changes)
        if not found:
            return changes, shifted
        known = {*(each.after.id for each in changes), *(each.id for each in shifted)}
        parents = await self._stored(sorted(found.keys() - known))
        return (
            [replace(each, after=counted(each.after, found)) if each.after.id in found else each for each in changes],
            [counted(each, found) for each in (*shifted, *filter(None, parents))],
        )

    async def _stored(self, task_ids: Sequence[str]) -> Sequence[Task | None]:
        self.seen.update({task.id: task for task in self.tasks if task})
        if missing := [each for each in task_ids if each not in self.seen]:
            items = await self.table.get(*(keys.task(self.list.id, each) for each in missing))
            self.seen.update(zip(missing, map(task_codec.task_at, items), strict=True))
            self.left.update(_left(items))
        return [self.seen[each] for each in task_ids]

    def _put(self, change: Change, after: Task) -> Put:
        if change.before and change.moved_to:
            expires = int(self.now.timestamp()) + limits.DELETED_DAYS * 86_400
            return _replacing(change.before, stored_task.moved_item(after, change.moved_to, expires))
        if change.before:
            return _rewritten(change.before, after)
        left = self.left.get(after.id)
        entered = stored_task.entered_with(after, left, moved=bool(change.moved_from))
        if entered != after.entered:
            after = replace(after, entered=entered)
        return Put(task_codec.task_item(after), AtVersion(left.version) if left else Absent())

    def _event(self, change: Change, after: Task, put: Put, span: tuple[int, int]) -> Put:
        changed = Changed(
            after.list_id,
            after.id,
            after.version,
            span,
            change.undone,
            change.moved_to,
            change.moved_from,
            change.counterpart,
        )
        # What takes the place of a deleted one is new.
        same = change.before if change.before and change.before.uid == after.uid else None
        before, then = task_codec.task_fields(same) if same else {}, task_codec.fields_at(put.item)
        if change.moved_to:
            # The event in the other list tells all of it but what it leaves behind here.
            before, then = {name: before[name] for name in _LEFT_BEHIND if name in before}, {}
        return event_put(self.caller, self.mutation, changed, before, then, self.now)

    def _list_after(self, changes: Sequence[Change], shifted: Sequence[Task]) -> TaskList:
        active = completed = 0
        for change in changes:
            for task, more in ((change.after, 1), (change.before, -1)):
                if task and task.delete_time is None:
                    if task.state is State.ACTIVE:
                        active += more
                    else:
                        completed += more
        # Subtasks have positions of their own.
        placed = [task for task in (*(each.after for each in changes), *shifted) if not task.ancestors]
        after = replace(
            self.list,
            sequence=self.list.sequence + len(changes),
            active_count=self.list.active_count + active,
            completed_count=self.list.completed_count + completed,
            last_position=max([self.list.last_position or "", *(task.position for task in placed)]) or None,
        )
        if active > 0:
            _check_active(after)
        if active + completed > 0:
            _check_live(after)
        return after


def change_task(
    table: Table,
    writer: Writer,
    clock: Callable[[], datetime],
    caller: Principal,
    mutation: Mutation,
    name: TaskName,
    decide: Callable[[Standing], Awaitable[Plan[Task]]],
    replay: Callable[[str], Awaitable[Task]],
) -> Awaitable[Task]:
    """Carries out a mutation of one task; `replay` answers a request that was carried out before, by the name of the
    task that it changed."""

    async def again(names: Sequence[str]) -> Task:
        return await replay(names[0])

    return change_tasks(table, writer, clock, caller, mutation, name.list_id, (name.task_id,), decide, again)


async def change_tasks(
    table: Table,
    writer: Writer,
    clock: Callable[[], datetime],
    caller: Principal,
    mutation: Mutation,
    list_id: str,
    task_ids: Sequence[str],
    decide: Callable[[Standing], Awaitable[Plan[T]]],
    replay: Callable[[Sequence[str]], Awaitable[T]],
) -> T:
    """Carries out a mutation of different tasks of one list. Everything it decides by is read in one batch; `replay`
    answers a request that was carried out before, by the names of the tasks that it answered with."""
    wanted = (
        keys.list_head(list_id),
        keys.member(list_id, caller.user),
        *request_key(caller, mutation),
        *(keys.task(list_id, task_id) for task_id in task_ids),
    )

    async def plan() -> Plan[T]:
        head, member, *rest = await table.get(*wanted)
        now = clock()
        parent = authorise(list_id, head, member, now)
        record, items = (rest[0], rest[1:]) if mutation.request_id else (None, rest)
        if changed := replayed_names(record, mutation):
            return Plan(await replay(changed))
        require(parent, Role.EDITOR)
        refuse_deleted(parent)
        assert member is not None, "who is authorised is a member"
        tasks = list(map(task_codec.task_at, items))
        return await decide(Standing(caller, mutation, parent, member, tasks, now, table, left=_left(items)))

    return await writer.carry_out(keys.list_pk(list_id), caller, mutation, plan)


def _rewritten(before: Task, after: Task) -> Put:
    return _replacing(before, task_codec.task_item(after))


def _replacing(before: Task, item: Item) -> Put:
    return Put(item, AtVersion(before.version))


def _left(items: Iterable[Item | None]) -> dict[str, Item]:
    """Those that stand where tasks moved away, by the ids of these."""
    return {stored_task.task_id_of(item): item for item in items if item and stored_task.moved_to(item)}


def refuse_large(actions: Sequence[Action], tasks: int) -> None:
    """Raises FailedPrecondition `CHANGE_TOO_LARGE` where one transaction cannot take them all."""
    taken = transaction_bytes(actions) + _COUNTS
    if len(actions) > MAX_ACTIONS or taken > MAX_TRANSACTION_BYTES:
        message = (
            f"to change {tasks} tasks at once takes {len(actions)} writes of {taken:,} bytes together, where at most"
            f" {MAX_ACTIONS} of {MAX_TRANSACTION_BYTES:,} are possible; change fewer at once"
        )
        raise FailedPrecondition("CHANGE_TOO_LARGE", message)


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
