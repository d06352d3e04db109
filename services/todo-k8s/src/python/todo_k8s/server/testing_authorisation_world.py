"""A list on which somebody has each of the roles, on a server that asks for tokens."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from todo.v1.event_service_pb2 import ListEventsRequest
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest, DeleteTaskListRequest
from todo.v1.task_pb2 import Recurrence, Task
from todo.v1.task_service_pb2 import CompleteTaskRequest, CreateTaskRequest, DeleteTaskRequest

from todo_k8s.domain.members import Members
from todo_k8s.domain.model import Principal, Role
from todo_k8s.domain.requests import CreateMember, DeleteMember, Mutation
from todo_k8s.domain.writing import Writer
from todo_k8s.server.identity import Admission
from todo_k8s.server.services import now
from todo_k8s.server.testing import Client, FaultyTable, sqlite_client
from todo_k8s.server.testing_authorisation import DUE, World
from todo_k8s.server.tokens.open import open_tokens
from todo_k8s.server.tokens.testing_provider import key_set, public_jwk, token, token_settings
from todo_k8s.storage.table import Table


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[tuple[Client, FaultyTable]]:
    jwks = folder / "jwks.json"
    jwks.write_bytes(key_set(public_jwk("one"), public_jwk("curve", "ES256")))
    async with (
        open_tokens(token_settings(jwks)) as tokens,
        sqlite_client(folder, Admission(tokens.identify)) as served,
    ):
        yield served


async def make_world(folder: Path) -> World:
    async with serving(folder) as (client, table):
        return await world_of(client, table, (("authorization", f"Bearer {token('owner')}"),))


async def world_of(client: Client, table: Table, owner: Sequence[tuple[str, str]] = ()) -> World:
    """Made by the client, whose user is `owner` or shown to be by such metadata."""

    async def new_list(title: str, editor: Role = Role.EDITOR) -> str:
        request = CreateTaskListRequest(task_list=TaskList(title=title))
        name = (await client.lists.CreateTaskList(request, metadata=owner)).name
        await give_roles(table, name, editor)
        return name

    async def new_task(title: str, **fields: object) -> str:
        task = Task(title=title, **fields)  # type: ignore[arg-type]
        return (await client.tasks.CreateTask(CreateTaskRequest(parent=home, task=task), metadata=owner)).name

    home, gone, readable = await new_list("home"), await new_list("gone"), await new_list("readable", Role.VIEWER)
    await client.lists.DeleteTaskList(DeleteTaskListRequest(name=gone), metadata=owner)
    task = await new_task("milk")
    events = await client.events.ListEvents(ListEventsRequest(parent=home, page_size=1), metadata=owner)
    other, done, deleted = [await new_task(title) for title in ("bread", "done", "deleted")]
    await client.tasks.CompleteTask(CompleteTaskRequest(name=done), metadata=owner)
    await client.tasks.DeleteTask(DeleteTaskRequest(name=deleted), metadata=owner)
    recurring = await new_task("weekly", due=DUE, recurrence=Recurrence(rule="FREQ=WEEKLY"))
    return World(
        list=home,
        gone=gone,
        readable=readable,
        task=task,
        other=other,
        done=done,
        deleted=deleted,
        recurring=recurring,
        event=events.events[0].name,
        member=f"{home}/members/second",
    )


async def give_roles(table: Table, name: str, editor: Role) -> None:
    members, owner = Members(table, now, Writer(table, now)), Principal("owner")
    for who, role in (
        ("viewer", Role.VIEWER),
        ("editor", editor),
        ("second", Role.OWNER),
        ("removed", Role.OWNER),
    ):
        await members.create(owner, CreateMember(name, who, True, role, Mutation("CreateMember", "", "")))
    await members.delete(owner, DeleteMember(f"{name}/members/removed", "", Mutation("DeleteMember", "", "")))
