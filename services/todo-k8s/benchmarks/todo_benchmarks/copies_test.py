"""That copied lists are what the store's own port would have made of them."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from todo_benchmarks import copies, filling
from todo_benchmarks.filling import Share, shares
from todo_k8s.storage import keys
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.table import Index, Item, Key, Table, prefixed
from todo_k8s.storage.testing import ENVIRONMENT, require_engine, running

COUNT = 50
SHARES = shares(COUNT, 20)
TEMPLATE = SHARES[0]


async def tasks_of(table: Table, share: Share, index: Index) -> list[Item]:
    page = await table.query(prefixed(keys.list_pk(share.list_id), index, ""), COUNT, detail=True)
    return [each for each in page.items if each.key.sk.startswith(keys.TASK)]


async def check(source: Table, target: Table) -> None:
    """The first so many tasks stand in each list, with their places in every order."""
    for share in SHARES:
        pk = keys.list_pk(share.list_id)
        wanted = await tasks_of(source, TEMPLATE, Index.CHG)
        assert await tasks_of(target, share, Index.CHG) == [
            replace(each, key=Key(pk, each.key.sk)) for each in wanted[: share.size]
        ]
        active = await tasks_of(target, share, Index.ORD)
        assert [each.key.sk for each in active] == [f"T#first-{at:06}" for at in range(0, share.size, 5)]
        assert (await target.get(active[-1].key))[0] == replace(active[-1], place="")


async def test_lists_in_sqlite(tmp_path: Path) -> None:
    paths = tmp_path / "source.db", tmp_path / "target.db"
    source, target = map(SqliteTable, paths)
    await filling.put_tasks(source, TEMPLATE)
    await filling.put_heads(target, SHARES, TEMPLATE)
    copies.in_sqlite(paths[0], TEMPLATE, paths[1], SHARES)
    await check(source, target)
    await source.close()
    await target.close()


async def test_lists_in_dynamodb_local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_engine()
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with running(tmp_path) as endpoint:
        source, target = tables(endpoint)
        await source.create()
        await target.create()
        await filling.put_tasks(source, TEMPLATE)
        await filling.put_heads(target, SHARES, TEMPLATE)
        await source.close()
        await target.close()
    copies.in_dynamodb_local(tmp_path, "source", TEMPLATE, "target", SHARES)
    with running(tmp_path) as endpoint:
        source, target = tables(endpoint)
        await check(source, target)
        await source.close()
        await target.close()


def tables(endpoint: str) -> tuple[DynamoDbTable, DynamoDbTable]:
    return DynamoDbTable("source", endpoint=endpoint), DynamoDbTable("target", endpoint=endpoint)
