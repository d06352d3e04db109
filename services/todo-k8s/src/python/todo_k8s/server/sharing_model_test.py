"""Random histories of three users who share two lists, through gRPC, against a plain table of who has which role,
with copies of the roles that each of them keeps by what changes.

They are the same in every run. For others, and as many as there is time for:

    TODO_MODEL_HISTORIES=2000 TODO_MODEL_SEED=7 \\
        ./pants test services/todo-k8s/src/python/todo_k8s/server/sharing_model_test.py
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias
from uuid import uuid4

from google.protobuf.message import Message
from grpc import StatusCode
from hypothesis import given, seed, settings
from todo.v1.event_service_pb2 import ListEventsRequest, UndoEventRequest
from todo.v1.member_pb2 import Member
from todo.v1.member_service_pb2 import (
    CreateMemberRequest,
    DeleteMemberRequest,
    GetMemberRequest,
    ListMembersRequest,
    UpdateMemberRequest,
)
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import (
    DeleteTaskListRequest,
    GetTaskListRequest,
    ListTaskListsRequest,
    UndeleteTaskListRequest,
    UpdateTaskListRequest,
)
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import CreateTaskRequest, MoveTaskRequest

from grpc_service.testing import failure
from todo_k8s.domain.testing import Clock
from todo_k8s.server.testing import Client, clients_of
from todo_k8s.server.testing_role_copies import MINE, RoleCopy
from todo_k8s.server.testing_sharing import HISTORIES, OWNER, USERS, Act, Shared, Sharing, Step
from todo_k8s.storage import keys, list_codec, user_codec
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.table import Table
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["dynamodb_local"]

COUNT = int(os.environ.get("TODO_MODEL_HISTORIES", "0"))
SEED = int(os.environ.get("TODO_MODEL_SEED", "1"))

OpenTable: TypeAlias = Callable[[Clock], Awaitable[Table]]


def test_roles_count_on_sqlite_as_the_table_says(tmp_path: Path) -> None:
    async def fresh(clock: Clock) -> Table:
        return SqliteTable(tmp_path / f"{uuid4()}.db", clock.seconds)

    compare(fresh, COUNT or 60)


def test_roles_count_on_dynamodb_as_the_table_says(dynamodb_local: str) -> None:
    async def fresh(clock: Clock) -> Table:
        table = DynamoDbTable(f"sharing-{uuid4()}", endpoint=dynamodb_local, clock=clock.seconds)
        await table.create()
        return table

    compare(fresh, COUNT or 15)


def compare(open_table: OpenTable, count: int) -> None:
    with asyncio.Runner() as runner:

        @seed(SEED)
        @settings(max_examples=count, deadline=None, database=None)
        @given(history=HISTORIES)
        def roles_count_as_the_table_says(history: Sequence[Step]) -> None:
            runner.run(play(open_table, history))

        roles_count_as_the_table_says()


async def play(open_table: OpenTable, history: Sequence[Step]) -> None:
    clock = Clock()
    table = await open_table(clock)
    try:
        async with clients_of(table, *USERS, clock=clock) as clients:
            players = await Players.begun(table, dict(zip(USERS, clients, strict=True)))
            for step in history:
                clock.advance(seconds=1)
                await players.take(step)
            await players.look()
    finally:
        await table.close()


@dataclass
class Players:
    table: Table
    clients: dict[str, Client]
    lists: Sequence[TaskList]
    sharing: Sharing
    copies: Mapping[str, Sequence[RoleCopy]]
    tasks: dict[str, list[Task]] = field(default_factory=dict)
    last: tuple[str, Message] | None = None

    @classmethod
    async def begun(cls, table: Table, clients: dict[str, Client]) -> "Players":
        """ANN has a list, and BOB has one."""
        lists = [await clients[user].new_list(user) for user in USERS[:2]]
        sharing = Sharing(
            [Shared({user: (OWNER, 1)}) for user in USERS[:2]], {user: [] for user in USERS} | {"ann": [0], "bob": [1]}
        )
        parents = [MINE, *(each.name for each in lists)]
        copies = {user: [RoleCopy(client, parent) for parent in parents] for user, client in clients.items()}
        return cls(table, clients, lists, sharing, copies, {each.name: [] for each in lists})

    async def take(self, step: Step) -> None:
        actor, request = self._request(step)
        if request is None:
            return
        expected = self.sharing.refusal(step)
        answer = await self._answer(actor, request)
        assert (answer if isinstance(answer, str) else "") == expected, step
        if expected:
            return
        before = self.sharing.last
        self.sharing.take(step)
        if self.sharing.last is not before:
            self.last = actor, request
        self._compare(step, answer)
        # Copies go on from tokens of any time.
        if step.act in (Act.READ, Act.GET):
            await self._pull(step.actor)

    async def _pull(self, user: str) -> None:
        """What the user keeps by what was told is what is there, of himself and of each list that he sees."""
        mine, *others = self.copies[user]
        own = {at: self.sharing.lists[at].role(user) for at in self.sharing.joined[user]}
        assert await mine.pull() == {f"{self.lists[at].name}/members/{user}": role for at, role in own.items()}
        for at in own:
            members = self.sharing.lists[at].members
            there = {f"{self.lists[at].name}/members/{each}": role for each, (role, _) in members.items()}
            assert await others[at].pull() == there

    def _request(self, step: Step) -> tuple[str, Message | None]:
        """Who asks for what; None where there is nothing that it could be about."""
        if step.act is Act.REPEAT:
            return self.last or ("", None)
        home, shared = self.lists[step.at], self.sharing.lists[step.at]
        name = f"{home.name}/members/{'me' if step.whom == step.actor else step.whom}"
        etag = '"0"' if step.stale else ""
        member = Member(name=name, role=step.role, etag=etag)
        once = str(uuid4())
        tasks = self.tasks[home.name]
        requests: dict[Act, Message | None] = {
            Act.LET_IN: CreateMemberRequest(parent=home.name, member_id=step.whom, member=member, request_id=once),
            Act.GIVE: UpdateMemberRequest(member=member, request_id=once),
            Act.PUT_OUT: DeleteMemberRequest(name=name, etag=etag, request_id=once),
            Act.GET: GetMemberRequest(name=name),
            Act.READ: GetTaskListRequest(name=home.name),
            Act.ADD: CreateTaskRequest(parent=home.name, task=Task(title="milk")),
            Act.RENAME: UpdateTaskListRequest(task_list=TaskList(name=home.name, title="house")),
            Act.DELETE: DeleteTaskListRequest(name=home.name, force=True),
            Act.RESTORE: UndeleteTaskListRequest(name=home.name),
            Act.MOVE: MoveTaskRequest(name=tasks[-1].name, destination_parent=self.lists[1 - step.at].name)
            if tasks
            else None,
            Act.UNDO: UndoEventRequest(name=f"{home.name}/events/{shared.member_change}")
            if shared.member_change
            else None,
        }
        return step.actor, requests[step.act]

    async def _answer(self, actor: str, request: Message) -> Any:
        """The response, or the reason of the refusal."""
        method = type(request).__name__.removesuffix("Request")
        client = self.clients[actor]
        stubs = (client.lists, client.tasks, client.events, client.members)
        call = getattr(next(stub for stub in stubs if hasattr(stub, method)), method)(request)
        return await call if await call.code() is StatusCode.OK else (await failure(call)).info.reason

    def _compare(self, step: Step, answer: Any) -> None:
        shared = self.sharing.lists[step.at]
        match answer:
            case Member():
                # A repetition answers with the member of the step that it repeats.
                which = self.sharing.last if step.act is Act.REPEAT else step
                assert which is not None
                assert _told(answer) == (which.whom, *self.sharing.lists[which.at].members[which.whom])
            case TaskList():
                assert answer.role == shared.role(step.actor)
            case Task() if step.act is Act.MOVE:
                self.tasks[self.lists[step.at].name].pop()
                self.tasks[self.lists[1 - step.at].name].append(answer)
            case Task():
                self.tasks[self.lists[step.at].name].append(answer)

    async def look(self) -> None:
        """What everyone sees in the end, and what the two heads count."""
        for user, client in self.clients.items():
            await self._pull(user)
            listed = (await client.lists.ListTaskLists(ListTaskListsRequest(show_deleted=True))).task_lists
            joined = self.sharing.joined[user]
            roles = [self.sharing.lists[at].role(user) for at in joined]
            assert [(each.name, each.role) for each in listed] == [
                (self.lists[at].name, role) for at, role in zip(joined, roles, strict=True)
            ]
            (head,) = await self.table.get(keys.user_head(user))
            assert user_codec.user_of(user, head).list_count == len(joined)
        for home, shared in zip(self.lists, self.sharing.lists, strict=True):
            await self._look_at(home, shared)

    async def _look_at(self, home: TaskList, shared: Shared) -> None:
        (head,) = await self.table.get(keys.list_head(home.uid))
        assert head is not None
        stored = list_codec.list_of(head)
        counted = (stored.sequence, stored.member_count, stored.owner_count)
        assert counted == (shared.changes, len(shared.members), len(shared.owners()))
        for user in shared.members:
            client = self.clients[user]
            members = (await client.members.ListMembers(ListMembersRequest(parent=home.name))).members
            assert [_told(each) for each in members] == [(each, *told) for each, told in sorted(shared.members.items())]
            (event, *_) = (await client.events.ListEvents(ListEventsRequest(parent=home.name, page_size=1))).events
            assert event.name == f"{home.name}/events/{shared.changes}"


def _told(member: Member) -> tuple[str, Member.Role, int]:
    return member.user.removeprefix("users/"), member.role, int(member.etag.strip('"'))
