"""A pod, and what a kubelet does with it."""

import asyncio
import os
import time
from asyncio.subprocess import Process
from collections.abc import Callable
from itertools import count

from k8s_rollout.container import Ending, Image, end
from k8s_rollout.manifest import Workload
from k8s_rollout.probing import verdicts

# The first restart is at once; the pauses before the others double from here on.
_FIRST_PAUSE = 10.0
_LONGEST_PAUSE = 300.0


class Pod:
    """Runs its container until it is deleted, and again where it ends or its probes say that it should.

    `changed` is told of each change of `ready`, which is for the Service: never that of a pod that is being deleted.
    """

    def __init__(self, name: str, address: str, workload: Workload, image: Image, changed: Callable[[], None]) -> None:
        self.name = name
        self.address = address
        self.ready = False
        self.ready_since = 0.0
        self.deleted = False
        self.events: list[str] = []
        self._workload = workload
        self._image = image
        self._changed = changed
        self._process: Process | None = None
        self._running = asyncio.create_task(self._run())

    @property
    def restarts(self) -> int:
        return self.events.count("started") - 1

    def is_available(self) -> bool:
        """Whether it has been ready for minReadySeconds."""
        return self.ready and time.monotonic() >= self.ready_since + self._workload.min_ready

    async def delete(self) -> Ending | None:
        """Takes it from its Service and ends it, both at once; None where no container ran."""
        self.deleted = True
        self._set_ready(False)
        self._running.cancel()
        await asyncio.wait({self._running})
        return await self._end() if self._process else None

    async def kill(self) -> None:
        """Ends it on the spot, as if its node were gone."""
        self.deleted = True
        self._running.cancel()
        await asyncio.wait({self._running})
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def _run(self) -> None:
        for restarts in count():
            self._process = await self._start()
            self.events.append("started")
            self.events.append(await self._live(self._process))
            self._set_ready(False)
            await self._end()
            self._process = None
            if restarts:
                await asyncio.sleep(min(_FIRST_PAUSE * 2 ** (restarts - 1), _LONGEST_PAUSE))

    async def _start(self) -> Process:
        container = self._workload.container
        kept = {name: os.environ[name] for name in ("HOME", "PATH", "XDG_CACHE_HOME") if name in os.environ}
        # A pod has its network to itself, in which this is its own address.
        own = {name: value.replace("0.0.0.0", self.address) for name, value in container.environment.items()}
        environment = {**kept, **own, **self._image.environment}
        with (self._image.logs / f"{self.name}.log").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *self._image.program, *container.command[1:], env=environment, stdout=log, stderr=log
            )

    async def _live(self, process: Process) -> str:
        """Why the container is over, or has to be."""
        ended, failed = asyncio.create_task(process.wait()), asyncio.create_task(self._probe())
        try:
            await asyncio.wait({ended, failed}, return_when=asyncio.FIRST_COMPLETED)
            return failed.result() if failed.done() else f"exited with {ended.result()}"
        finally:
            for task in (ended, failed):
                task.cancel()
            await asyncio.wait({ended, failed})

    async def _probe(self) -> str:
        """Until a probe says that the container has failed."""
        container = self._workload.container
        if container.startup:
            async for started in verdicts(container.startup, self.address):
                if not started:
                    return "startup probe failed"
                break
        readiness = asyncio.create_task(self._follow_readiness())
        try:
            await self._lose_liveness()
            return "liveness probe failed"
        finally:
            readiness.cancel()
            await asyncio.wait({readiness})

    async def _follow_readiness(self) -> None:
        if self._workload.container.readiness is None:
            self._set_ready(True)
            return
        async for ready in verdicts(self._workload.container.readiness, self.address):
            self._set_ready(ready)

    async def _lose_liveness(self) -> None:
        if self._workload.container.liveness is None:
            await asyncio.Event().wait()
            return
        async for alive in verdicts(self._workload.container.liveness, self.address):
            if not alive:
                return

    async def _end(self) -> Ending:
        assert self._process
        return await end(self._process, self._workload.container.pre_stop, self._workload.grace)

    def _set_ready(self, ready: bool) -> None:
        if ready != self.ready:
            self.ready, self.ready_since = ready, time.monotonic()
            self.events.append("ready" if ready else "not ready")
        self._changed()
