"""What every mutation of one list's own properties shares: what it decides by, and what it writes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from todo_k8s.domain.access import authorise, require
from todo_k8s.domain.history import Changed, event_put
from todo_k8s.domain.model import Principal, Role, TaskList
from todo_k8s.domain.requests import Mutation
from todo_k8s.domain.writing import Plan, Writer, remember, replayed_names, request_key
from todo_k8s.storage import keys, list_codec
from todo_k8s.storage.table import Action, AtVersion, Check, Item, Put, Table


@dataclass(frozen=True, slots=True)
class ListStanding:
    """How things stand when a mutation decides: the list, and the caller's role as it was read."""

    caller: Principal
    mutation: Mutation
    list: TaskList
    member: Item
    now: datetime

    def change(self, wanted: TaskList, *further: Action, undone: int | None = None) -> Plan[TaskList]:
        """The plan that brings the list to what is wanted, its sequence and times aside. `undone` is the number of the
        change that it takes back, if it does."""
        sequence = self.list.sequence + 1
        after = replace(
            wanted,
            sequence=sequence,
            revision=sequence,
            update_time=self.now,
            actor=self.caller.user,
            request_id=self.mutation.request_id.lower(),
        )
        before, fields = list_codec.list_fields(self.list), list_codec.list_fields(after)
        return Plan(
            after,
            (
                *remember(self.caller, self.mutation, [after.name], self.now),
                Check(self.member.key, AtVersion(self.member.version)),
                Put(list_codec.list_item(after), AtVersion(self.list.sequence)),
                *further,
                event_put(self.caller, self.mutation, Changed.list_at(after, undone), before, fields, self.now),
            ),
        )


class ListWriter:
    """Carries out mutations of one list's own properties."""

    def __init__(self, table: Table, clock: Callable[[], datetime], writer: Writer) -> None:
        self._table = table
        self._clock = clock
        self._writer = writer

    async def change(
        self,
        caller: Principal,
        mutation: Mutation,
        list_id: str,
        decide: Callable[[ListStanding], Plan[TaskList]],
        needs: Role = Role.EDITOR,
    ) -> TaskList:
        """The list after it; as it is now where the request was carried out before. Raises PermissionDenied, and what
        `decide` raises."""
        wanted = (keys.list_head(list_id), keys.member(list_id, caller.user), *request_key(caller, mutation))

        async def plan() -> Plan[TaskList]:
            head, member, *record = await self._table.get(*wanted)
            now = self._clock()
            found = authorise(list_id, head, member, now)
            if record and replayed_names(record[0], mutation):
                return Plan(found)
            require(found, needs)
            assert member is not None, "who is authorised is a member"
            return decide(ListStanding(caller, mutation, found, member, now))

        return await self._writer.carry_out(keys.list_pk(list_id), caller, mutation, plan)
