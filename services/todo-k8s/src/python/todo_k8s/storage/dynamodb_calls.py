"""The calls of the DynamoDB engine in PynamoDB's words. They run in a greenlet, so they look as if they blocked."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pynamodb.constants import ALL_ATTRIBUTES, KEYS, LAST_EVALUATED_KEY, RESPONSES, UNPROCESSED_KEYS
from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition as Expression
from pynamodb.transactions import TransactWrite

from todo_k8s.storage.dynamodb_errors import CONDITION, CONFLICT, refusal
from todo_k8s.storage.models import ItemModel, to_item
from todo_k8s.storage.table import (
    Absent,
    Action,
    Check,
    Condition,
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

_SUMMARY = ["pk", "sk", "version", "expires", "data"]
# The order in which PynamoDB sends a transaction's actions, whatever order they were added in.
_SENT = (Check, Delete, Put)


def get_some(model: type[ItemModel], keys: Sequence[Key], now: int) -> tuple[list[Item], list[Key]]:
    """The items that are there, and the keys that DynamoDB left unprocessed."""
    table = model._get_connection()
    # PynamoDB's own annotation has strings here, its documentation and its models pass mappings.
    wanted: Sequence[Any] = [{"pk": key.pk, "sk": key.sk} for key in keys]
    answer = table.batch_get_item(wanted, consistent_read=True)
    name = table.table_name
    left = answer[UNPROCESSED_KEYS].get(name, {}).get(KEYS, ())
    return _alive(answer[RESPONSES].get(name, ()), now), [Key(key["pk"]["S"], key["sk"]["S"]) for key in left]


def query(model: type[ItemModel], stretch: Range, limit: int, after: Cursor | None, now: int, *, detail: bool) -> Page:
    """One request, so one page of at most `limit` items, expired ones counted."""
    place = stretch.index or "sk"
    answer = model._get_connection().query(
        stretch.pk,
        range_key_condition=_between(getattr(model, place), stretch),
        consistent_read=True,
        exclusive_start_key=_start(stretch, after),
        index_name=stretch.index,
        limit=limit,
        scan_index_forward=not stretch.reverse,
        select=ALL_ATTRIBUTES if detail and stretch.index else None,
        # Without a word about it, an index shows what it holds and the table itself everything.
        attributes_to_get=None if detail or stretch.index else _SUMMARY,
    )
    last = answer.get(LAST_EVALUATED_KEY)
    items = _alive(answer["Items"], now)
    return Page(tuple(items), Cursor(last[place]["S"], last["sk"]["S"]) if last else None)


def transact(model: type[ItemModel], actions: Sequence[Action], now: int, token: str) -> None:
    """Raises `ConditionFailed` or `Contended`. With the same token a second call does nothing again (10 minutes)."""
    try:
        with TransactWrite(connection=model._get_connection().connection, client_request_token=token) as write:
            for action in actions:
                _add(write, model, action, _expression(model, action.condition, now))
    except TransactWriteError as error:
        raise _cancelled(error, actions) from error


def _alive(raw: Iterable[Mapping[str, Any]], now: int) -> list[Item]:
    return [item for item in map(to_item, raw) if item.expires is None or item.expires > now]


def _between(place: Any, stretch: Range) -> Expression:
    # A key is never empty, so DynamoDB refuses the empty string as a bound.
    between: Expression = place.between(stretch.low, stretch.high) if stretch.low else place <= stretch.high
    return between


def _start(stretch: Range, after: Cursor | None) -> dict[str, dict[str, str]] | None:
    if after is None:
        return None
    key = {"pk": {"S": stretch.pk}, "sk": {"S": after.sk}}
    return key | {stretch.index.value: {"S": after.position}} if stretch.index else key


def _expression(model: type[ItemModel], condition: Condition, now: int) -> Expression:
    holds: Expression
    if isinstance(condition, Absent):
        # DynamoDB may keep an expired item for days.
        holds = model.pk.does_not_exist() | (model.expires <= now)
    else:
        holds = (model.version == condition.version) & (model.expires.does_not_exist() | (model.expires > now))
    return holds


def _add(write: TransactWrite, model: type[ItemModel], action: Action, condition: Expression) -> None:
    match action:
        case Put(item):
            write.save(model.of(item), condition)
        case Delete(key):
            write.delete(model(key.pk, key.sk), condition)
        case Check(key):
            write.condition_check(model, key.pk, key.sk, condition)


def _cancelled(error: TransactWriteError, actions: Sequence[Action]) -> StorageError:
    sent = [place for kind in _SENT for place, action in enumerate(actions) if isinstance(action, kind)]
    reasons = {place: reason.code for place, reason in zip(sent, error.cancellation_reasons, strict=False) if reason}
    failed = frozenset(place for place, code in reasons.items() if code == CONDITION)
    if failed:
        return ConditionFailed(failed)
    if CONFLICT in reasons.values():
        return Contended(str(error))
    return refusal(error)
