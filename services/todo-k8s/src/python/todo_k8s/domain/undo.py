"""How an event is taken back: read, decided by `undoing`, and written as every mutation is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from todo_k8s.domain import names
from todo_k8s.domain.access import authorise, refuse_deleted, require
from todo_k8s.domain.errors import FailedPrecondition, NotFound, PermissionDenied
from todo_k8s.domain.list_moving import move_back
from todo_k8s.domain.list_writing import ListStanding
from todo_k8s.domain.model import Event, Principal, Role, Task, TaskList
from todo_k8s.domain.requests import Mutation
from todo_k8s.domain.task_states import found
from todo_k8s.domain.task_writing import Standing
from todo_k8s.domain.undoing import needed_role, undone_list, undone_tasks
from todo_k8s.domain.violations import Violations
from todo_k8s.domain.writing import Plan, Writer, replayed_names, request_key
from todo_k8s.storage import keys, task_codec
from todo_k8s.storage.event_codec import event_of
from todo_k8s.storage.table import Item, Table


@dataclass(frozen=True, slots=True)
class Undone:
    """What was changed, as it is now: tasks, or the list itself."""

    tasks: Sequence[Task] = ()
    list: TaskList | None = None


class Undoer:
    def __init__(self, table: Table, clock: Callable[[], datetime], writer: Writer) -> None:
        self._table = table
        self._clock = clock
        self._writer = writer

    async def undo(self, caller: Principal, mutation: Mutation, list_id: str, sequence: int) -> Undone:
        done = await self._in_the_list(caller, mutation, list_id, sequence)
        return done if isinstance(done, Undone) else await self._moved_back(caller, mutation, done)

    async def _in_the_list(
        self, caller: Principal, mutation: Mutation, list_id: str, sequence: int
    ) -> Undone | Sequence[Event]:
        """Nothing is done where the event is of a move between two lists: the answer is then all events of that in this
        one."""
        wanted = (
            keys.list_head(list_id),
            keys.member(list_id, caller.user),
            keys.event(list_id, sequence),
            *request_key(caller, mutation),
        )

        async def plan() -> Plan[Undone | Sequence[Event]]:
            head, member, item, *record = await self._table.get(*wanted)
            now = self._clock()
            parent = authorise(list_id, head, member, now)
            if record and (changed := replayed_names(record[0], mutation)):
                return Plan(await self._as_they_are(caller, parent, changed))
            # Whatever the event tells of takes this much; what more it takes is known when it is read.
            require(parent, Role.EDITOR)
            assert member is not None, "who is authorised is a member"
            if item is None:
                raise event_not_found(f"{parent.name}/events/{sequence}")
            event = event_of(item)
            require(parent, needed_role(event))
            _refuse_membership(event)
            if event.task_id is None:
                renamed = undone_list(ListStanding(caller, mutation, parent, member, now), event)
                return Plan(Undone(list=renamed.result), renamed.actions)
            refuse_deleted(parent)
            events = await self._together(event)
            if event.counterpart:
                return Plan(events)
            undone = await self._undone_tasks(caller, mutation, parent, member, events, now)
            return Plan(undone.result, undone.actions)

        return await self._writer.carry_out(keys.list_pk(list_id), caller, mutation, plan)

    async def _moved_back(self, caller: Principal, mutation: Mutation, events: Sequence[Event]) -> Undone:
        """Who has no role on the other list learns nothing of it."""
        there = names.task_name(events[0].moved_to or events[0].moved_from, "", Violations()).list_id

        async def replay(changed: str) -> Task:
            return await self._as_it_is(caller, changed)

        try:
            others = await self._counterparts(caller, there, events)
            departures, arrivals = (events, others) if events[0].moved_to else (others, events)
            task = await move_back(
                self._table, self._writer, self._clock, caller, mutation, departures, arrivals, replay
            )
        except PermissionDenied as denied:
            # The events do not tell who has no role there which list it is, and neither does this.
            if denied.metadata["name"] == f"taskLists/{there}" and denied.reason == "TASK_LIST_FORBIDDEN":
                raise _other_list_forbidden(events[0].name) from None
            raise
        return Undone([task])

    async def _counterparts(self, caller: Principal, list_id: str, events: Sequence[Event]) -> Sequence[Event]:
        """What the other list tells of the same move. Raises PermissionDenied, and NotFound where that is gone."""
        head, member, *items = await self._table.get(
            keys.list_head(list_id),
            keys.member(list_id, caller.user),
            *(keys.event(list_id, event.counterpart or 0) for event in events),
        )
        authorise(list_id, head, member, self._clock())
        found = [event_of(item) for item in items if item]
        if len(found) < len(events):
            raise event_not_found(events[0].name)
        return found

    async def _undone_tasks(
        self,
        caller: Principal,
        mutation: Mutation,
        parent: TaskList,
        member: Item,
        events: Sequence[Event],
        now: datetime,
    ) -> Plan[Undone]:
        tasks = await self._tasks(parent.id, [event.task_id or "" for event in events])
        undone = await undone_tasks(Standing(caller, mutation, parent, member, tasks, now, self._table), events)
        return Plan(Undone(undone.result), undone.actions)

    async def _together(self, event: Event) -> Sequence[Event]:
        """The event and all others of its call, the first one first. They go together, so none is older."""
        first, last = event.span
        if first == last:
            return [event]
        items = await self._table.get(*(keys.event(event.list_id, each) for each in range(first, last + 1)))
        return [event_of(item) for item in items if item]

    async def _tasks(self, list_id: str, task_ids: Sequence[str]) -> Sequence[Task | None]:
        items = await self._table.get(*(keys.task(list_id, task_id) for task_id in task_ids))
        return [task_codec.task_at(item) for item in items]

    async def _as_they_are(self, caller: Principal, parent: TaskList, changed: Sequence[str]) -> Undone:
        if changed[0] == parent.name:
            return Undone(list=parent)
        return Undone([await self._as_it_is(caller, name) for name in changed])

    async def _as_it_is(self, caller: Principal, changed: str) -> Task:
        """It can be in another list than the event, which the caller may have lost by now."""
        name = names.task_name(changed, "", Violations())
        head, member, item = await self._table.get(
            keys.list_head(name.list_id), keys.member(name.list_id, caller.user), keys.task(name.list_id, name.task_id)
        )
        authorise(name.list_id, head, member, self._clock())
        return found(task_codec.task_at(item), name)


def _refuse_membership(event: Event) -> None:
    """Who has a role is for an owner to say, each time anew."""
    if event.user is not None:
        message = f"{event.name} tells who has a role on the list, which is not taken back; change the member by hand"
        raise FailedPrecondition("MEMBERSHIP_NOT_UNDONE", message, {"name": event.name})


def _other_list_forbidden(name: str) -> PermissionDenied:
    message = f"{name} tells of a move to or from another list, and you have no role on that, if it exists"
    return PermissionDenied("TASK_LIST_FORBIDDEN", message, {"name": name})


def event_not_found(name: str) -> NotFound:
    return NotFound("EVENT_NOT_FOUND", f"{name} does not exist, or not any more", {"name": name})
