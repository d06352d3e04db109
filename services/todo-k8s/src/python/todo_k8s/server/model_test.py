"""Random histories of the whole service, through gRPC, and of an oracle: every answer must be the one that it expects.

They are the same histories in every run: a red one then means the commit at hand, and can be had again. For others, and
as many as there is time for:

    TODO_MODEL_HISTORIES=5000 TODO_MODEL_SEED=7 ./pants test services/todo-k8s/src/python/todo_k8s/server/model_test.py

Hypothesis is not used here: of steps that take many choices each it made short, poor histories, most of them refusals.
"""

import os
import traceback
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

from todo_k8s.server.testing import client_of
from todo_k8s.server.testing_oracle import Oracle
from todo_k8s.server.testing_player import Player
from todo_k8s.server.testing_steps import Step, history_of
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.table import Table
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["dynamodb_local"]

HISTORIES = int(os.environ.get("TODO_MODEL_HISTORIES", "0"))
SEED = int(os.environ.get("TODO_MODEL_SEED", "1"))
START = datetime(2026, 2, 1, 12, tzinfo=UTC)

OpenTable: TypeAlias = Callable[[Callable[[], float]], Awaitable[Table]]


async def test_the_service_on_sqlite_answers_as_its_comments_say(tmp_path: Path) -> None:
    async def fresh(clock: Callable[[], float]) -> Table:
        return SqliteTable(tmp_path / f"{uuid4()}.db", clock)

    await compare(fresh, HISTORIES or 150)


async def test_the_service_on_dynamodb_answers_as_its_comments_say(dynamodb_local: str) -> None:
    async def fresh(clock: Callable[[], float]) -> Table:
        table = DynamoDbTable(f"model-{uuid4()}", endpoint=dynamodb_local, clock=clock)
        await table.create()
        return table

    await compare(fresh, HISTORIES or 40)


async def compare(open_table: OpenTable, histories: int) -> None:
    for seed in range(SEED, SEED + histories):
        history = history_of(seed)
        if await problem(open_table, history):
            shortest = await shortened(open_table, history)
            steps = "\n".join(map(str, shortest))
            raise AssertionError(f"seed {seed}: {await problem(open_table, shortest)}\nafter:\n{steps}")


async def problem(open_table: OpenTable, history: Sequence[Step]) -> str:
    """What is wrong with the service's answers; empty where nothing is."""
    oracle = Oracle(START)
    table = await open_table(lambda: oracle.now.timestamp())
    try:
        async with client_of(table, lambda: oracle.now) as client:
            await Player(client, oracle).play(history)
    except AssertionError:
        return traceback.format_exc(limit=-2)
    finally:
        await table.close()
    return ""


async def shortened(open_table: OpenTable, history: Sequence[Step]) -> Sequence[Step]:
    """A history that goes wrong too, but not without any one of its steps."""
    size = len(history) // 2
    while size:
        for start in range(0, len(history), size):
            shorter = [*history[:start], *history[start + size :]]
            if await problem(open_table, shorter):
                history = shorter
                break
        else:
            size //= 2
    return history
