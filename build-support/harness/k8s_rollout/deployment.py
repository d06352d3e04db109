"""A Deployment of pods, and its rolling update."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from k8s_rollout.container import Ending, Image
from k8s_rollout.endpoints import Endpoints
from k8s_rollout.manifest import Workload
from k8s_rollout.pod import Pod

# How often the controller looks at its pods.
_PERIOD = 0.1


class RolloutStuck(Exception):
    """No pod more became available within the progress deadline; the message says how far the update came."""


class Deployment:
    """`endings` are those of the pods that it deleted, by the pod's name, as they end. The `image` may be replaced by
    another one for the pods of the next update."""

    def __init__(self, workload: Workload, image: Image, endpoints: Endpoints, addresses: Iterator[str]) -> None:
        self.endings: dict[str, Ending | None] = {}
        self.pods: list[Pod] = []
        self._workload = workload
        self.image = image
        self._endpoints = endpoints
        self._addresses = addresses
        self._revision = 0
        self._deletions: set[asyncio.Task[None]] = set()

    async def roll_out(self) -> None:
        """Replaces each pod by one of a new revision, never fewer nor more at a time than the strategy allows.

        Returns when the last new pod is available: old ones may still be ending. Raises RolloutStuck.
        """
        self._revision += 1
        best, deadline = -1, 0.0
        while True:
            old, new = self._by_revision()
            available = sum(pod.is_available() for pod in new)
            if available > best:
                best, deadline = available, time.monotonic() + self._workload.progress_deadline
            if available >= self._workload.replicas and not old:
                return
            if time.monotonic() > deadline:
                raise RolloutStuck(
                    f"{available} of {self._workload.replicas} new pods became available; for"
                    f" {self._workload.progress_deadline:g} s no other did: {self._troubles(new)}"
                )
            self._start_new(len(old), len(new))
            self._delete_old(old, available)
            await asyncio.sleep(_PERIOD)

    async def settled(self) -> None:
        """Returns when every pod that was deleted has ended."""
        while self._deletions:
            await asyncio.wait(self._deletions)

    async def close(self) -> None:
        for deletion in self._deletions:
            deletion.cancel()
        await asyncio.gather(*self._deletions, return_exceptions=True)
        await asyncio.gather(*(pod.kill() for pod in self.pods))

    def _by_revision(self) -> tuple[list[Pod], list[Pod]]:
        live = [pod for pod in self.pods if not pod.deleted]
        new = [pod for pod in live if pod.name.startswith(f"{self._revision}-")]
        return [pod for pod in live if pod not in new], new

    def _start_new(self, old: int, new: int) -> None:
        room = self._workload.replicas + self._workload.max_surge - old - new
        for number in range(new, min(new + room, self._workload.replicas)):
            pod = Pod(f"{self._revision}-{number}", next(self._addresses), self._workload, self.image, self._publish)
            self.pods.append(pod)

    def _delete_old(self, old: list[Pod], new_available: int) -> None:
        """Those first that serve nobody."""
        spare = new_available + sum(pod.is_available() for pod in old)
        spare -= self._workload.replicas - self._workload.max_unavailable
        for pod in sorted(old, key=Pod.is_available):
            if pod.is_available():
                spare -= 1
            if spare >= 0:
                # Marked at once: the task that ends it may come to its turn later.
                pod.deleted = True
                self._deletions.add(deletion := asyncio.create_task(self._delete(pod)))
                deletion.add_done_callback(self._deletions.discard)

    async def _delete(self, pod: Pod) -> None:
        self.endings[pod.name] = await pod.delete()
        self.pods.remove(pod)

    def _publish(self) -> None:
        self._endpoints.set(pod.address for pod in self.pods if pod.ready and not pod.deleted)

    def _troubles(self, pods: list[Pod]) -> str:
        return "; ".join(f"pod {pod.name}: {', '.join(pod.events)}" for pod in pods if not pod.is_available())


@asynccontextmanager
async def deployment(
    workload: Workload, image: Image, endpoints: Endpoints, addresses: Iterator[str]
) -> AsyncIterator[Deployment]:
    """One whose first pods are available. All that is left of it is killed in the end. Raises RolloutStuck."""
    running = Deployment(workload, image, endpoints, addresses)
    try:
        await running.roll_out()
        yield running
    finally:
        await running.close()
