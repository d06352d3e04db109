"""Rolling updates take no pod away before another serves."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from k8s_rollout import deployment
from k8s_rollout.deployment import Deployment, RolloutStuck
from k8s_rollout.endpoints import Endpoints, Lag
from k8s_rollout.manifest import Workload
from k8s_rollout.testing import addresses, image, until, workload

REPLICAS = 3


@asynccontextmanager
async def deployed(how: str, logs: Path, work: Workload) -> AsyncIterator[tuple[Deployment, Endpoints]]:
    print("seed 1")
    endpoints = Endpoints(Lag(0, 0), seed=1)
    async with deployment.deployment(work, image(how, logs), endpoints, addresses()) as running:
        yield running, endpoints


async def watched(running: Deployment, endpoints: Endpoints) -> tuple[set[int], set[int]]:
    """How many pods there are, and how many serve, at any time of an update."""
    pods, serving = set(), set()
    update = asyncio.create_task(running.roll_out())
    while not update.done():
        pods.add(sum(not pod.deleted for pod in running.pods))
        serving.add(len(endpoints.addresses))
        await asyncio.sleep(0.005)
    await update
    return pods, serving


async def test_an_update_replaces_every_pod_within_its_bounds(tmp_path: Path) -> None:
    async with deployed("good", tmp_path, workload(REPLICAS)) as (running, endpoints):
        before = set(endpoints.addresses)
        pods, serving = await watched(running, endpoints)
        assert (pods, serving) == ({REPLICAS, REPLICAS + 1}, {REPLICAS, REPLICAS + 1})
        await running.settled()
        assert (len(endpoints.addresses), before & set(endpoints.addresses)) == (REPLICAS, set())
        assert {name: ending and ending.code for name, ending in running.endings.items()} == {
            "1-0": 0,
            "1-1": 0,
            "1-2": 0,
        }


async def test_without_a_surge_one_pod_goes_first(tmp_path: Path) -> None:
    without = replace(workload(2), max_surge=0, max_unavailable=1)
    async with deployed("good", tmp_path, without) as (running, endpoints):
        assert await watched(running, endpoints) == ({1, 2}, {1, 2})


async def test_a_pod_that_never_becomes_ready_holds_the_update_and_is_named(tmp_path: Path) -> None:
    async with deployed("good", tmp_path, replace(workload(2), progress_deadline=5)) as (running, endpoints):
        before = endpoints.addresses
        running.image = image("never-ready", tmp_path)
        with pytest.raises(RolloutStuck) as stuck:
            await running.roll_out()
        assert str(stuck.value) == "0 of 2 new pods became available; for 5 s no other did: pod 2-0: started"
        assert endpoints.addresses == before


async def test_a_pod_counts_when_it_was_ready_for_long_enough(tmp_path: Path) -> None:
    async with deployed("good", tmp_path, replace(workload(), min_ready=2)) as (running, _):
        (pod,) = running.pods
        assert (pod.ready, pod.is_available()) == (True, True)
        update = asyncio.create_task(running.roll_out())
        await until(lambda: pod.deleted)
        (other,) = (each for each in running.pods if each is not pod)
        assert time.monotonic() >= other.ready_since + 2
        await update
