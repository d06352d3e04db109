"""Which pods a Service reaches, and how late everyone learns of it."""

import asyncio
import random
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
        self._change = 0

    def learn(self, change: int, addresses: tuple[str, ...], lag: float) -> None:
        """Will know them in so many seconds, unless it knows of a later change by then: each has a greater number."""
        asyncio.get_running_loop().call_later(lag, self._know, change, addresses)

    def _know(self, change: int, addresses: tuple[str, ...]) -> None:
        if change > self._change:
            self._change, self.addresses = change, addresses


class Endpoints:
    """The list that the control plane keeps of the pods that are ready and not ending."""

    def __init__(self, lag: Lag, seed: int) -> None:
        self.addresses: tuple[str, ...] = ()
        self._lag = lag
        self._chance = random.Random(seed)
        self._views: list[View] = []
        self._changes = 0

    def view(self) -> View:
        """A new observer, who is late by another time with each change."""
        view = View(self.addresses)
        self._views.append(view)
        return view

    def set(self, addresses: Iterable[str]) -> None:
        if (now := tuple(addresses)) == self.addresses:
            return
        self.addresses = now
        self._changes += 1
        for view in self._views:
            view.learn(self._changes, now, self._chance.uniform(self._lag.least, self._lag.most))
