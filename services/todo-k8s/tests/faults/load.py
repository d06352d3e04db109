"""Mixed load: workers that do one call after the other, and know what should have come of each."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from google.protobuf.empty_pb2 import Empty
from todo.v1.event_service_pb2 import ListEventsRequest

from faults.choice import Choice
from faults.outcome import NOTHING_DONE
from faults.service import Service
from faults.thing import Thing, thing_of

DEADLINE = 2.0
"""Seconds that each call has."""

WORKERS = 6

_READS = 0.3
_WITHOUT_REQUEST_ID = 0.3


class Worker:
    """Changes tasks and members of one list, which others change too, and lists of its own.

    `possible` is what each thing may be now: what the last answer said, and where none came, what it was before or
    after the call. Such a thing is left alone from then on.
    """

    def __init__(self, service: Service, parent: str, seed: str) -> None:
        self.possible: dict[str, tuple[Thing, ...]] = {}
        self._service = service
        self._choice = Choice(parent, seed)

    async def work(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            thing = self._choice.thing()
            if thing.title and self._choice.chance.random() < _READS:
                await self._read(thing)
            else:
                await self._change(thing)

    async def _read(self, thing: Thing) -> None:
        read = self._choice.read(thing)
        _, answer = await self._service.call(read.rpc, read.request(thing), DEADLINE)
        if answer is not None and read.rpc in ("GetTask", "GetTaskList", "GetMember", "BatchGetTasks"):
            assert thing_of(answer) == thing

    async def _change(self, thing: Thing) -> None:
        mutation = self._choice.mutation(thing)
        request: Any = mutation.request(thing)
        if mutation.of_last_event:
            _, found = await self._service.call("ListEvents", last_event(thing), DEADLINE)
            if found is None:
                return
            request.name = found.events[0].name
        if self._choice.chance.random() >= _WITHOUT_REQUEST_ID:
            request.request_id = self._choice.uuid()
        after = mutation.after(thing)
        outcome, answer = await self._service.call(mutation.rpc, request, DEADLINE)
        if answer is not None:
            assert isinstance(answer, Empty) or thing_of(answer) == after
            self._choice.known[thing.name] = after
            self.possible[thing.name] = (after,)
        elif outcome.code not in NOTHING_DONE:
            self._choice.known.pop(thing.name, None)
            self.possible[thing.name] = (thing, after)


def last_event(thing: Thing) -> ListEventsRequest:
    """Asks for it."""
    return ListEventsRequest(parent=thing.parent, task=thing.name, page_size=1)


def workers(service: Service, parents: Sequence[str], seed: str) -> list[Worker]:
    """Some for each of the lists."""
    return [Worker(service, parents[number % len(parents)], f"{seed} {number}") for number in range(WORKERS)]


async def work(workers: Sequence[Worker], seconds: float) -> None:
    await asyncio.gather(*(worker.work(seconds) for worker in workers))
