"""How every mutation is carried out: read, decide, and write in one transaction; again, where another was quicker."""

import asyncio
import math
import random
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from grpc_service.time_limits import Limit, TimeLimits
from todo_k8s.deadline import remaining
from todo_k8s.domain import limits
from todo_k8s.domain.counting import counted
from todo_k8s.domain.errors import Aborted, InvalidArgument, TodoError, Violation
from todo_k8s.domain.model import Principal, RequestRecord
from todo_k8s.domain.requests import Mutation
from todo_k8s.storage import keys, user_codec
from todo_k8s.storage.table import Absent, Action, ConditionFailed, Contended, Item, Key, Put, Table
from todo_k8s.value import value

T = TypeVar("T")

_FIRST_PAUSE = 0.01
_LONGEST_PAUSE = 0.5
_TO_ANSWER = 0.1
"""Seconds kept back from the deadline, for another attempt and for the answer to reach the caller in time."""


@value
class Plan(Generic[T]):
    """What a mutation answers with, and what has to be written for that; nothing where it was carried out before."""

    result: T
    actions: tuple[Action, ...] = ()


@dataclass(slots=True)
class _Queue:
    """The writers of one list: how many there are, and whose turn it is."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    writers: int = 0


class Writer:
    """Carries out mutations on a table; a process has one for all its use cases.

    Inside the process, writers of one list queue: without that, 200 of them took 1,438 attempts, with it 200. Between
    processes, conflicts are tried again with full jitter until the call's deadline is near.
    """

    def __init__(self, table: Table, clock: Callable[[], datetime]) -> None:
        self._table = table
        self._clock = clock
        self._queues: dict[str, _Queue] = {}
        self._limits = TimeLimits()

    def carry_out(
        self, queue: str, caller: Principal, mutation: Mutation, plan: Callable[[], Awaitable[Plan[T]]], *more: str
    ) -> Coroutine[Any, Any, T]:
        """Who writes to several lists waits in the queues of all. Raises Aborted `LIST_BUSY` when others were quicker
        until the deadline; nothing is written then."""
        # All in one order: nobody waits for one who waits for him.
        names = sorted({queue, *more}) if more else [queue]
        return self._in_turn(names, lambda: self._carried_out(caller, mutation, plan))

    async def _in_turn(self, names: Sequence[str], work: Callable[[], Awaitable[T]]) -> T:
        """Raises Aborted where one's turn does not come in time."""
        name, *others = names
        queue = self._queues.get(name) or self._queues.setdefault(name, _Queue())
        queue.writers += 1
        try:
            if queue.writers == 1:
                await queue.turn.acquire()
            else:
                await self._wait_for(queue.turn)
            try:
                return await (self._in_turn(others, work) if others else work())
            finally:
                queue.turn.release()
        finally:
            queue.writers -= 1
            if not queue.writers:
                del self._queues[name]

    async def _wait_for(self, turn: asyncio.Lock) -> None:
        left = remaining() - _TO_ANSWER
        if math.isinf(left):
            await turn.acquire()
            return
        try:
            with Limit(self._limits, left):
                await turn.acquire()
        except TimeoutError:
            raise _busy() from None

    async def _carried_out(self, caller: Principal, mutation: Mutation, plan: Callable[[], Awaitable[Plan[T]]]) -> T:
        ceiling = _FIRST_PAUSE
        while True:
            decided = await self._decided(caller, mutation, plan)
            if mutation.validate_only or not decided.actions:
                return decided.result
            try:
                await self._table.transact(*counted(decided.actions, self._clock()))
                return decided.result
            except (ConditionFailed, Contended):
                # Exponential, with full jitter.
                pause = random.uniform(0, ceiling)
                ceiling = min(2 * ceiling, _LONGEST_PAUSE)
                if remaining() < pause + _TO_ANSWER:
                    raise _busy() from None
                await asyncio.sleep(pause)

    async def _decided(self, caller: Principal, mutation: Mutation, plan: Callable[[], Awaitable[Plan[T]]]) -> Plan[T]:
        try:
            return await plan()
        except TodoError:
            # Items are read apart. Where this request is carried out by another process at the moment, the record can
            # have been read before that and the rest after it, and what is refused is only the repetition.
            record = request_key(caller, mutation)
            if not record or await self._table.get(*record) == (None,):
                raise
            return await plan()


def _busy() -> Aborted:
    return Aborted("LIST_BUSY", "too many others are writing to this list; repeat the call with the same request_id")


def request_key(caller: Principal, mutation: Mutation) -> tuple[Key, ...]:
    """The key of the request's idempotency record; none where the request has no id."""
    return (keys.request(caller.user, mutation.request_id.lower()),) if mutation.request_id else ()


def replayed_names(record: Item | None, mutation: Mutation) -> Sequence[str]:
    """The names of what the request was answered with when it was carried out before; none where it was not.

    Raises InvalidArgument `REQUEST_ID_REUSED` where the id was another request's (AIP-155).
    """
    if record is None:
        return ()
    before = user_codec.request_of(record)
    if before.fingerprint != mutation.fingerprint:
        problem = "was used for another request within 24 hours; make a new UUID for a new request"
        raise InvalidArgument([Violation("request_id", problem)], "REQUEST_ID_REUSED")
    return before.names


def remember(caller: Principal, mutation: Mutation, names: Sequence[str], now: datetime) -> tuple[Action, ...]:
    """What makes the request known for 24 hours; nothing where it has no id."""
    if not mutation.request_id:
        return ()
    record = RequestRecord(mutation.fingerprint, tuple(names))
    # Stores count in whole seconds: rounded down, the last of the 24 hours would be cut short.
    expires = math.ceil(now.timestamp()) + limits.REQUEST_ID_SECONDS
    return (Put(user_codec.request_item(caller.user, mutation.request_id.lower(), record, expires), Absent()),)
