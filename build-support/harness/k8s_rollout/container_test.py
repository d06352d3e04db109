"""Containers end, and so does the waiting for their end."""

import asyncio

import pytest

from k8s_rollout.container import end
from k8s_rollout.manifest import PreStop


@pytest.mark.parametrize("turns", range(6))
async def test_whoever_no_longer_waits_for_the_end_is_let_go_even_as_it_comes(turns: int) -> None:
    """One whose cancellation were lost would go on and start what it has to end."""
    process = await asyncio.create_subprocess_exec("sleep", "60")
    ending = asyncio.create_task(end(process, PreStop(), grace=60))
    await process.wait()
    for _ in range(turns):
        await asyncio.sleep(0)
    told = ending.cancel()
    await asyncio.wait({ending})
    assert ending.cancelled() is told
