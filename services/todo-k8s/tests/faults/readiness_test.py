"""While the store is dead the server is not ready, and alive all the same; when the store is back it is ready again."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from grpc import StatusCode
from todo.v1.task_list_service_pb2 import ListTaskListsRequest

from dynamodb_faults import faults
from dynamodb_faults.faults import Fault
from dynamodb_faults.plan import Plan
from faults.service import Service
from grpc_service.probe import is_serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

ALIVE = ""
READY = "todo.v1.TaskService"
RECOVERY_SECONDS = 5.0


@pytest.mark.parametrize("fault", [faults.HANG, faults.DROPPED, faults.SERVER_ERROR], ids=lambda fault: fault.name)
async def test_only_readiness_follows_the_store(fault: Fault, todo: Service) -> None:
    async with watched_life(todo) as lives:
        await ready(todo, True)
        with todo.proxy.failing(Plan([fault])):
            print(f"{fault.name}: not ready after {await ready(todo, False):.3f} s")
            outcome, _ = await todo.call("ListTaskLists", ListTaskListsRequest(), 1)
            assert (outcome.code, list(outcome.wrongs())) == (StatusCode.UNAVAILABLE, [])
            # The worst moment for the fault to end: the server has just asked the store once more.
            await todo.proxy.befall()
        recovery = await ready(todo, True)
    print(f"ready after {recovery:.3f} s")
    assert recovery <= RECOVERY_SECONDS
    assert lives == {True}


async def ready(todo: Service, expected: bool) -> float:
    """After how many seconds the server says so."""
    started = time.monotonic()
    while time.monotonic() < started + 30:
        if await is_serving(todo.channel, READY, 5) is expected:
            return time.monotonic() - started
        await asyncio.sleep(0.02)
    raise AssertionError(f"30 s long the server has not become {'ready' if expected else 'unready'}")


@asynccontextmanager
async def watched_life(todo: Service) -> AsyncIterator[set[bool]]:
    """What the server says of being alive, all the while."""
    lives: set[bool] = set()

    async def watch() -> None:
        while True:
            lives.add(await is_serving(todo.channel, ALIVE, 5))
            await asyncio.sleep(0.02)

    watching = asyncio.create_task(watch())
    try:
        yield lives
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
