"""Which pods a Service reaches, and how late everyone learns of it."""

import asyncio
import random
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lag:
    """Seconds from a change to the observer's knowing it: anything between the two."""

    least: float
    most: float


class View:
    """The addresses as one observer knows them: a node's kube-proxy, the cluster's DNS."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self.addresses = tuple(addresses)
        self._coming: deque[tuple[str, ...]] = deque()
        self._last = 0.0

    def learn(self, addresses: Iterable[str], lag: float) -> None:
        """Changes keep their order: none is learnt of before an earlier one."""
        loop = asyncio.get_running_loop()
        self._last = max(self._last, loop.time() + lag)
        self._coming.append(tuple(addresses))
        # The loop may call what is due at one time in any order.
        loop.call_at(self._last, self._learn_next)

    def _learn_next(self) -> None:
        self.addresses = self._coming.popleft()


class Endpoints:
    """The list that the control plane keeps of the pods that are ready and not ending."""

    def __init__(self, lag: Lag, seed: int) -> None:
        self.addresses: tuple[str, ...] = ()
        self._lag = lag
        self._chance = random.Random(seed)
        self._views: list[View] = []

    def view(self) -> View:
        """A new observer, who is late by another time with each change."""
        view = View(self.addresses)
        self._views.append(view)
        return view

    def set(self, addresses: Iterable[str]) -> None:
        if (now := tuple(addresses)) == self.addresses:
            return
        self.addresses = now
        for view in self._views:
            view.learn(now, self._chance.uniform(self._lag.least, self._lag.most))
