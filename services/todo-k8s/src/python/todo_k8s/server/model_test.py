"""Random histories of the whole service, through gRPC, and of an oracle: every answer must be the one that it expects.

They are the same histories in every run: a red one then means the commit at hand, and can be had again. For others, and
as many as there is time for:

    TODO_MODEL_EXAMPLES=5000 ./pants test services/todo-k8s/src/python/todo_k8s/server/model_test.py
"""

import asyncio
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings

from todo_k8s.server.testing import client_of
from todo_k8s.server.testing_oracle import Oracle
from todo_k8s.server.testing_player import Player
from todo_k8s.server.testing_steps import Step, histories
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.table import Table
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["dynamodb_local"]

EXAMPLES = int(os.environ.get("TODO_MODEL_EXAMPLES", "0"))
START = datetime(2026, 2, 1, 12, tzinfo=UTC)


def examples(usually: int) -> settings:
    return settings(
        max_examples=EXAMPLES or usually,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as made:
        yield made


async def play(table: Table, oracle: Oracle, history: list[Step]) -> None:
    try:
        async with client_of(table, lambda: oracle.now) as client:
            await Player(client, oracle).play(history)
    finally:
        await table.close()


@examples(150)
@given(history=histories)
def test_the_service_on_sqlite_answers_as_its_comments_say(
    runner: asyncio.Runner, tmp_path: Path, history: list[Step]
) -> None:
    oracle = Oracle(START)
    table = SqliteTable(tmp_path / f"{uuid4()}.db", lambda: oracle.now.timestamp())
    runner.run(play(table, oracle, history))


@examples(40)
@given(history=histories)
def test_the_service_on_dynamodb_answers_as_its_comments_say(
    runner: asyncio.Runner, dynamodb_local: str, history: list[Step]
) -> None:
    oracle = Oracle(START)

    async def run() -> None:
        table = DynamoDbTable(f"model-{uuid4()}", endpoint=dynamodb_local, clock=lambda: oracle.now.timestamp())
        await table.create()
        await play(table, oracle, history)

    runner.run(run())
