import asyncio
import weakref
from contextvars import ContextVar
from functools import partial

import pytest

from todo_k8s.storage.greenlet_bridge import in_greenlet, wait_for

CALLER: ContextVar[str] = ContextVar("caller")
CALLER_HOLDS: "ContextVar[Large | None]" = ContextVar("caller_holds")


async def doubled(number: int) -> int:
    await asyncio.sleep(0)
    return 2 * number


async def test_synchronous_code_waits_for_what_it_hands_over() -> None:
    assert await in_greenlet(lambda: [wait_for(doubled(number)) for number in range(3)]) == [0, 2, 4]


async def test_work_that_never_waits() -> None:
    assert await in_greenlet(lambda: "done") == "done"


async def test_the_loop_goes_on_while_work_waits() -> None:
    gate = asyncio.Event()
    waiting = asyncio.ensure_future(in_greenlet(lambda: wait_for(gate.wait())))
    await in_greenlet(gate.set)
    assert await waiting


async def test_an_error_of_the_awaitable_is_raised_in_the_work() -> None:
    async def fail() -> None:
        raise KeyError("x")

    def work() -> str:
        try:
            wait_for(fail())
        except KeyError as error:
            return repr(error)
        return "no error"

    assert await in_greenlet(work) == "KeyError('x')"


async def test_an_error_of_the_work_is_raised_to_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        await in_greenlet(lambda: 1 // wait_for(doubled(0)))


async def test_cancelling_the_caller_cancels_inside_the_work() -> None:
    cleaned: list[str] = []

    def work() -> None:
        try:
            wait_for(asyncio.sleep(60))
        finally:
            cleaned.append("cleaned")

    task = asyncio.ensure_future(in_greenlet(work))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert cleaned == ["cleaned"]


async def test_work_sees_the_context_of_its_caller_and_keeps_its_own_changes() -> None:
    async def call(name: str) -> str:
        CALLER.set(name)

        def work() -> str:
            wait_for(asyncio.sleep(0))
            seen = CALLER.get()
            CALLER.set("changed")
            return seen

        return await in_greenlet(work) + CALLER.get()

    assert [*await asyncio.gather(call("a"), call("b"))] == ["aa", "bb"]


class Large:
    """Something that can be watched."""


async def test_nothing_of_a_work_outlives_it() -> None:
    held, made = Large(), Large()
    watched = [weakref.ref(held), weakref.ref(made)]
    CALLER_HOLDS.set(held)

    def work(held: Large, made: list[Large]) -> Large:
        wait_for(asyncio.sleep(0))
        return made.pop()

    given = [made]
    del made
    await in_greenlet(partial(work, held, given))
    CALLER_HOLDS.set(None)
    del held
    assert [seen() for seen in watched] == [None, None]


def test_waiting_outside_says_so() -> None:
    waiting = doubled(1)
    with pytest.raises(RuntimeError, match="outside in_greenlet"):
        wait_for(waiting)
    waiting.close()
