import asyncio
import gc
import logging
from contextlib import suppress

import pytest

from todo_k8s.domain.turns import both, in_turns


async def test_others_have_their_turn_while_many_items_are_looked_at() -> None:
    taken: list[int] = []

    async def other() -> None:
        taken.append(-1)

    waiting = asyncio.create_task(other())
    async for some in in_turns(range(120)):
        taken += some
    await waiting
    assert taken == [*range(50), -1, *range(50, 120)]


async def test_both_are_under_way_at_the_same_time() -> None:
    begun = asyncio.Barrier(2)
    async with asyncio.timeout(5):
        assert await both(answered(begun, "a"), answered(begun, "b")) == ("a", "b")


async def answered(begun: asyncio.Barrier, answer: str) -> str:
    await begun.wait()
    return answer


async def test_where_one_fails_its_error_is_raised_and_the_other_ends() -> None:
    ended: list[str] = []
    with pytest.raises(KeyError, match="first"):
        await both(failing("first"), endless(ended))
    await asyncio.sleep(0)
    assert ended == ["cancelled"]
    with pytest.raises(KeyError, match="second"):
        await both(asyncio.sleep(0.01), failing("second"))


async def test_where_both_fail_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    # pytest.raises would keep the error, and with it the task that nobody asked.
    with suppress(KeyError):
        await both(failing("first", after=0.01), failing("second"))
    gc.collect()
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_who_is_cancelled_ends_both() -> None:
    ended: list[str] = []
    waiting = asyncio.create_task(both(endless(ended), endless(ended)))
    await asyncio.sleep(0.01)
    waiting.cancel()
    await asyncio.wait({waiting})
    await asyncio.sleep(0)
    assert ended == ["cancelled", "cancelled"]


async def failing(what: str, after: float = 0.0) -> None:
    await asyncio.sleep(after)
    raise KeyError(what)


async def endless(ended: list[str]) -> None:
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        ended.append("cancelled")
        raise
