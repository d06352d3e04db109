"""By how much a busy machine falsifies what is measured here."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

_TICK = 0.01


@dataclass
class Lag:
    """`longest` is by how many seconds this process ran later than it should have."""

    longest: float = 0.0


@asynccontextmanager
async def measured_lag() -> AsyncIterator[Lag]:
    lag = Lag()

    async def watch() -> None:
        while True:
            started = time.monotonic()
            await asyncio.sleep(_TICK)
            lag.longest = max(lag.longest, time.monotonic() - started - _TICK)

    watching = asyncio.create_task(watch())
    try:
        yield lag
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
