"""What the server's own log says of its calls."""

import asyncio
import re

from faults.service import Service

_CALL = re.compile(r" call method=todo\.v1\.\S+ .*?\bms=([\d.]+)")


async def served_calls(service: Service) -> list[float]:
    """How many seconds the server worked on each call, when it has ended every one that the test made."""
    for _ in range(200):
        found = _CALL.findall(service.log.read_text())
        if len(found) == len(service.outcomes):
            return [float(milliseconds) / 1000 for milliseconds in found]
        await asyncio.sleep(0.05)
    raise AssertionError(f"{len(service.outcomes)} calls were made, and the server has ended {len(found)}")
