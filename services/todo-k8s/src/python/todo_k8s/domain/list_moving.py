"""A task moves to another list, with all below it, in one transaction: its history stays, and its name there is new."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from todo_k8s.domain.access import authorise, refuse_deleted
from todo_k8s.domain.errors import AlreadyExists
from todo_k8s.domain.family import check_room, descendants, fit_parent, relatives
from todo_k8s.domain.model import Principal, Task, TaskList
from todo_k8s.domain.moving import Target, following
from todo_k8s.domain.names import TaskName
from todo_k8s.domain.placing import placed
from todo_k8s.domain.requests import MoveTask
from todo_k8s.domain.task_states import active
from todo_k8s.domain.task_writing import Change, Standing, refuse_large
from todo_k8s.domain.writing import Plan, Writer, replayed_names, request_key
from todo_k8s.storage import codec, keys
from todo_k8s.storage.table import Item, Table


async def move_to_list(
    table: Table,
    writer: Writer,
    clock: Callable[[], datetime],
    caller: Principal,
    request: MoveTask,
    name: TaskName,
    target: Target,
    replay: Callable[[str], Awaitable[Task]],
) -> Task:
    """Raises what moving inside a list and creating a task there raise."""
    lists = (name.list_id, target.list_id)
    wanted = (
        *(key for each in lists for key in (keys.list_head(each), keys.member(each, caller.user))),
        keys.task(name.list_id, name.task_id),
        *request_key(caller, request.mutation),
    )

    async def plan() -> Plan[Task]:
        head, member, head_there, member_there, item, *record = await table.get(*wanted)
        now = clock()
        source = authorise(name.list_id, head, member, now)
        other = authorise(target.list_id, head_there, member_there, now)
        if record and (changed := replayed_names(record[0], request.mutation)):
            return Plan(await replay(changed[0]))
        refuse_deleted(source)
        refuse_deleted(other)
        here = _standing(caller, request, source, member, now, table)
        there = _standing(caller, request, other, member_there, now, table)
        task = active(codec.task_at(item), name, request.etag)
        return await _moved(replace(here, tasks=(task,)), there, task, target)

    queues = [keys.list_pk(each) for each in lists]
    return await writer.carry_out(queues[0], caller, request.mutation, plan, *queues[1:])


def _standing(
    caller: Principal, request: MoveTask, found: TaskList, member: Item | None, now: datetime, table: Table
) -> Standing:
    assert member is not None, "who is authorised is a member"
    return Standing(caller, request.mutation, found, member, (), now, table)


async def _moved(here: Standing, there: Standing, task: Task, target: Target) -> Plan[Task]:
    below = await descendants(here, task)
    await _refuse_taken(there, [task, *below])
    ancestors = await _lineage(there, target, [task, *below])
    moved = replace(task, list_id=there.list.id, ancestors=ancestors)
    place = await placed(there.table, moved, target.destination, None)
    moved = replace(moved, position=place.position)
    # Each of them is counted when it comes. Its series, and the occurrences of that, stay where they are.
    arrived = [
        replace(
            each,
            list_id=there.list.id,
            active_subtasks=0,
            completed_subtasks=0,
            last_occurrence=None,
            series=None,
        )
        for each in (moved, *following(moved, below))
    ]
    arrival = await there.changes(
        [Change(None, after, moved_from=before.name) for before, after in zip((task, *below), arrived, strict=True)]
    )
    departure = await here.changes(
        [
            Change(before, replace(before, delete_time=here.now), moved_to=after.name)
            for before, after in zip((task, *below), arrived, strict=True)
        ],
        answered=0,
    )
    actions = (*arrival.actions, *departure.actions)
    refuse_large(actions, len(arrived))
    return Plan(arrival.result[0], actions)


async def _refuse_taken(there: Standing, coming: Sequence[Task]) -> None:
    """Raises AlreadyExists where another task of the list has the id of one of these."""
    for taken in filter(None, await there.read(*(each.id for each in coming))):
        message = f"{taken.name} exists, and would be the name of the task that moves there; delete or move that first"
        raise AlreadyExists("TASK_EXISTS", message, {"name": taken.name})


async def _lineage(there: Standing, target: Target, coming: Sequence[Task]) -> tuple[str, ...]:
    if target.parent is None:
        return ()
    (found,) = await there.read(target.parent.task_id)
    parent = fit_parent(found, target.parent, coming[0].state)
    check_room(parent, await relatives(there, parent), coming)
    return parent.lineage
