"""Random histories of the whole service, through gRPC, and of an oracle: every answer must be the one that it expects.

They are the same histories in every run: a red one then means the commit at hand, and can be had again. For others, and
as many as there is time for:

    TODO_MODEL_HISTORIES=5000 TODO_MODEL_SEED=7 ./pants test services/todo-k8s/src/python/todo_k8s/server/model_test.py
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

import pytest
from hypothesis import given, seed, settings

from todo_k8s.domain import limits
from todo_k8s.server.testing import client_of
from todo_k8s.server.testing_oracle import Oracle
from todo_k8s.server.testing_player import Player
from todo_k8s.server.testing_steps import HISTORIES, Step
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.table import Table
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["dynamodb_local"]

COUNT = int(os.environ.get("TODO_MODEL_HISTORIES", "0"))
SEED = int(os.environ.get("TODO_MODEL_SEED", "1"))
START = datetime(2026, 2, 1, 12, tzinfo=UTC)

OpenTable: TypeAlias = Callable[[Callable[[], float]], Awaitable[Table]]


def test_the_service_on_sqlite_answers_as_its_comments_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Histories have three lists: too few for an agenda of several groups of them, otherwise.
    monkeypatch.setattr(limits, "AGENDA_LISTS", 1)

    async def fresh(clock: Callable[[], float]) -> Table:
        return SqliteTable(tmp_path / f"{uuid4()}.db", clock)

    compare(fresh, COUNT or 150)


def test_the_service_on_dynamodb_answers_as_its_comments_say(dynamodb_local: str) -> None:
    async def fresh(clock: Callable[[], float]) -> Table:
        table = DynamoDbTable(f"model-{uuid4()}", endpoint=dynamodb_local, clock=clock)
        await table.create()
        return table

    compare(fresh, COUNT or 30)


def compare(open_table: OpenTable, count: int) -> None:
    with asyncio.Runner() as runner:

        @seed(SEED)
        @settings(max_examples=count, deadline=None, database=None)
        @given(history=HISTORIES)
        def every_answer_is_expected(history: Sequence[Step]) -> None:
            runner.run(play(open_table, history))

        every_answer_is_expected()


async def play(open_table: OpenTable, history: Sequence[Step]) -> None:
    oracle = Oracle(START)
    table = await open_table(lambda: oracle.now.timestamp())
    try:
        async with client_of(table, lambda: oracle.now) as client:
            await Player(client, oracle).play(history)
    finally:
        await table.close()
