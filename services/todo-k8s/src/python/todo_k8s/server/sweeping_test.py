import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from todo_k8s.domain.model import TaskList
from todo_k8s.domain.requests import DeleteTaskList
from todo_k8s.domain.sweeping import Sweeper
from todo_k8s.domain.testing import ANN, Clock, Service, mutation, service_on
from todo_k8s.server import sweeping as background
from todo_k8s.server.sweeping import sweeping
from todo_k8s.server.testing import FaultyTable
from todo_k8s.server.testing_process import end, serving
from todo_k8s.storage import keys
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.table import MAX_ACTIONS, Absent, Item, Put, Table, Throttled, prefixed
from todo_k8s.storage.testing import ENVIRONMENT, dynamodb_local

__all__ = ["dynamodb_local"]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FIRST_SECONDS", "EVERY_SECONDS", "SOON_SECONDS"):
        monkeypatch.setattr(background, name, 0.01)


async def deleted_long_ago(todo: Service) -> TaskList:
    """A list of two tasks that was deleted 31 days before the clock's time."""
    todo.clock.advance(days=-31)
    made = await todo.new_list()
    await todo.new_task(made)
    await todo.complete(await todo.new_task(made))
    gone = await todo.lists.delete(ANN, DeleteTaskList(made.name, "", True, mutation()))
    todo.clock.advance(days=31)
    return gone


@asynccontextmanager
async def service(folder: Path) -> AsyncIterator[tuple[Service, FaultyTable, TaskList]]:
    """The service today over a store that can fail, and a list to empty."""
    clock = Clock(datetime.now(UTC))
    table = FaultyTable(folder / "todo.db", clock.seconds)
    async with service_on(table, clock) as todo:
        yield todo, table, await deleted_long_ago(todo)


async def partition(table: Table, pk: str) -> Sequence[Item]:
    return (await table.query(prefixed(pk, None, ""), 100)).items


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    for _ in range(3_000):
        if await holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come about within a minute")


async def assert_emptied(table: Table, gone: TaskList) -> None:
    async def nothing_is_left() -> bool:
        return not await partition(table, keys.PURGE_PK)

    await eventually(nothing_is_left)
    assert [item.key for item in await partition(table, keys.list_pk(gone.id))] == [keys.list_head(gone.id)]


@pytest.mark.parametrize(
    ("fault", "told"),
    [(Throttled("too much"), "the next round goes on: too much"), (RuntimeError("a bug"), "sweeping failed")],
)
async def test_what_fails_is_told_and_tried_again(
    tmp_path: Path, at_once: None, caplog: pytest.LogCaptureFixture, fault: Exception, told: str
) -> None:
    async def is_told() -> bool:
        return told in caplog.text

    async with service(tmp_path) as (todo, table, gone):
        table.write_fault = fault
        async with sweeping(Sweeper(table, todo.clock)):
            await eventually(is_told)
            table.write_fault = None
            await assert_emptied(table, gone)


async def test_it_ends_when_it_is_left_whatever_it_waits_for(tmp_path: Path, at_once: None) -> None:
    async with service(tmp_path) as (todo, table, _):
        before = asyncio.all_tasks()
        table.hangs = True
        async with sweeping(Sweeper(table, todo.clock)):
            await asyncio.sleep(0.1)
            assert len(asyncio.all_tasks() - before) == 1
        assert asyncio.all_tasks() == before


async def test_a_server_sweeps_soon_after_its_start(tmp_path: Path) -> None:
    clock, path = Clock(datetime.now(UTC)), tmp_path / "todo.db"
    await assert_sweeps(SqliteTable(path, clock.seconds), clock, tmp_path, "--store", f"sqlite:{path}")


async def test_a_server_sweeps_dynamodb_too(tmp_path: Path, dynamodb_local: str) -> None:
    clock, name = Clock(datetime.now(UTC)), f"test-{uuid4()}"
    table = DynamoDbTable(name, endpoint=dynamodb_local, clock=clock.seconds)
    await table.create()
    store = ("--store", f"dynamodb:{name}", "--dynamodb-endpoint", dynamodb_local)
    await assert_sweeps(table, clock, tmp_path, *store, **ENVIRONMENT)


async def assert_sweeps(table: Table, clock: Clock, home: Path, *arguments: str, **environ: str) -> None:
    async with service_on(table, clock) as todo:
        gone = await deleted_long_ago(todo)
        async with serving(home, *arguments, **environ) as (process, _):
            await assert_emptied(table, gone)
            process.send_signal(signal.SIGTERM)
            ended = await end(process)
    assert ended.code == 0
    assert f"{gone.name} is purged" in ended.err


async def test_a_server_that_is_told_to_end_stops_in_the_midst_of_a_list(tmp_path: Path) -> None:
    store = f"sqlite:{tmp_path}/todo.db"
    async with service(tmp_path) as (_, table, gone):
        many = [Put(Item(keys.task(gone.id, f"t-{number}"), 1, {}), Absent()) for number in range(500)]
        for start in range(0, len(many), MAX_ACTIONS):
            await table.transact(*many[start : start + MAX_ACTIONS])

        async def has_begun() -> bool:
            return (await table.get(keys.member(gone.id, ANN.user))) == (None,)

        async with serving(tmp_path, "--store", store) as (process, _):
            await eventually(has_begun)
            process.send_signal(signal.SIGTERM)
            ended = await end(process)
        assert ended.code == 0
        assert "Traceback" not in ended.err
        assert await partition(table, keys.PURGE_PK)
