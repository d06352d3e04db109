"""The contract of `Table`: of all who write over one version of an item, exactly one does, from whatever process."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from uuid import uuid4

from todo_k8s.storage import contract_writer
from todo_k8s.storage.contract import NOT_ON_MOTO, PK, fill, item, key, keys_of, over
from todo_k8s.storage.contract_writer import COUNTER, TURNS, WRITERS
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.open import open_table, parse_store
from todo_k8s.storage.table import ConditionFailed, Contended, Table, prefixed
from todo_k8s.storage.testing import ENVIRONMENT

PROCESSES = 2


@NOT_ON_MOTO
async def test_exactly_one_of_many_writers_wins_each_version(table: Table) -> None:
    await fill(table, item("a", 1))
    for version in range(1, 6):
        writers = (table.transact(over(version, item("a", version + 1, data={"by": n}))) for n in range(12))
        results = await asyncio.gather(*writers, return_exceptions=True)
        winner = results.index(None)
        losers = results[:winner] + results[winner + 1 :]
        assert all(isinstance(loser, ConditionFailed | Contended) for loser in losers), losers
        assert await table.get(key("a")) == (item("a", version + 1, data={"by": winner}),)


async def test_processes_lose_no_update_in_one_sqlite_file(tmp_path: Path) -> None:
    await count_together(f"sqlite:{tmp_path}/todo.db", "")


async def test_processes_lose_no_update_in_one_dynamodb_table(dynamodb_local: str) -> None:
    await count_together(f"dynamodb:test-{uuid4()}", dynamodb_local)


async def count_together(store: str, endpoint: str) -> None:
    table = await open_table(parse_store(store), endpoint=endpoint or None)
    if isinstance(table, DynamoDbTable):
        await table.create()
    await fill(table, item(COUNTER.sk, 1))
    made = await asyncio.gather(*(process(store, endpoint) for _ in range(PROCESSES)))
    last = 1 + PROCESSES * WRITERS * TURNS
    assert all(made)
    assert sorted(sum(made, [])) == list(range(2, last + 1))
    assert await table.get(COUNTER) == (item(COUNTER.sk, last),)
    witnesses = await keys_of(table, prefixed(PK, None, "witness-"), 100)
    assert witnesses == [f"witness-{version:04}" for version in range(2, last + 1)]
    await table.close()


async def process(store: str, endpoint: str) -> list[int]:
    command = [sys.executable, "-m", contract_writer.__name__, store, endpoint]
    environment = {**ENVIRONMENT, "PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"]}
    writer = await asyncio.create_subprocess_exec(*command, env=environment, stdout=PIPE, stderr=PIPE)
    async with asyncio.timeout(120):
        out, err = await writer.communicate()
    assert writer.returncode == 0, err.decode()
    made: list[int] = json.loads(out)
    return made
