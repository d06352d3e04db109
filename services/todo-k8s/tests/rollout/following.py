"""Watchers beside the clients: each follows the list that one of them fills, from pod to pod."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from rollout.load import Client
from watches.watcher import Watcher

SECONDS_TO_HEAR = 10.0


@asynccontextmanager
async def following(
    clients: Sequence[Client], targets: Sequence[str], seed: int
) -> AsyncIterator[Mapping[Client, Watcher]]:
    """A watcher for each client, which goes on from its last bookmark whenever its stream ends, while inside."""
    watchers: dict[Client, Watcher] = {}
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_follow(client, targets, seed, watchers)) for client in clients]
        yield watchers
        for task in tasks:
            task.cancel()


async def _follow(client: Client, targets: Sequence[str], seed: int, watchers: dict[Client, Watcher]) -> None:
    await client.begun.wait()
    chance = random.Random(f"{seed} {client.parent}")
    watchers[client] = Watcher(client.parent, itertools.cycle(targets), chance, hangs_up=0)
    await watchers[client].follow()


async def unheard(client: Client, watcher: Watcher) -> set[str]:
    """The tasks that the client was told exist, and that the watcher was not told of."""
    missing: set[str] = set()
    for _ in range(round(SECONDS_TO_HEAR / 0.1)):
        missing = {name for name, title in client.made.items() if not _knows(watcher, name, title)}
        if not missing:
            break
        await asyncio.sleep(0.1)
    return missing


def _knows(watcher: Watcher, name: str, title: str) -> bool:
    return name in watcher.tasks and watcher.tasks[name].title == title
