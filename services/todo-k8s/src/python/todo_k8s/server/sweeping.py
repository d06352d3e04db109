"""Sweeps in the background of a server, at its own pace, and never at the server's cost."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from todo_k8s.domain.sweeping import Sweeper
from todo_k8s.storage.table import StorageError

FIRST_SECONDS = 5.0
"""Within this time of its start a server sweeps for the first time."""
EVERY_SECONDS = 600.0
SOON_SECONDS = 120.0
"""The pause where a round left work that is due; at its shortest what it held is free again."""

_log = logging.getLogger(__name__)


@asynccontextmanager
async def sweeping(sweeper: Sweeper) -> AsyncIterator[None]:
    """Sweeps while inside, and has ended outside."""
    task = asyncio.create_task(_sweep(sweeper))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _sweep(sweeper: Sweeper) -> None:
    pause = random.uniform(0, FIRST_SECONDS)
    while True:
        await asyncio.sleep(pause)
        # Servers that were started together do not stay in step.
        pause = random.uniform(0.5, 1.5) * (SOON_SECONDS if await _round(sweeper) else EVERY_SECONDS)


async def _round(sweeper: Sweeper) -> bool:
    try:
        return await sweeper.round()
    except StorageError as error:
        _log.warning("sweeping stops for now, the next round goes on: %s", error)
    except Exception:
        _log.exception("sweeping failed; the next round tries again")
    return False
