"""Items, conditions and queries in DynamoDB's own words. PynamoDB's way, by models and expressions, costs several times
the CPU of this (docs/benchmarks/storage.md)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Any, Generic, TypeAlias, TypeVar, overload

from todo_k8s.storage import keys, records
from todo_k8s.storage.dynamodb_answers import Found, Shown
from todo_k8s.storage.table import Absent, Condition, Cursor, Index, Item, Json, Key, Range

A = TypeVar("A", Found, Shown)
T = TypeVar("T")

Raw: TypeAlias = dict[str, dict[str, str]]

# Going through an enum itself costs more than all else here.
_INDEXES = tuple(Index)
_places = attrgetter(*(index.value for index in Index))
# A page has as many of these as it has items.
_NO_DETAIL: Mapping[str, Json] = {}
_NOWHERE: Mapping[Index, str] = {}
_ABSENT: Mapping[str, Any] = {
    "ConditionExpression": "attribute_not_exists(#pk) OR #expires <= :now",
    "ExpressionAttributeNames": {"#pk": "pk", "#expires": "expires"},
}
_AT_VERSION: Mapping[str, Any] = {
    "ConditionExpression": "#version = :version AND (attribute_not_exists(#expires) OR #expires > :now)",
    "ExpressionAttributeNames": {"#version": "version", "#expires": "expires"},
}
_SUMMARY = {f"#{name}": name for name in ("pk", "sk", "version", "expires", "data")}


def to_raw(item: Item) -> Raw:
    raw = key_of(item.key)
    raw["version"] = {"N": str(item.version)}
    raw["data"] = {"S": records.text_of(item.data)}
    if item.detail:
        raw["detail"] = {"S": records.text_of(item.detail)}
    if item.expires is not None:
        raw["expires"] = {"N": str(item.expires)}
    for index, position in item.order.items():
        raw[index._value_] = {"S": position}
    return raw


class Items(Sequence[Item], Generic[T]):
    """Items of an answer, each made when it is asked for: what is made of a whole page at once has left the processor's
    caches when it is used."""

    def __init__(self, found: Sequence[T], make: Callable[[Iterable[T]], Iterator[Item]]) -> None:
        self._found = found
        self._make = make

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Item]:
        return self._make(self._found)

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | Sequence[Item]:
        if isinstance(place, slice):
            return Items(self._found[place], self._make)
        return next(self._make((self._found[place],)))


def whole_items(found: Sequence[Found], now: int, index: Index | None = None) -> Sequence[Item]:
    """Those that have not expired; a query of this index found them."""
    return Items(alive(found, now), partial(to_whole, index))


def shown_items(found: Sequence[Shown], now: int, pk: str) -> Sequence[Item]:
    """Those that have not expired, of this partition."""
    return Items(alive(found, now), partial(_to_shown, pk))


def alive(found: Iterable[A], now: int) -> list[A]:
    """Those that have not expired."""
    return [each for each in found if each.expires is None or each.expires.value > now]


def to_whole(index: Index | None, found: Iterable[Found]) -> Iterator[Item]:
    """Items, where a query found them that of this index."""
    for raw in found:
        order = {}
        for each, place in zip(_INDEXES, _places(raw), strict=True):
            if place is not None:
                order[each] = place.value
        sk, expires = raw.sk.value, raw.expires.value if raw.expires else None
        data = records.data_at(sk, raw.data.value)
        detail = records.fields_of(raw.detail.value) if raw.detail else _NO_DETAIL
        at = order[index] if index else ""
        yield Item(Key(raw.pk.value, sk), raw.version.value, data, detail, order, expires, at)


def _to_shown(pk: str, found: Iterable[Shown]) -> Iterator[Item]:
    for raw in found:
        sk, expires = raw.sk.value, raw.expires.value if raw.expires else None
        # As `records.data_at`, without a call of ours for each.
        data = (records.task_of if sk.startswith(keys.TASK) else records.fields_of)(raw.data.value)
        yield Item(Key(pk, sk), raw.version.value, data, _NO_DETAIL, _NOWHERE, expires, raw.place.value)


def key_of(key: Key) -> Raw:
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def expression_of(condition: Condition, now: int) -> dict[str, Any]:
    """The condition as arguments of an action. DynamoDB may keep an expired item for days, so time is part of it.

    Names stand behind placeholders, because some are words of the expression language.
    """
    if isinstance(condition, Absent):
        return {**_ABSENT, "ExpressionAttributeValues": {":now": {"N": str(now)}}}
    values = {":now": {"N": str(now)}, ":version": {"N": str(condition.version)}}
    return {**_AT_VERSION, "ExpressionAttributeValues": values}


def query_arguments(stretch: Range, limit: int, after: Cursor | None, *, detail: bool) -> dict[str, Any]:
    """Of a query of one page. Names stand behind placeholders here, too."""
    place = stretch.index._value_ if stretch.index else "sk"
    arguments: dict[str, Any] = {
        # A key is never empty, so DynamoDB refuses the empty string as a bound.
        "KeyConditionExpression": f"#pk = :pk AND #place {'BETWEEN :low AND' if stretch.low else '<='} :high",
        "ExpressionAttributeNames": {"#pk": "pk", "#place": place},
        "ExpressionAttributeValues": {":pk": {"S": stretch.pk}, ":high": {"S": stretch.high}},
        "ConsistentRead": True,
        "Limit": limit,
        "ScanIndexForward": not stretch.reverse,
    }
    if stretch.low:
        arguments["ExpressionAttributeValues"][":low"] = {"S": stretch.low}
    if after is not None:
        position = {place: {"S": after.position}} if stretch.index else {}
        arguments["ExclusiveStartKey"] = key_of(Key(stretch.pk, after.sk)) | position
    # Without a word about it, an index shows what it holds and the table itself everything.
    if stretch.index:
        arguments |= {"IndexName": place, **({"Select": "ALL_ATTRIBUTES"} if detail else {})}
    elif not detail:
        arguments["ExpressionAttributeNames"] |= _SUMMARY
        arguments["ProjectionExpression"] = ", ".join(_SUMMARY)
    return arguments
