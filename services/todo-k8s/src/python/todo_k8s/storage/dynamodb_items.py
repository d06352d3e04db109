"""Items, conditions and queries in DynamoDB's own words. PynamoDB's way, by models and expressions, costs several times
the CPU of this (docs/benchmarks/storage.md)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, TypeAlias

import orjson

from todo_k8s.storage.table import Absent, Condition, Cursor, Index, Item, Json, Key, Range

Raw: TypeAlias = dict[str, dict[str, str]]
Found: TypeAlias = Mapping[str, Mapping[str, str]]

# Going through an enum itself costs more than all else here.
_PLACES = tuple((index, index.value) for index in Index)
# A page has as many of these as it has items. `Key` itself is made by a function in Python.
_NO_DETAIL: Mapping[str, Json] = {}
_NOWHERE: Mapping[Index, str] = {}
_key: Callable[[tuple[str, str]], Key] = partial(tuple.__new__, Key)
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
    raw["data"] = {"S": orjson.dumps(item.data).decode()}
    if item.detail:
        raw["detail"] = {"S": orjson.dumps(item.detail).decode()}
    if item.expires is not None:
        raw["expires"] = {"N": str(item.expires)}
    for index, position in item.order.items():
        raw[index._value_] = {"S": position}
    return raw


def to_items(found: Iterable[Found], now: int) -> Iterator[Item]:
    """Those that have not expired."""
    for raw in found:
        expires = int(raw["expires"]["N"]) if "expires" in raw else None
        if expires is None or expires > now:
            detail, order = orjson.loads(raw["detail"]["S"]) if "detail" in raw else _NO_DETAIL, {}
            for index, name in _PLACES:
                if name in raw:
                    order[index] = raw[name]["S"]
            key = _key((raw["pk"]["S"], raw["sk"]["S"]))
            yield Item(key, int(raw["version"]["N"]), orjson.loads(raw["data"]["S"]), detail, order, expires)


def to_shown(found: Iterable[Found], now: int, index: Index | None) -> Iterator[Item]:
    """The same of a query of this index that did not ask for `detail`."""
    name = index._value_ if index else ""
    for raw in found:
        expires = int(raw["expires"]["N"]) if "expires" in raw else None
        if expires is None or expires > now:
            order = {index: raw[name]["S"]} if index else _NOWHERE
            key = _key((raw["pk"]["S"], raw["sk"]["S"]))
            yield Item(key, int(raw["version"]["N"]), orjson.loads(raw["data"]["S"]), _NO_DETAIL, order, expires)


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
