"""The calls of the DynamoDB engine in PynamoDB's words. They run in a greenlet, so they look as if they blocked."""

from collections.abc import Sequence
from typing import Any

from pynamodb.connection import TableConnection
from pynamodb.constants import (
    BATCH_GET_ITEM,
    CLIENT_REQUEST_TOKEN,
    CONSISTENT_READ,
    ITEMS,
    KEYS,
    LAST_EVALUATED_KEY,
    QUERY,
    REQUEST_ITEMS,
    RESPONSES,
    TRANSACT_CONDITION_CHECK,
    TRANSACT_DELETE,
    TRANSACT_ITEMS,
    TRANSACT_PUT,
    TRANSACT_WRITE_ITEMS,
    UNPROCESSED_KEYS,
)
from pynamodb.exceptions import GetError, QueryError, TransactWriteError, VerboseClientError

from todo_k8s.storage.dynamodb_errors import CONDITION, CONFLICT, refusal
from todo_k8s.storage.dynamodb_items import expression_of, key_of, query_arguments, to_items, to_raw, to_shown
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

_KINDS = {Check: TRANSACT_CONDITION_CHECK, Delete: TRANSACT_DELETE, Put: TRANSACT_PUT}


def get_some(table: TableConnection, keys: Sequence[Key], now: int) -> tuple[dict[Key, Item], list[Key]]:
    """The items that are there, and the keys that DynamoDB left unprocessed."""
    name = table.table_name
    wanted = {name: {KEYS: list(map(key_of, keys)), CONSISTENT_READ: True}}
    try:
        answer = table.connection.dispatch(BATCH_GET_ITEM, {REQUEST_ITEMS: wanted})
    except VerboseClientError as error:
        raise refusal(GetError(str(error), error)) from error
    found = {item.key: item for item in to_items(answer[RESPONSES].get(name, ()), now)}
    left = answer[UNPROCESSED_KEYS]
    return found, [Key(key["pk"]["S"], key["sk"]["S"]) for key in left[name][KEYS]] if left else []


def query(table: TableConnection, stretch: Range, limit: int, after: Cursor | None, now: int, *, detail: bool) -> Page:
    """One request, so one page of at most `limit` items, expired ones counted."""
    arguments = {"TableName": table.table_name, **query_arguments(stretch, limit, after, detail=detail)}
    try:
        # As PynamoDB's own `query` would send it, which takes 20 us more to write the expressions.
        answer = table.connection.dispatch(QUERY, arguments)
    except VerboseClientError as error:
        raise refusal(QueryError(str(error), error)) from error
    last, place = answer.get(LAST_EVALUATED_KEY), stretch.index or "sk"
    items = to_items(answer[ITEMS], now) if detail else to_shown(answer[ITEMS], now, stretch.index)
    return Page(tuple(items), Cursor(last[place]["S"], last["sk"]["S"]) if last else None)


def transact(table: TableConnection, actions: Sequence[Action], now: int, token: str) -> None:
    """Raises `ConditionFailed` or `Contended`. With the same token a second call does nothing again (10 minutes)."""
    items = [{_KINDS[type(each)]: _arguments(each, table.table_name, now)} for each in actions]
    try:
        # As PynamoDB's own `transact_write_items` would send it, but in our order.
        table.connection.dispatch(TRANSACT_WRITE_ITEMS, {CLIENT_REQUEST_TOKEN: token, TRANSACT_ITEMS: items})
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
