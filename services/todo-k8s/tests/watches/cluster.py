"""Server processes on one store, which are killed and started again."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from pexes import Server, server
from stores import StoreSettings


class Cluster:
    """`addresses` are those of the processes that run. `kills` and `drains` say how many have ended in which way."""

    def __init__(self, store: StoreSettings, folder: Path) -> None:
        self.kills = 0
        self.drains = 0
        self._store = store
        self._logs = (folder / f"{number}.log" for number in range(1_000_000))
        self._running: list[Server] = []
        self._stack = ExitStack()

    @property
    def addresses(self) -> list[str]:
        return [each.address for each in self._running]

    async def start(self) -> None:
        starting = server(next(self._logs), *self._store.arguments, extra=self._store.environment)
        self._running.append(await asyncio.to_thread(self._stack.enter_context, starting))

    async def end_one(self, chance: random.Random) -> None:
        """Kills one, and every third time asks it to end, and starts another one in its place."""
        ending = self._running.pop(chance.randrange(len(self._running)))
        if (self.kills + self.drains) % 3 == 2:
            self.drains += 1
            assert await asyncio.to_thread(ending.terminate) == 0
        else:
            self.kills += 1
            await asyncio.to_thread(ending.kill)
        await self.start()

    def close(self) -> None:
        self._stack.close()


@asynccontextmanager
async def cluster(store: StoreSettings, folder: Path, processes: int) -> AsyncIterator[Cluster]:
    made = Cluster(store, folder)
    try:
        for _ in range(processes):
            await made.start()
        yield made
    finally:
        made.close()


def any_of(made: Cluster, chance: random.Random) -> Iterator[str]:
    """An address, again and again; now and then that of a process that is gone by the time."""
    while True:
        yield chance.choice(made.addresses or ["127.0.0.1:9"])
