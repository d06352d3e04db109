import asyncio
from collections.abc import Callable

import pytest
import pytest_asyncio
import uvloop

from grpc_service.time_limits import Limit, TimeLimits

LONG = 60.0


@pytest_asyncio.fixture
async def limits() -> TimeLimits:
    return TimeLimits()


async def pause(limits: TimeLimits, limit: float, seconds: float = LONG) -> str:
    try:
        with Limit(limits, limit):
            await asyncio.sleep(seconds)
    except TimeoutError:
        return "ended"
    return "done"


async def test_what_takes_longer_is_ended(limits: TimeLimits) -> None:
    assert await pause(limits, 0.01) == "ended"


async def test_the_task_goes_on_behind_it(limits: TimeLimits) -> None:
    task = asyncio.current_task()
    assert task
    assert await pause(limits, 0.01) == "ended"
    assert task.cancelling() == 0
    assert await pause(limits, LONG, 0.01) == "done"


async def test_each_has_its_own_limit_in_whatever_order_they_begin(limits: TimeLimits) -> None:
    seconds = [0.2, LONG, 0.05, 0.1, LONG, 0.05]
    paused = [asyncio.create_task(pause(limits, each)) for each in seconds]
    done, others = await asyncio.wait(paused, timeout=LONG, return_when=asyncio.FIRST_COMPLETED)
    assert {paused.index(task) for task in done} <= {2, 5}
    short = {paused[at] for at in (0, 2, 3, 5)}
    async with asyncio.timeout(LONG / 2):
        await asyncio.gather(*short)
    assert {task.result() for task in short} == {"ended"}
    assert not paused[1].done() and not paused[4].done()
    for task in others:
        task.cancel()


async def test_one_that_ends_in_time_leaves_the_timer_to_the_others(limits: TimeLimits) -> None:
    later = asyncio.create_task(pause(limits, 0.2))
    assert await pause(limits, 0.1, 0.01) == "done"
    async with asyncio.timeout(LONG / 2):
        assert await later == "ended"


async def test_one_that_begins_when_none_was_left_is_ended_too(limits: TimeLimits) -> None:
    assert await pause(limits, 0.02, 0) == "done"
    await asyncio.sleep(0.05)
    assert await pause(limits, 0.01) == "ended"


async def test_who_is_cancelled_by_another_hears_of_that(limits: TimeLimits) -> None:
    task = asyncio.create_task(pause(limits, LONG))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_error_inside_is_raised_as_it_is(limits: TimeLimits) -> None:
    with pytest.raises(KeyError), Limit(limits, LONG):
        raise KeyError


async def test_of_two_the_outer_one_ends_the_inner(limits: TimeLimits) -> None:
    inner = ""
    with pytest.raises(TimeoutError), Limit(limits, 0.01):
        inner = await pause(limits, LONG)
    assert inner == ""


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_one_whose_time_has_come_already_is_ended_beside_others(
    new_loop: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    async def pauses() -> list[str]:
        limits = TimeLimits()
        return await asyncio.gather(*(pause(limits, limit) for limit in (0.0, 0.01, -1.0, 0.02)))

    with asyncio.Runner(loop_factory=new_loop) as runner:
        assert runner.run(pauses()) == ["ended"] * 4
