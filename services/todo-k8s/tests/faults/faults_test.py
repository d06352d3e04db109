"""Mixed load under every fault: calls end in time, say how they went and lose nothing; afterwards all is well again."""

import time
from collections import Counter

import pytest
from grpc import StatusCode
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import CreateTaskRequest

from dynamodb_faults import faults
from dynamodb_faults.plan import Plan
from faults.access_log import served_calls
from faults.conftest import SEED
from faults.lag import measured_lag
from faults.load import DEADLINE, work, workers
from faults.outcome import LATE_SECONDS
from faults.service import Service
from faults.truth import losses, miscounts

pytestmark = pytest.mark.asyncio(loop_scope="module")

LISTS = 3
WARM_UP_SECONDS = 0.5
SECONDS = 3.0
RECOVERY_SECONDS = 5.0

PLANS = {
    "throttling of 10 %": Plan([faults.THROTTLING], 0.1),
    "throttling of 25 %": Plan([faults.THROTTLING], 0.25),
    "throttling of 50 %": Plan([faults.THROTTLING], 0.5),
    "throttling of all": Plan([faults.THROTTLING]),
    "5xx": Plan([faults.SERVER_ERROR], 0.5),
    "conflicts": Plan([faults.CONFLICT], 0.5),
    "conflicts always": Plan([faults.CONFLICT]),
    "transactions in progress": Plan([faults.IN_PROGRESS], 0.5),
    "unprocessed keys": Plan([faults.UNPROCESSED], 0.5),
    "dropped connections": Plan([faults.DROPPED], 0.5),
    "lost replies": Plan([faults.LOST_REPLY], 0.5),
    "delays": Plan([faults.DELAY]),
    "hanging requests": Plan([faults.HANG], 0.2),
    "truncated replies": Plan([faults.TRUNCATION], 0.5),
    "lost replies and conflicts": Plan([faults.LOST_REPLY.only(faults.WRITE), faults.CONFLICT], 0.7),
    "all faults at once": Plan(faults.ALL, 0.5),
    "a dead store": Plan([faults.HANG]),
}
EXPECTED = {
    "throttling of all": StatusCode.RESOURCE_EXHAUSTED,
    "conflicts always": StatusCode.ABORTED,
    "a dead store": StatusCode.UNAVAILABLE,
}
"""What the server says, before its callers give up by themselves; on a machine that is too busy, not every time."""


@pytest.mark.parametrize("name", PLANS)
async def test_the_service_under(name: str, todo: Service) -> None:
    spare, *parents = [await todo.new_list() for _ in range(1 + LISTS)]
    crew = workers(todo, parents, f"{SEED} {name}")
    await work(crew, WARM_UP_SECONDS)
    before = len(todo.outcomes)
    todo.proxy.befallen.clear()
    async with measured_lag() as lag:
        with todo.proxy.failing(PLANS[name]):
            await work(crew, SECONDS)
    under_load = todo.outcomes[before:]
    recovery = await seconds_until_well(todo, spare)
    print(name, Counter(outcome.code.name for outcome in under_load), todo.proxy.befallen)
    longest = max(outcome.seconds for outcome in under_load)
    print(f"longest {longest:.3f} s, own lag {lag.longest:.3f} s, well after {recovery:.3f} s")

    assert todo.proxy.befallen
    late = LATE_SECONDS + lag.longest
    assert [wrong for outcome in under_load for wrong in outcome.wrongs(late)] == []
    if name in EXPECTED:
        assert EXPECTED[name] in {outcome.code for outcome in under_load}
    assert max((await served_calls(todo))[before:]) <= DEADLINE + late
    assert recovery <= RECOVERY_SECONDS
    # Writes can still be on their way when their callers have given up.
    await todo.proxy.settled()
    possible = {name: things for worker in crew for name, things in worker.possible.items()}
    assert await losses(todo, possible) == []
    assert [wrong for parent in parents for wrong in await miscounts(todo, parent, possible)] == []


async def seconds_until_well(todo: Service, parent: str) -> float:
    """After how many seconds a write is acknowledged again."""
    started = time.monotonic()
    while time.monotonic() < started + 30:
        request = CreateTaskRequest(parent=parent, task=Task(title="well"))
        outcome, _ = await todo.call("CreateTask", request, DEADLINE)
        if outcome.code is StatusCode.OK:
            return time.monotonic() - started
    raise AssertionError(f"no write was acknowledged for 30 s after the fault: {todo.outcomes[-1]}")
