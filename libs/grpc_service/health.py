"""Health for probes and balancers (grpc.health.v1): alive from the start, ready only while the store answers."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from grpc_health.v1.health import aio
from grpc_health.v1.health_pb2 import HealthCheckResponse

_log = logging.getLogger(__name__)


class Readiness:
    """Keeps the health of the named services in step with a store. `""`, liveness, is never touched: a restart mends
    no store."""

    def __init__(self, health: aio.HealthServicer, names: Sequence[str], ping: Callable[[], Awaitable[None]]) -> None:
        self._health = health
        self._names = names
        self._ping = ping
        self._ready: bool | None = None

    async def set(self, ready: bool) -> None:
        self._ready = ready
        status = HealthCheckResponse.SERVING if ready else HealthCheckResponse.NOT_SERVING
        for name in self._names:
            await self._health.set(name, status)

    async def follow(self, every: float, timeout: float) -> None:
        """Pings for ever, each `every` seconds; a ping that takes longer than `timeout` has failed."""
        while True:
            await self._check(timeout)
            await asyncio.sleep(every)

    async def _check(self, timeout: float) -> None:
        try:
            async with asyncio.timeout(timeout):
                await self._ping()
        except Exception as error:
            if self._ready is not False:
                _log.warning("not ready: no answer from what it needs: %s", str(error) or type(error).__name__)
            await self.set(False)
        else:
            if not self._ready:
                _log.info("ready")
            await self.set(True)
