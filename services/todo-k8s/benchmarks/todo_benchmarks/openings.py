"""What it takes to open a file of SQLite's, as it was left and where all of it is checked, as one user's tasks grow.

./pants run services/todo-k8s/benchmarks:openings
"""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from todo_benchmarks import growth
from todo_k8s.storage import sqlite_mark
from todo_k8s.storage.sqlite import SqliteTable

ROUNDS = 5


async def row(path: Path, count: int) -> str:
    """The least milliseconds of CPU of some rounds, in turn."""
    as_left: list[float] = []
    checked: list[float] = []
    for _ in range(ROUNDS):
        sqlite_mark.clear(path)
        checked.append(await _opened(path))
        as_left.append(await _opened(path))
    return f"| {count:,} | {_megabytes(path):,.0f} MB | {min(checked):.1f} | {min(as_left):.1f} |"


async def _opened(path: Path) -> float:
    begun = time.process_time()
    table = SqliteTable(path)
    took = time.process_time() - begun
    await table.close()
    return took * 1e3


def _megabytes(path: Path) -> float:
    return path.stat().st_size / 1e6


async def main(folder: Path, counts: Sequence[int] = growth.COUNTS) -> None:
    await growth.fill_sqlite(folder, counts)
    print("| tasks | file | ms of CPU, all of it checked | as it was left |\n|---|---|---|---|")
    for count in counts:
        print(await row(growth.file_of(folder, count), count), flush=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        asyncio.run(main(Path(scratch)))
