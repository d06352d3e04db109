"""What writers at once cost on SQLite: in groups that share a sync, and each transaction alone.

    ./pants run services/todo-k8s/benchmarks:writers

Each writer creates tasks in a list of its own, one after the other. Rounds alternate, and medians are shown. Syncs are
counted apart, by strace.
"""

import asyncio
import os
import statistics
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvloop

from todo_k8s.storage import sqlite
from todo_k8s.storage.table import Absent, Action, AtVersion, Check, Index, Item, Key, Put, Table

ROUNDS = 5
SECONDS = 1.0
WRITERS = (1, 8, 64)
ALONE, GROUPED = 1, sqlite.WRITES_AT_ONCE


@dataclass(frozen=True)
class Seen:
    """`cpu` is in microseconds for each write."""

    writes: int
    cpu: float
    per_second: float


def creation(pk: str, version: int) -> tuple[Action, ...]:
    """The actions that create one task: record, role, head, task, event."""
    place, name = f"{version:06}", uuid.uuid4().hex
    order = {Index.ORD: f"~#{place}", Index.DUE: f"2026-12-01#{place}", Index.CHG: place}
    task = Item(Key(pk, f"T#{place}"), 1, {"title": "x" * 250}, {"notes": "y" * 100}, order)
    event = Item(Key(f"E#{pk}", place), 1, {"what": "z" * 300}, order={Index.ORD: f"{name}#{place}"})
    return (
        Put(Item(Key(f"U#{pk}", f"R#{name}"), 1, {"fingerprint": "f" * 64}, expires=2**32), Absent()),
        Check(Key(pk, "M#bench"), AtVersion(1)),
        Put(Item(Key(pk, "@"), version + 1, {"count": version}), AtVersion(version)),
        Put(task, Absent()),
        Put(event, Absent()),
    )


async def write(table: Table, pk: str, until: float) -> int:
    """How many tasks were created."""
    await table.transact(Put(Item(Key(pk, "@"), 1, {}), Absent()), Put(Item(Key(pk, "M#bench"), 1, {}), Absent()))
    version = 1
    while time.perf_counter() < until:
        await table.transact(*creation(pk, version))
        version += 1
    return version - 1


async def measure(folder: Path, writers: int, at_once: int) -> Seen:
    sqlite.WRITES_AT_ONCE = at_once
    table = sqlite.SqliteTable(folder / f"{uuid.uuid4()}.db")
    cpu, begun = time.process_time(), time.perf_counter()
    until = begun + SECONDS
    writes = sum(await asyncio.gather(*(write(table, f"L#{number}", until) for number in range(writers))))
    cpu, seconds = time.process_time() - cpu, time.perf_counter() - begun
    await table.close()
    return Seen(writes, cpu / writes * 1e6, writes / seconds)


async def syncs(folder: Path, writers: int, at_once: int) -> float:
    """For each write."""
    with _counted(folder / "syncs") as counted:
        seen = await measure(folder, writers, at_once)
    return sum(int(line.split()[3]) for line in counted.read_text().splitlines() if line.endswith("sync")) / seen.writes


@contextmanager
def _counted(summary: Path) -> Iterator[Path]:
    command = ["strace", "-f", "-c", "-e", "trace=fdatasync,fsync", "-o", str(summary), "-p", str(os.getpid())]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as tracer:
        assert tracer.stderr
        tracer.stderr.readline()
        yield summary
        tracer.terminate()


async def main(folder: Path) -> None:
    seen: dict[tuple[int, int], list[Seen]] = {}
    for _ in range(ROUNDS):
        for place in [(writers, at_once) for writers in WRITERS for at_once in (ALONE, GROUPED)]:
            seen.setdefault(place, []).append(await measure(folder, *place))
    print(
        "| writers | syncs a write, alone | in groups | CPU, alone | in groups | ratio | writes/s, alone | in groups |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for writers in WRITERS:
        told = [f"{await syncs(folder, writers, at_once):.2f}" for at_once in (ALONE, GROUPED)]
        alone, grouped = (statistics.median(each.cpu for each in seen[writers, at]) for at in (ALONE, GROUPED))
        told += [f"{alone:.0f}", f"{grouped:.0f}", f"{alone / grouped:.1f}"]
        told += [f"{statistics.median(each.per_second for each in seen[writers, at]):.0f}" for at in (ALONE, GROUPED)]
        print(f"| {writers} | {' | '.join(told)} |")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        uvloop.run(main(Path(scratch)))
