"""A container, as the process that stands for it on this machine, and its end."""

import asyncio
import signal
import time
from asyncio.subprocess import Process
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from k8s_rollout.manifest import PreStop

# What a kubelet leaves for SIGTERM where the hook took all of the grace period.
_LEAST_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Image:
    """What runs in place of the container: the `program` instead of the command's first word, with `environment` over
    the manifest's for what is different here. What pods say goes to files in `logs`."""

    program: Sequence[str]
    environment: Mapping[str, str]
    logs: Path


@dataclass(frozen=True, slots=True)
class Ending:
    """`code` is the exit code, or the signal's number below zero; `seconds` are those from the order to end."""

    code: int
    seconds: float

    @property
    def killed(self) -> bool:
        """Whether it was still there when its time was over."""
        return self.code == -signal.SIGKILL


async def end(process: Process, pre_stop: PreStop, grace: float) -> Ending:
    """The hook, SIGTERM, and when the grace period is over, counted from the hook's begin, SIGKILL."""
    started = time.monotonic()
    await _run_hook(pre_stop, grace)
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(max(_LEAST_SECONDS, started + grace - time.monotonic())):
            await process.wait()
    except TimeoutError:
        process.kill()
    return Ending(await process.wait(), time.monotonic() - started)


async def _run_hook(pre_stop: PreStop, grace: float) -> None:
    await asyncio.sleep(min(pre_stop.sleep, grace))
    if not pre_stop.command:
        return
    hook = await asyncio.create_subprocess_exec(*pre_stop.command)
    try:
        async with asyncio.timeout(grace):
            await hook.wait()
    except TimeoutError:
        hook.kill()
        await hook.wait()
