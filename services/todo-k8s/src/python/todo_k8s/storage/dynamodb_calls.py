"""The calls of the DynamoDB engine: what PynamoDB would ask, by its names and with its errors, but by arguments that we
write, and awaited (docs/adr/0020)."""

from collections.abc import Awaitable, Sequence
from typing import Any, Protocol, TypeVar

from msgspec.json import Decoder
from pynamodb.constants import (
    BATCH_GET_ITEM,
    CLIENT_REQUEST_TOKEN,
    CONSISTENT_READ,
    KEYS,
    QUERY,
    REQUEST_ITEMS,
    TRANSACT_CONDITION_CHECK,
    TRANSACT_DELETE,
    TRANSACT_ITEMS,
    TRANSACT_PUT,
    TRANSACT_WRITE_ITEMS,
)
from pynamodb.exceptions import GetError, QueryError, TransactWriteError, VerboseClientError

from todo_k8s.storage.dynamodb_answers import ANYTHING, GOT, QUERIED, SHOWN
from todo_k8s.storage.dynamodb_errors import CONDITION, CONFLICT, refusal
from todo_k8s.storage.dynamodb_items import (
    alive,
    expression_of,
    key_of,
    query_arguments,
    shown_items,
    to_raw,
    to_whole,
    whole_items,
)
from todo_k8s.storage.table import (
    Action,
    Check,
    ConditionFailed,
    Contended,
    Cursor,
    Delete,
    Item,
    Key,
    Page,
    Put,
    Range,
    StorageError,
)

A = TypeVar("A")

_KINDS = {Check: TRANSACT_CONDITION_CHECK, Delete: TRANSACT_DELETE, Put: TRANSACT_PUT}


class DynamoDb(Protocol):
    def call(self, operation: str, arguments: dict[str, Any], decoder: Decoder[A]) -> Awaitable[A]:
        """What DynamoDB answers, as the decoder reads it. Raises what PynamoDB's `dispatch` does."""
        ...


async def get_some(dynamodb: DynamoDb, table: str, keys: Sequence[Key], now: int) -> tuple[dict[Key, Item], list[Key]]:
    """The items that are there, and the keys that DynamoDB left unprocessed."""
    wanted = {table: {KEYS: list(map(key_of, keys)), CONSISTENT_READ: True}}
    try:
        answer = await dynamodb.call(BATCH_GET_ITEM, {REQUEST_ITEMS: wanted}, GOT)
    except VerboseClientError as error:
        raise refusal(GetError(str(error), error)) from error
    there = to_whole(None, alive(answer.responses.get(table, ()), now))
    # Nearly never is a key left.
    return {item.key: item for item in there}, answer.missing() if answer.unprocessed_keys else []


async def query(
    dynamodb: DynamoDb,
    table: str,
    stretch: Range,
    limit: int,
    after: Cursor | None,
    now: int,
    *,
    detail: bool,
) -> Page:
    """One request, so one page of at most `limit` items, expired ones counted."""
    arguments = {"TableName": table, **query_arguments(stretch, limit, after, detail=detail)}
    index = stretch.index
    try:
        # As PynamoDB's own `query` would send it, which takes 20 us more to write the expressions.
        if index and not detail:
            shown = await dynamodb.call(QUERY, arguments, SHOWN[index])
            return Page(shown_items(shown.items, now, stretch.pk), shown.cursor(index))
        found = await dynamodb.call(QUERY, arguments, QUERIED)
        return Page(whole_items(found.items, now, index), found.cursor(index))
    except VerboseClientError as error:
        raise refusal(QueryError(str(error), error)) from error


async def transact(dynamodb: DynamoDb, table: str, actions: Sequence[Action], now: int, token: str) -> None:
    """Raises `ConditionFailed` or `Contended`. With the same token a second call does nothing again (10 minutes)."""
    items = [{_KINDS[type(each)]: _arguments(each, table, now)} for each in actions]
    try:
        # As PynamoDB's own `transact_write_items` would send it, but in our order.
        await dynamodb.call(TRANSACT_WRITE_ITEMS, {CLIENT_REQUEST_TOKEN: token, TRANSACT_ITEMS: items}, ANYTHING)
    except VerboseClientError as error:
        raise _cancelled(TransactWriteError("Failed to write transaction items", error)) from error


def _arguments(action: Action, table: str, now: int) -> dict[str, Any]:
    arguments = expression_of(action.condition, now)
    arguments["TableName"] = table
    if isinstance(action, Put):
        arguments["Item"] = to_raw(action.item)
    else:
        arguments["Key"] = key_of(action.key)
    return arguments


def _cancelled(error: TransactWriteError) -> StorageError:
    reasons = {place: reason.code for place, reason in enumerate(error.cancellation_reasons) if reason}
    failed = frozenset(place for place, code in reasons.items() if code == CONDITION)
    if failed:
        return ConditionFailed(failed)
    if CONFLICT in reasons.values():
        return Contended(str(error))
    return refusal(error)
