"""What a call costs as one user's tasks grow from 1,000 to 1,000,000: a fifth of them active, in lists of 50,000."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from todo_benchmarks import copies, filling
from todo_benchmarks.compare import Contestant, Sizes, rounds
from todo_benchmarks.contestants import service
from todo_benchmarks.names import DYNAMODB_LOCAL, SQLITE
from todo_benchmarks.processes import Server
from todo_benchmarks.samples import Sample
from todo_benchmarks.tables import created
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.testing import running

COUNTS = (1_000, 10_000, 100_000, 1_000_000)
_TEMPLATE = "template"


async def on_dynamodb(folder: Path, sizes: Sizes, counts: Sequence[int]) -> AsyncIterator[Sample]:
    await fill_dynamodb(folder, counts)
    with running(folder) as endpoint, ExitStack() as stack:
        servers = [stack.enter_context(service(f"dynamodb:{_table(count)}", endpoint)) for count in counts]
        async for sample in rounds(DYNAMODB_LOCAL, list(_contestants(servers, counts)), sizes):
            yield sample


async def on_sqlite(folder: Path, sizes: Sizes, counts: Sequence[int]) -> AsyncIterator[Sample]:
    await fill_sqlite(folder, counts)
    with ExitStack() as stack:
        servers = [stack.enter_context(service(f"sqlite:{file_of(folder, count)}")) for count in counts]
        async for sample in rounds(SQLITE, list(_contestants(servers, counts)), sizes):
            yield sample


async def fill_dynamodb(folder: Path, counts: Sequence[int]) -> None:
    """A table for each count."""
    template = _template(counts)
    with running(folder) as endpoint:
        source = await created(_TEMPLATE, endpoint)
        await filling.put_tasks(source, template)
        await source.close()
        for count in counts:
            table = await created(_table(count), endpoint)
            await filling.put_heads(table, filling.shares(count), template)
            await table.close()
    for count in counts:
        copies.in_dynamodb_local(folder, _TEMPLATE, template, _table(count), filling.shares(count))


async def fill_sqlite(folder: Path, counts: Sequence[int]) -> None:
    """A file for each count."""
    template = _template(counts)
    source = SqliteTable(folder / _TEMPLATE)
    await filling.put_tasks(source, template)
    await source.close()
    for count in counts:
        table = SqliteTable(file_of(folder, count))
        await filling.put_heads(table, filling.shares(count), template)
        await table.close()
        copies.in_sqlite(folder / _TEMPLATE, template, file_of(folder, count), filling.shares(count))


def _contestants(servers: Sequence[Server], counts: Sequence[int]) -> Iterator[Contestant]:
    for server, count in zip(servers, counts, strict=True):
        yield Contestant(f"{count:,} tasks", server, filling.lists_of(filling.shares(count)).works())


def _template(counts: Sequence[int]) -> filling.Share:
    return filling.shares(counts[-1])[0]


def _table(count: int) -> str:
    return f"todo-k8s-{count}"


def file_of(folder: Path, count: int) -> Path:
    return folder / f"{count}.db"
