"""What a call costs as one user's tasks grow from 1,000 to 1,000,000: a fifth of them active, in lists of 100,000."""

from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from todo_benchmarks.compare import Contestant, Sizes, rounds
from todo_benchmarks.contestants import TABLE, service
from todo_benchmarks.filling import fill
from todo_benchmarks.names import DYNAMODB_LOCAL, SQLITE
from todo_benchmarks.samples import Sample
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.sqlite import SqliteTable

COUNTS = (1_000, 10_000, 100_000, 1_000_000)


async def on_dynamodb(endpoint: str, sizes: Sizes, counts: Sequence[int]) -> AsyncIterator[Sample]:
    with ExitStack() as stack:
        contestants = []
        for count in counts:
            table = DynamoDbTable(f"{TABLE}-{count}", endpoint=endpoint)
            await table.create()
            lists = await fill(table, count)
            await table.close()
            server = stack.enter_context(service(f"dynamodb:{TABLE}-{count}", endpoint))
            contestants.append(Contestant(f"{count:,} tasks", server, lists.works()))
        async for sample in rounds(DYNAMODB_LOCAL, contestants, sizes):
            yield sample


async def on_sqlite(folder: Path, sizes: Sizes, counts: Sequence[int]) -> AsyncIterator[Sample]:
    with ExitStack() as stack:
        contestants = []
        for count in counts:
            path = folder / f"{count}.db"
            table = SqliteTable(path)
            lists = await fill(table, count)
            await table.close()
            server = stack.enter_context(service(f"sqlite:{path}"))
            contestants.append(Contestant(f"{count:,} tasks", server, lists.works()))
        async for sample in rounds(SQLITE, contestants, sizes):
            yield sample
