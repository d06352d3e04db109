"""What the tests of the sweeper share: a service on each engine, and deleted lists in it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from todo_k8s.domain.model import Reason, TaskList
from todo_k8s.domain.requests import DeleteTaskList
from todo_k8s.domain.sweeping import MARGIN, Sweeper
from todo_k8s.domain.testing import ANN, Clock, Service, mutation, service_on
from todo_k8s.storage import keys, list_codec, member_codec, user_codec
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.table import Cursor, Item, Table, prefixed
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["dynamodb_local"]

DUE = timedelta(days=30) + MARGIN + timedelta(seconds=1)
"""How long after its deletion a list is to be emptied."""


@pytest.fixture(params=["sqlite", "dynamodb-local"])
def endpoint(request: pytest.FixtureRequest) -> str:
    """Of DynamoDB Local; empty for SQLite."""
    local: str = request.getfixturevalue("dynamodb_local") if request.param == "dynamodb-local" else ""
    return local


@pytest_asyncio.fixture
async def todo(endpoint: str, tmp_path: Path) -> AsyncIterator[Service]:
    clock = Clock()
    async with service_on(await new_table(endpoint, tmp_path, clock), clock) as made:
        yield made


async def new_table(endpoint: str, folder: Path, clock: Clock) -> Table:
    if not endpoint:
        return SqliteTable(folder / "todo.db", clock.seconds)
    table = DynamoDbTable(f"test-{uuid4()}", endpoint=endpoint, clock=clock.seconds)
    await table.create()
    return table


async def deleted_list(todo: Service, tasks: int = 12) -> TaskList:
    made = await todo.new_list()
    for _ in range(tasks):
        await todo.new_task(made)
    return await todo.lists.delete(ANN, DeleteTaskList(made.name, "", True, mutation(str(uuid4()))))


def the_day_comes(todo: Service) -> None:
    """Goes on to when a list that is deleted now is due."""
    todo.clock.advance(seconds=DUE.total_seconds())


def sweeper(todo: Service, table: Table | None = None, steps: int = 1_000) -> Sweeper:
    return Sweeper(table or todo.table, todo.clock, steps, pause=0)


async def stored(todo: Service, pk: str) -> Sequence[Item]:
    """What stands in the partition, request records left out."""
    found: list[Item] = []
    after: Cursor | None = None
    while True:
        page = await todo.table.query(prefixed(pk, None, ""), 100, after)
        found += (item for item in page.items if not item.key.sk.startswith("R#"))
        if not (after := page.next):
            return found


async def everything(todo: Service, of: TaskList) -> Sequence[Item]:
    partitions = (keys.list_pk(of.id), keys.user_pk("ann"), keys.PURGE_PK)
    return [item for pk in partitions for item in await stored(todo, pk)]


async def assert_purged(todo: Service, gone: TaskList) -> None:
    (head,) = await stored(todo, keys.list_pk(gone.id))
    rest = replace(
        gone,
        title="",
        sequence=gone.sequence + 1,
        active_count=0,
        completed_count=0,
        last_position=None,
        role=None,
    )
    assert list_codec.list_of(head) == rest
    assert "title" not in head.data
    assert await stored(todo, keys.PURGE_PK) == []
    (user,) = await todo.table.get(keys.user_head("ann"))
    memberships = [item for item in await stored(todo, keys.user_pk("ann")) if item.key.sk != keys.HEAD]
    lost = {member_codec.list_id_of_membership(item): member_codec.lost_reason(item) for item in memberships}
    assert user_codec.user_of("ann", user).list_count == list(lost.values()).count(None)
    assert lost[gone.id] is Reason.DELETED
