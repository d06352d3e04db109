"""Who loses a role between the read and the write of a call changes nothing, whatever the call is: on DynamoDB Local,
with a request for each method that changes something, from the rows of the authorisation matrix."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from uuid import uuid4

from grpc_service.testing import failure, raw_method
from todo_k8s.domain.model import Role
from todo_k8s.domain.testing_tables import RacingTable
from todo_k8s.server.testing import Client, clients_of
from todo_k8s.server.testing_authorisation import ROWS, Row, World
from todo_k8s.server.testing_authorisation_world import world_of
from todo_k8s.server.testing_methods import METHODS, name_of, path_of
from todo_k8s.storage import keys, member_codec
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.table import Absent, AtVersion, Delete, Item, Key, Put, Table
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["dynamodb_local"]

BY_NAME = {name_of(method): method for method in METHODS}
WRITES = [row for row in ROWS if row.needs and "request_id" in BY_NAME[row.method].input_type.fields_by_name]


@asynccontextmanager
async def serving(endpoint: str) -> AsyncIterator[tuple[Client, RacingTable, World]]:
    """A client of `owner`, on whose lists others have roles too."""
    store = DynamoDbTable(f"roles-{uuid4()}", endpoint=endpoint)
    try:
        await store.create()
        racing = RacingTable(store, None)
        async with clients_of(racing, "owner") as (client,):
            yield client, racing, await world_of(client, store)
    finally:
        await store.close()


def list_of(row: Row, world: World) -> str:
    """The list on which the row's role is needed."""
    request = row.request(world)
    if getattr(request, "destination_parent", ""):
        return world.readable
    return world.gone if getattr(request, "name", "") == world.gone else world.list


def member_key(name: str) -> Key:
    return keys.member(name.removeprefix("taskLists/"), "owner")


def too_small(row: Row, world: World) -> Role:
    """The greatest role there that does not do. A list to which a task moves needs an editor."""
    return Role.EDITOR if row.needs is Role.OWNER and list_of(row, world) != world.readable else Role.VIEWER


async def heads(table: Table, world: World) -> list[Item | None]:
    """Of all lists: there is no change without a new number in one of them."""
    names = (world.list, world.gone, world.readable)
    return list(await table.get(*(keys.list_head(name.removeprefix("taskLists/")) for name in names)))


def has_happened(racing: RacingTable) -> bool:
    return racing.meanwhile is None


async def refusal(client: Client, row: Row, world: World) -> tuple[str, str]:
    call = raw_method(client.channel, path_of(BY_NAME[row.method]))
    failed = await failure(call(row.request(world).SerializeToString(), timeout=30))
    return failed.code.name, failed.info.reason


async def test_whose_role_is_taken_away_meanwhile_changes_nothing(dynamodb_local: str) -> None:
    async with serving(dynamodb_local) as (client, racing, world):
        before = await heads(racing.table, world)
        for row in WRITES:
            key = member_key(list_of(row, world))
            (member,) = await racing.table.get(key)
            assert member
            racing.meanwhile = partial(racing.table.transact, Delete(key, AtVersion(member.version)))
            assert await refusal(client, row, world) == ("PERMISSION_DENIED", "TASK_LIST_FORBIDDEN"), row
            assert has_happened(racing), f"{row} was not about to write"
            assert await heads(racing.table, world) == before, row
            await racing.table.transact(Put(member, Absent()))


async def test_whose_role_becomes_too_small_meanwhile_changes_nothing(dynamodb_local: str) -> None:
    async with serving(dynamodb_local) as (client, racing, world):
        before = await heads(racing.table, world)
        for row in (row for row in WRITES if row.needs is not Role.VIEWER):
            key = member_key(list_of(row, world))
            (found,) = await racing.table.get(key)
            assert found
            owner = member_codec.member_of(found)
            smaller = member_codec.member_item(replace(owner, role=too_small(row, world), version=owner.version + 1))
            racing.meanwhile = partial(racing.table.transact, Put(smaller, AtVersion(owner.version)))
            assert await refusal(client, row, world) == ("PERMISSION_DENIED", "ROLE_INSUFFICIENT"), row
            assert has_happened(racing), f"{row} was not about to write"
            assert await heads(racing.table, world) == before, row
            back = member_codec.member_item(replace(owner, version=owner.version + 2))
            await racing.table.transact(Put(back, AtVersion(smaller.version)))


def test_every_method_that_writes_is_among_them() -> None:
    """Who makes a list has no role that could be lost."""
    writes = {name for name, method in BY_NAME.items() if "request_id" in method.input_type.fields_by_name}
    assert {row.method for row in WRITES} == writes - {"TaskListService.CreateTaskList"}
