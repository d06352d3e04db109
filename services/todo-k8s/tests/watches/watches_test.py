"""Writers and watchers on several processes and one store; processes are killed, and streams break, by seed.

What each watcher was told before its bookmarks is each change once, in order, and makes its copy equal what is there:
of two lists, between which tasks move and whose members change, and of the user's own roles, `users/me`. More of it, by
hand (docs/slo.md, "Watches"):

    TODO_WATCH_WRITES=10000 TODO_WATCH_KILLS=50 ./pants test --output=all services/todo-k8s/tests/watches:: -- -s
"""

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import grpc

from stores import StoreSettings
from watches.calls import Caller
from watches.cluster import Cluster, any_of, cluster
from watches.sharer import Sharer
from watches.truth import own_roles, truth_of
from watches.watcher import Watcher
from watches.writer import Writer

WRITES = int(os.environ.get("TODO_WATCH_WRITES", "160"))
KILLS = int(os.environ.get("TODO_WATCH_KILLS", "4"))
SEED = int(os.environ.get("TODO_WATCH_SEED", "20261122"))
WRITERS = 4
"""And one who changes roles, a fifth as often as they all change something."""
MINE = "users/me"
SECONDS_TO_HEAR = 30.0
"""A watcher that has not heard of the last change by then has missed it."""


@dataclass
class Scene:
    """Everyone draws chances of his own from the seed, so that it says what each of them does."""

    at: Cluster
    lists: Sequence[str]
    sharer: Sharer
    writers: Sequence[Writer]
    watchers: Sequence[Watcher]


async def test_watchers_hear_each_change_once_in_order_whatever_breaks(store: StoreSettings, tmp_path: Path) -> None:
    print(f"seed {SEED}")
    # A SQLite file is for one process.
    processes = 1 if store.arguments[1].startswith("sqlite:") else 2
    async with cluster(store, tmp_path, processes) as at:
        scene = await set_up(at)
        started = time.monotonic()
        await play(scene)
        print(f"{WRITES} writes in {time.monotonic() - started:.0f} s, {at.kills} kills, {at.drains} drains")
        async with grpc.aio.insecure_channel(at.addresses[0]) as channel:
            truths = {each: await truth_of(channel, each) for each in scene.lists}
            mine = await own_roles(channel)
    print("streams ended:", dict(sum((each.ends for each in scene.watchers), Counter[str]())))
    for watcher in scene.watchers:
        if watcher.parent == MINE:
            assert watcher.roles == mine
            numbers = {request_id: number for number, request_id in enumerate(scene.sharer.own)}
        else:
            truth = truths[watcher.parent]
            assert (watcher.title, watcher.tasks, watcher.roles) == (truth.title, truth.tasks, truth.roles)
            numbers = truth.numbers
        told = [numbers[request_id] for _, request_id in watcher.told]
        # What makes a list makes its first member too, under one number.
        assert told == sorted(told)
        assert len(watcher.told) == len(set(watcher.told))
    assert at.kills + at.drains >= KILLS


async def set_up(at: Cluster) -> Scene:
    def caller(name: str) -> Caller:
        return Caller(any_of(at, random.Random(f"{SEED} at {name}")), random.Random(f"{SEED} ids {name}"))

    sharer = Sharer(caller("s"), random.Random(f"{SEED} s"))
    sharer.lists = [await sharer.new_list(title) for title in ("home", "work")]
    lists = sharer.lists
    chances = [random.Random(f"{SEED} {number}") for number in range(WRITERS)]
    writers = [Writer(lists, caller(f"w{number}"), chance) for number, chance in enumerate(chances)]
    parents = 2 * [*lists, MINE, lists[0]]
    watchers = []
    for number, parent in enumerate(parents):
        chance = random.Random(f"{SEED} b{number}")
        # Most go on anew from every bookmark that there is.
        hangs_up = 1.0 if chance.random() < 0.7 else 0.2
        watchers.append(Watcher(parent, any_of(at, random.Random(f"{SEED} a{number}")), chance, hangs_up))
    return Scene(at, lists, sharer, writers, watchers)


async def play(scene: Scene) -> None:
    """Until all is written while processes come and go, and the watchers have heard of it."""
    at, chance = scene.at, random.Random(SEED)
    # The others begin when half of the processes have been killed.
    half = len(scene.watchers) // 2
    async with asyncio.TaskGroup() as group:
        following = [group.create_task(each.follow()) for each in scene.watchers[:half]]
        writing = [group.create_task(each.write(WRITES // WRITERS)) for each in scene.writers]
        writing.append(group.create_task(scene.sharer.share(WRITES // 5)))
        for number in range(KILLS):
            await asyncio.sleep(chance.uniform(0.2, 1.5))
            await at.end_one(chance)
            if number == KILLS // 2:
                following += [group.create_task(each.follow()) for each in scene.watchers[half:]]
        await asyncio.gather(*writing)
        await heard(scene)
        for each in following:
            each.cancel()


async def heard(scene: Scene) -> None:
    """Until each watcher has heard of the last change, or its time for that is over."""
    last = {MINE: scene.sharer.own[-1]}
    async with grpc.aio.insecure_channel(scene.at.addresses[0]) as channel:
        for parent in scene.lists:
            last[parent] = (await truth_of(channel, parent)).last
    for _ in range(round(SECONDS_TO_HEAR / 0.05)):
        if all(each.told and each.told[-1][1] == last[each.parent] for each in scene.watchers):
            return
        await asyncio.sleep(0.05)
