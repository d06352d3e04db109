"""Rolling updates of what dev and prod deploy, under load: no call fails, and the same load sees a naive server fail.

More calls, by hand (docs/slo.md, "Rolling updates"):

    TODO_ROLLOUT_CALLS=200000 ./pants test --output=all services/todo-k8s/tests/rollout:: -- -s
"""

import asyncio
import os
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from pexes import SERVER
from rollout.following import following, unheard
from rollout.load import missing, open_channel
from rollout.secured import secured
from rollout.site import LAG, REPLICAS, Site, load, site

CALLS = int(os.environ.get("TODO_ROLLOUT_CALLS", "20000"))
SEED = int(os.environ.get("TODO_ROLLOUT_SEED", "20261122"))
UPDATES = 5
"""At least: there are more where the calls are not done yet."""


async def updates(at: Site, least: int, calls: int) -> int:
    """Goes on until there were that many of both, and the pods that went have ended; returns the number of updates."""
    done = 0
    while done < least or at.tally.total < calls:
        await at.deployment.roll_out()
        done += 1
    await at.deployment.settled()
    return done


def report(at: Site, updates: int, started: float) -> None:
    seconds, failed = time.monotonic() - started, len(at.tally.failures)
    print(f"{updates} updates in {seconds:.0f} s: {failed} of {at.tally.total} calls failed: {at.tally.by_kind()}")


async def test_rolling_updates_lose_no_call(tmp_path: Path) -> None:
    async with site([str(SERVER)], {}, tmp_path, SEED) as at:
        async with AsyncExitStack() as stack:
            clients = await stack.enter_async_context(load(at, SEED))
            targets = [*at.nodes, at.headless]
            watchers = await stack.enter_async_context(following(clients, targets, SEED))
            started = time.monotonic()
            done = await updates(at, UPDATES, CALLS)
            assert [await unheard(client, watchers[client]) for client in clients] == [set()] * len(clients)
        report(at, done, started)
        print("streams ended:", dict(sum((each.ends for each in watchers.values()), Counter[str]())))
        assert at.tally.failures == []
        for watcher in watchers.values():
            assert len(watcher.told) == len(set(watcher.told))
        async with open_channel(at.headless) as channel:
            assert [await missing(client, channel) for client in clients] == [set()] * len(clients)
        endings = at.deployment.endings.values()
        assert [ending and ending.code for ending in endings] == [0] * REPLICAS * done


async def test_an_update_of_pods_that_ask_who_calls_loses_no_call(tmp_path: Path) -> None:
    """As prod has them: tokens, under TLS, and probes without either."""
    async with site([str(SERVER)], {}, tmp_path, SEED, secured(tmp_path)) as at:
        async with load(at, SEED) as clients:
            started = time.monotonic()
            done = await updates(at, 1, calls=0)
            await asyncio.sleep(LAG.most)
        report(at, done, started)
        assert at.tally.failures == []
        async with open_channel(at.headless, at.authority) as channel:
            assert [await missing(client, channel) for client in clients] == [set()] * len(clients)
        endings = at.deployment.endings.values()
        assert [ending and ending.code for ending in endings] == [0] * REPLICAS


@pytest.mark.parametrize("how", ["killed", "stopped"])
async def test_a_naive_server_loses_calls(how: str, tmp_path: Path) -> None:
    program = [sys.executable, "-m", "rollout.naive_server", how]
    async with site(program, {"PYTHONPATH": os.pathsep.join(sys.path)}, tmp_path, SEED) as at:
        async with load(at, SEED):
            started = time.monotonic()
            done = await updates(at, 1, calls=0)
            # Who is late with the news still calls pods that are gone.
            await asyncio.sleep(LAG.most)
        report(at, done, started)
        assert at.tally.failures
