import asyncio
import random
from collections import Counter

import pytest
from aiohttp import ClientError

from dynamodb_faults import faults
from dynamodb_faults.plan import HEALTHY, Plan
from dynamodb_faults.testing import Harness, harness

REQUESTS = 4000


def chosen(plan: Plan, operation: str) -> Counter[str]:
    rolls = (plan.choose(operation, random.Random(f"1 {number}")) for number in range(REQUESTS))
    return Counter(fault.name for fault in rolls if fault)


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5])
def test_the_share_of_requests_that_a_fault_befalls(share: float) -> None:
    befallen = chosen(Plan([faults.THROTTLING], share), "Query")
    assert befallen[faults.THROTTLING.name] / REQUESTS == pytest.approx(share, abs=0.03)


def test_every_fault_of_a_plan_comes_up_where_it_can() -> None:
    possible = {fault.name for fault in faults.ALL} - {faults.UNPROCESSED.name}
    assert set(chosen(Plan(faults.ALL), faults.WRITE)) == possible
    assert chosen(Plan([faults.CONFLICT, faults.UNPROCESSED]), "Query") == Counter()
    assert chosen(HEALTHY, faults.WRITE) == Counter()


async def fates(at: Harness, plan: Plan) -> list[str]:
    """What became of one request after the other."""
    found = []
    at.proxy.plan = plan
    for number in range(40):
        try:
            reply = await (at.client.put(f"{number}") if number % 2 else at.client.get("a", "b", "c"))
            found.append(f"{reply.status} {reply.body.replace(at.client.table.encode(), b'')!r}")
        except ClientError as error:
            found.append(type(error).__name__)
    return found


async def test_the_seed_makes_a_run_repeatable(dynamodb_local: str) -> None:
    plan = Plan([fault for fault in faults.ALL if fault not in (faults.HANG, faults.DELAY)], 0.8)
    runs = []
    for seed in (7, 7, 8):
        async with harness(dynamodb_local, seed) as at:
            runs.append((await fates(at, plan), at.proxy.befallen))
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]
    assert len(runs[0][1]) > 5


async def test_the_plan_changes_from_one_request_to_the_next(dynamodb_local: str) -> None:
    async with harness(dynamodb_local) as at:
        with at.proxy.failing(Plan([faults.CONFLICT])):
            befallen = asyncio.create_task(at.proxy.befall())
            await asyncio.sleep(0)
            assert (await at.client.put("a")).status == 400
            async with asyncio.timeout(5):
                await befallen
        assert (await at.client.put("a")).status == 200
        assert at.proxy.befallen == Counter({faults.CONFLICT.name: 1})
