"""A task moves to another list, with all below it, in one transaction: its history stays, and its name there is new."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from todo_k8s.domain import limits
from todo_k8s.domain.access import authorise, refuse_deleted, require
from todo_k8s.domain.decided import Change
from todo_k8s.domain.errors import AlreadyExists
from todo_k8s.domain.family import check_room, descendants, fit_parent, relatives
from todo_k8s.domain.model import Event, Principal, Role, Task
from todo_k8s.domain.moving import Target, following
from todo_k8s.domain.names import TaskName
from todo_k8s.domain.placing import placed, vacant
from todo_k8s.domain.requests import Edge, MoveTask, Mutation
from todo_k8s.domain.task_states import active, live
from todo_k8s.domain.task_writing import Standing, refuse_large
from todo_k8s.domain.undo_conflict import came_behind, changed_since
from todo_k8s.domain.writing import Plan, Writer, replayed_names, request_key
from todo_k8s.storage import keys, task_codec
from todo_k8s.storage.table import Json, Table


@dataclass(frozen=True, slots=True)
class Undoing:
    """What a move takes back: the departures and the arrivals, by the task's id."""

    departures: Mapping[str, Event] = field(default_factory=dict)
    arrivals: Mapping[str, Event] = field(default_factory=dict)

    def arrived(self, task: Task) -> Task:
        """The task with what it left behind when it departed from where it comes to now."""
        departure = self.departures.get(task.id)
        left = departure.before if departure else {}
        # Each is counted when it comes. A series and its occurrences that moved alone are not in one list any more.
        return replace(
            task,
            active_subtasks=0,
            completed_subtasks=0,
            last_occurrence=_text(left, "last_occurrence"),
            series=_text(left, "series"),
        )


_NOTHING = Undoing()


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

    async def decide(here: Standing, there: Standing, found: Task | None) -> Plan[Task]:
        task = active(found, name, request.etag)
        return await _moved(replace(here, tasks=(task,)), there, task, target)

    return await _between(table, writer, clock, caller, request.mutation, name, target.list_id, decide, replay)


async def move_back(
    table: Table,
    writer: Writer,
    clock: Callable[[], datetime],
    caller: Principal,
    mutation: Mutation,
    departures: Sequence[Event],
    arrivals: Sequence[Event],
    replay: Callable[[str], Awaitable[Task]],
) -> Task:
    """Takes back a move that these events of both lists tell of, the task's own first: it comes to the place that it
    had, with all that is below it now. Raises what moving it by hand raises."""
    departure, arrival = departures[0], arrivals[0]
    assert departure.task_id and arrival.task_id, "they tell of a task"
    name = TaskName(arrival.list_id, arrival.task_id)
    parent = departure.before.get("parent")
    target = Target(
        Edge.LAST,
        None,
        TaskName(departure.list_id, str(parent)) if parent else None,
        stays=False,
        list_id=departure.list_id,
    )
    undoing = Undoing(_by_task(departures), _by_task(arrivals))

    async def decide(here: Standing, there: Standing, given: Task | None) -> Plan[Task]:
        # Another one can have been made under its name since.
        task = active(given if given and given.uid == arrival.uid else None, name, "")
        _refuse_moved_since(task, arrival)
        await _refuse_another_parent(there, task, target, departure)
        position = str(departure.before["position"])
        return await _moved(replace(here, tasks=(task,)), there, task, target, position, undoing)

    return await _between(table, writer, clock, caller, mutation, name, departure.list_id, decide, replay)


def _refuse_moved_since(task: Task, arrival: Event) -> None:
    """Raises Aborted `UNDO_CONFLICT` where it does not stand any more where it came to."""
    was = {"parent_task": arrival.after.get("parent"), "position": arrival.after["position"]}
    fields = [name for name, now in (("parent_task", task.parent_id), ("position", task.position)) if was[name] != now]
    if fields:
        raise changed_since(task.name, fields)


async def _refuse_another_parent(there: Standing, task: Task, target: Target, departure: Event) -> None:
    """Raises Aborted `UNDO_CONFLICT` where a task came since under the name of the one that it was below."""
    (parent,) = await there.read(target.parent.task_id) if target.parent else (None,)
    if parent and came_behind(parent, departure):
        raise changed_since(task.name, ["parent_task"])


async def _refuse_parted(here: Standing, going: Sequence[Task], arrivals: Mapping[str, Event]) -> None:
    """Raises what says that one that came with the first of these is not below it any more: it would stay behind."""
    uids = {each.uid for each in going}
    for task_id, arrival in arrivals.items():
        if arrival.uid not in uids:
            (given,) = await here.read(task_id)
            it_is = given is not None and given.uid == arrival.uid
            stays = live(given if it_is else None, TaskName(here.list.id, task_id), "")
            raise changed_since(stays.name, ["parent_task"])


def _by_task(events: Sequence[Event]) -> Mapping[str, Event]:
    return {event.task_id: event for event in events if event.task_id}


def _number(event: Event | None) -> int | None:
    return event.sequence if event else None


def _text(fields: Mapping[str, Json], name: str) -> str | None:
    return str(fields[name]) if name in fields else None


async def _between(
    table: Table,
    writer: Writer,
    clock: Callable[[], datetime],
    caller: Principal,
    mutation: Mutation,
    name: TaskName,
    target_id: str,
    decide: Callable[[Standing, Standing, Task | None], Awaitable[Plan[Task]]],
    replay: Callable[[str], Awaitable[Task]],
) -> Task:
    lists = (name.list_id, target_id)
    wanted = (
        *(key for each in lists for key in (keys.list_head(each), keys.member(each, caller.user))),
        keys.task(name.list_id, name.task_id),
        *request_key(caller, mutation),
    )

    async def plan() -> Plan[Task]:
        head, member, head_there, member_there, item, *record = await table.get(*wanted)
        now = clock()
        source = authorise(name.list_id, head, member, now)
        other = authorise(target_id, head_there, member_there, now)
        if record and (changed := replayed_names(record[0], mutation)):
            return Plan(await replay(changed[0]))
        for each in (source, other):
            require(each, Role.EDITOR)
        for each in (source, other):
            refuse_deleted(each)
        assert member and member_there, "who is authorised is a member"
        here = Standing(caller, mutation, source, member, (), now, table)
        there = Standing(caller, mutation, other, member_there, (), now, table)
        return await decide(here, there, task_codec.task_at(item))

    queues = [keys.list_pk(each) for each in lists]
    return await writer.carry_out(queues[0], caller, mutation, plan, *queues[1:])


async def _moved(
    here: Standing,
    there: Standing,
    task: Task,
    target: Target,
    position: str | None = None,
    undoing: Undoing = _NOTHING,
) -> Plan[Task]:
    """To the position given, or where the target says."""
    below = await descendants(here, task)
    await _refuse_parted(here, [task, *below], undoing.arrivals)
    await _refuse_taken(there, [task, *below])
    ancestors = await _lineage(there, target, [task, *below])
    moved = replace(task, list_id=there.list.id, ancestors=ancestors)
    if position is None:
        place = await placed(there, moved, target.destination, None)
    else:
        place = await vacant(there, replace(moved, position=position))
    moved = replace(moved, position=place.position)
    arrived = [undoing.arrived(replace(each, list_id=there.list.id)) for each in (moved, *following(moved, below))]
    arrival = await there.changes(
        [
            Change(
                None,
                after,
                undone=_number(undoing.departures.get(after.id)),
                moved_from=before.name,
                counterpart=here.list.sequence + number,
            )
            for number, (before, after) in enumerate(zip((task, *below), arrived, strict=True), 1)
        ],
        place.shifted,
    )
    departure = await here.changes(
        [
            Change(
                before,
                replace(before, delete_time=here.now),
                undone=_number(undoing.arrivals.get(before.id)),
                moved_to=after.name,
                counterpart=there.list.sequence + number,
            )
            for number, (before, after) in enumerate(zip((task, *below), arrived, strict=True), 1)
        ],
        answered=0,
    )
    actions = (*arrival.actions, *departure.actions)
    refuse_large(actions, len(arrived))
    return Plan(arrival.result[0], actions)


async def _refuse_taken(there: Standing, coming: Sequence[Task]) -> None:
    """Raises AlreadyExists where another task of the list has the id of one of these."""
    for taken in filter(None, await there.read(*(each.id for each in coming))):
        # To delete it does not help: its name stays its own until it is purged.
        way_out = f"move it to another list first; deleted it would keep the name for {limits.DELETED_DAYS} days"
        if taken.purge_time:
            when = taken.purge_time.strftime("%-d %B %Y %H:%M")
            way_out = f"it is deleted; undelete it and move it to another list first, or wait until {when} UTC"
        message = f"{taken.name} exists, and would be the name of the task that moves there: {way_out}"
        raise AlreadyExists("TASK_EXISTS", message, {"name": taken.name})


async def _lineage(there: Standing, target: Target, coming: Sequence[Task]) -> tuple[str, ...]:
    if target.parent is None:
        return ()
    (found,) = await there.read(target.parent.task_id)
    parent = fit_parent(found, target.parent, coming[0].state)
    check_room(parent, await relatives(there, parent), coming)
    return parent.lineage
