"""CPU and wall time of each store call: DynamoDB by stock PynamoDB, DynamoDB as the engine asks it, and SQLite.

    ./pants run services/todo-k8s/benchmarks:storage

Both DynamoDB rows do the same calls of `dynamodb_calls` on one DynamoDB Local; what differs is what lies below:
PynamoDB's connection as it comes, with botocore's blocking client, or ours. Rounds of the two alternate, and the
medians are shown. Then what one signed request costs by our connections, and by aiohttp.
"""

import os
import statistics
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import uvloop
from msgspec.json import Decoder, encode
from pynamodb.connection import Connection

from todo_benchmarks.transport import transports
from todo_k8s.storage import dynamodb_calls
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.table import Absent, Action, AtVersion, Check, Index, Item, Key, Page, Put, Table, prefixed
from todo_k8s.storage.testing import ENVIRONMENT, running

ROUNDS = 7
CALLS = 60
PK = "L#bench"
STRETCH = prefixed(PK, Index.ORD, "~#")
KEYS = (Key("U#bench", "R#none"), Key(PK, "@"), Key(PK, "M#bench"), Key(PK, "T#000001"))

A = TypeVar("A")
Call: TypeAlias = Callable[[], Awaitable[object]]
Micros: TypeAlias = tuple[float, float]


def task(number: int, pk: str = PK) -> Item:
    place = f"{number:06}"
    order = {Index.ORD: f"~#{place}", Index.DUE: f"2026-12-01#{place}", Index.CHG: place}
    return Item(Key(pk, f"T#{place}"), 1, {"title": "x" * 250}, {"notes": "y" * 100}, order)


def creation(version: int) -> tuple[Action, ...]:
    """The actions that create one task: record, role, head, task, event."""
    head, name = Key(PK, "@"), uuid.uuid4().hex
    return (
        Put(Item(Key("U#bench", f"R#{name}"), 1, {"fingerprint": "f" * 64}, expires=2**32), Absent()),
        Check(Key(PK, "M#bench"), AtVersion(1)),
        Put(Item(head, version + 1, {"count": version}), AtVersion(version)),
        Put(task(1000 + version), Absent()),
        Put(Item(Key(f"E#{name}", "1"), 1, {"what": "z" * 300}, order={Index.ORD: name}), Absent()),
    )


async def seed(table: Table) -> None:
    await table.transact(Put(Item(Key(PK, "@"), 1, {}), Absent()), Put(Item(Key(PK, "M#bench"), 1, {}), Absent()))
    await table.transact(*(Put(task(number), Absent()) for number in range(60)))


async def items_of(query: Awaitable[Page]) -> Sequence[Item]:
    """A page makes them when they are asked for."""
    return tuple((await query).items)


def calls_of(table: Table) -> dict[str, Call]:
    version = iter(range(1, 1_000_000))
    return {
        "get 1 item": lambda: table.get(KEYS[-1]),
        "get 4 items": lambda: table.get(*KEYS),
        "query 50 items": lambda: items_of(table.query(STRETCH, 50)),
        "create a task": lambda: table.transact(*creation(next(version))),
    }


class StockConnection(Connection):
    async def call(self, operation: str, arguments: dict[str, Any], decoder: Decoder[A]) -> A:
        return decoder.decode(encode(self.dispatch(operation, arguments)))


def stock_calls_of(connection: StockConnection, table: str) -> dict[str, Call]:
    """The same, blocking, as PynamoDB comes."""
    version = iter(range(1, 1_000_000))

    return {
        "get 1 item": lambda: dynamodb_calls.get_some(connection, table, KEYS[-1:], 0),
        "get 4 items": lambda: dynamodb_calls.get_some(connection, table, KEYS, 0),
        "query 50 items": lambda: items_of(dynamodb_calls.query(connection, table, STRETCH, 50, None, 0, detail=False)),
        "create a task": lambda: dynamodb_calls.transact(
            connection, table, creation(next(version)), 0, str(uuid.uuid4())
        ),
    }


async def measure(call: Call) -> Micros:
    """Microseconds of CPU of this process, and of wall time, for one call."""
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(CALLS):
        await call()
    return (time.process_time() - cpu) / CALLS * 1e6, (time.perf_counter() - wall) / CALLS * 1e6


async def compare(contestants: dict[str, dict[str, Call]]) -> dict[tuple[str, str], Micros]:
    samples: dict[tuple[str, str], list[Micros]] = {}
    for _ in range(ROUNDS):
        for name, calls in contestants.items():
            for call_name, call in calls.items():
                samples.setdefault((call_name, name), []).append(await measure(call))
    return {
        place: (statistics.median(cpu for cpu, _ in found), statistics.median(wall for _, wall in found))
        for place, found in samples.items()
    }


async def main(endpoint: str, folder: Path) -> None:
    own = DynamoDbTable("own", endpoint=endpoint)
    stock = DynamoDbTable("stock", endpoint=endpoint)
    sqlite = SqliteTable(folder / "bench.db")
    for dynamodb in (own, stock):
        await dynamodb.create()
    for table in (own, stock, sqlite):
        await seed(table)
    connection = StockConnection(region=ENVIRONMENT["AWS_REGION"], host=endpoint)
    found = await compare(
        {"stock": stock_calls_of(connection, "stock"), "own": calls_of(own), "sqlite": calls_of(sqlite)}
    )
    print("| µs a call | stock PynamoDB, CPU | ours, CPU | ratio | SQLite, CPU | ours, wall | SQLite, wall |")
    print("|---|---|---|---|---|---|---|")
    for call in calls_of(sqlite):
        (slow, _), (cpu, wall), (small, small_wall) = (found[call, name] for name in ("stock", "own", "sqlite"))
        print(f"| {call} | {slow:.0f} | {cpu:.0f} | {slow / cpu:.1f} | {small:.0f} | {wall:.0f} | {small_wall:.0f} |")
    await compare_transports(endpoint)
    for table in (own, stock, sqlite):
        await table.close()


async def compare_transports(endpoint: str) -> None:
    async with transports(endpoint, "own", KEYS) as calls:
        found = await compare({name: {"": call} for name, call in calls.items()})
    print("\n| one signed request of 4 keys | µs of CPU |\n|---|---|")
    for (_, name), (cpu, _) in found.items():
        print(f"| {name} | {cpu:.0f} |")


if __name__ == "__main__":
    os.environ.update(ENVIRONMENT)
    with running() as local, tempfile.TemporaryDirectory() as scratch:
        uvloop.run(main(local, Path(scratch)))
