"""The faults that a real DynamoDB and the network before it have, one function each."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import msgspec

from dynamodb_faults import replies
from dynamodb_faults.exchange import Exchange

Inflict: TypeAlias = Callable[[Exchange], Awaitable[None]]

WRITE = "TransactWriteItems"
BATCH_GET = "BatchGetItem"

LONGEST_DELAY = 1.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Befalls requests of the operations; of every operation where that is None."""

    name: str
    inflict: Inflict
    operations: frozenset[str] | None = None

    def befalls(self, operation: str) -> bool:
        return self.operations is None or operation in self.operations

    def only(self, *operations: str) -> "Fault":
        return replace(self, operations=frozenset(operations))


async def healthy(exchange: Exchange) -> None:
    await exchange.answer(await exchange.pass_on())


async def _throttle(exchange: Exchange) -> None:
    """Nothing is done. A transaction may be refused as a whole, or for one of its items."""
    ways = [replies.CAPACITY_EXCEEDED, replies.THROTTLED]
    if exchange.operation == WRITE:
        ways += [_cancelled(exchange, code) for code in ("ThrottlingError", "ProvisionedThroughputExceeded")]
    await exchange.answer(exchange.chance.choice(ways))


async def _fail(exchange: Exchange) -> None:
    """A 5xx does not tell whether the request was carried out."""
    if exchange.chance.random() < 0.5:
        await exchange.pass_on()
    ways = (replies.INTERNAL_ERROR, replies.UNAVAILABLE, replies.FRONT_UNAVAILABLE)
    await exchange.answer(exchange.chance.choice(ways))


async def _conflict(exchange: Exchange) -> None:
    """Another transaction is at one of the items, and nothing is done."""
    await exchange.answer(_cancelled(exchange, "TransactionConflict"))


async def _answer_early(exchange: Exchange) -> None:
    """DynamoDB says that it is still at work on the transaction, and then carries it out."""
    await exchange.answer(replies.IN_PROGRESS)
    await exchange.pass_on()


async def _leave_unprocessed(exchange: Exchange) -> None:
    """Some of the keys are read, or none; the rest comes back as unprocessed."""
    arguments = exchange.arguments()
    ((table, wanted),) = arguments["RequestItems"].items()
    read = exchange.chance.randrange(len(wanted["Keys"]))
    left = {table: {**wanted, "Keys": wanted["Keys"][read:]}}
    if read == 0:
        await exchange.answer(replies.json_reply(200, {"Responses": {table: []}, "UnprocessedKeys": left}))
        return
    part = {table: {**wanted, "Keys": wanted["Keys"][:read]}}
    reply = await exchange.pass_on(msgspec.json.encode({**arguments, "RequestItems": part}))
    answer = msgspec.json.decode(reply.body)
    # What DynamoDB itself has left, of more than 16 MB, stays left too.
    left[table]["Keys"] += answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
    await exchange.answer(replies.json_reply(reply.status, {**answer, "UnprocessedKeys": left}))


async def _drop(exchange: Exchange) -> None:
    exchange.drop()


async def _lose_reply(exchange: Exchange) -> None:
    await exchange.pass_on()
    exchange.drop()


async def _delay(exchange: Exchange) -> None:
    await asyncio.sleep(exchange.chance.uniform(0, LONGEST_DELAY))
    await healthy(exchange)


async def _hang(exchange: Exchange) -> None:
    await exchange.wait_for_peer()


async def _truncate(exchange: Exchange) -> None:
    await exchange.answer_half(await exchange.pass_on())


def _cancelled(exchange: Exchange, code: str) -> replies.Reply:
    codes = ["None"] * len(exchange.arguments()["TransactItems"])
    codes[exchange.chance.randrange(len(codes))] = code
    return replies.cancelled(codes)


THROTTLING = Fault("throttling", _throttle)
SERVER_ERROR = Fault("5xx", _fail)
CONFLICT = Fault("TransactionConflict", _conflict).only(WRITE)
IN_PROGRESS = Fault("TransactionInProgress", _answer_early).only(WRITE)
UNPROCESSED = Fault("unprocessed keys", _leave_unprocessed).only(BATCH_GET)
DROPPED = Fault("connection dropped", _drop)
LOST_REPLY = Fault("reply lost", _lose_reply)
DELAY = Fault("delay", _delay)
HANG = Fault("hang", _hang)
TRUNCATION = Fault("truncated reply", _truncate)

ALL = (
    THROTTLING,
    SERVER_ERROR,
    CONFLICT,
    IN_PROGRESS,
    UNPROCESSED,
    DROPPED,
    LOST_REPLY,
    DELAY,
    HANG,
    TRUNCATION,
)
