"""Who changes roles: those of somebody else, and his own."""

import random
from collections.abc import Sequence
from typing import Any

from todo.v1.member_pb2 import Member
from todo.v1.member_service_pb2 import CreateMemberRequest, DeleteMemberRequest, UpdateMemberRequest
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest

from watches.calls import Caller

_ROLES = (Member.ROLE_VIEWER, Member.ROLE_EDITOR, Member.ROLE_OWNER)


class Sharer:
    """Lets `ann` in to `lists`, changes her role, and puts her out; makes lists of its own, becomes a viewer of them
    and leaves them. `own` are the ids of the requests that changed its own roles, in their order."""

    def __init__(self, caller: Caller, chance: random.Random) -> None:
        self.own: list[str] = []
        self.lists: Sequence[str] = ()
        self._caller = caller
        self._chance = chance
        self._hers: set[str] = set()
        self._owned: list[str] = []
        self._read: list[str] = []

    async def share(self, times: int) -> None:
        for number in range(times):
            if self._chance.random() < 0.5:
                await self._change_hers(self._chance.choice(self.lists))
            else:
                await self._change_own(f"list {number}")

    async def _change_hers(self, parent: str) -> None:
        role = self._chance.choice(_ROLES)
        if parent not in self._hers:
            await self._let_in(parent, role)
        elif self._chance.random() < 0.5:
            member = Member(name=f"{parent}/members/ann", role=role)
            await self._caller.acknowledged(UpdateMemberRequest(member=member))
        else:
            await self._caller.acknowledged(DeleteMemberRequest(name=f"{parent}/members/ann"))
            self._hers.remove(parent)

    async def _let_in(self, parent: str, role: Member.Role) -> None:
        request = CreateMemberRequest(parent=parent, member_id="ann", member=Member(role=role))
        await self._caller.acknowledged(request)
        self._hers.add(parent)

    async def _change_own(self, title: str) -> None:
        kind = self._chance.random()
        if self._read and kind < 0.4:
            left = self._read.pop(self._chance.randrange(len(self._read)))
            await self._acknowledged(DeleteMemberRequest(name=f"{left}/members/me"))
        elif self._owned and kind < 0.7:
            given = self._owned.pop()
            # Somebody has to own it.
            await self._let_in(given, Member.ROLE_OWNER)
            me = Member(name=f"{given}/members/me", role=Member.ROLE_VIEWER)
            await self._acknowledged(UpdateMemberRequest(member=me))
            self._read.append(given)
        else:
            self._owned.append(await self.new_list(title))

    async def new_list(self, title: str) -> str:
        return str((await self._acknowledged(CreateTaskListRequest(task_list=TaskList(title=title)))).name)

    async def _acknowledged(self, request: Any) -> Any:
        answer = await self._caller.acknowledged(request)
        self.own.append(request.request_id)
        return answer
