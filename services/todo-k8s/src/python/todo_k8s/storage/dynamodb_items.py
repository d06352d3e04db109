"""Items, conditions and queries in DynamoDB's own words. PynamoDB's way, by models and expressions, costs several times
the CPU of this (docs/benchmarks/storage.md)."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import orjson

from todo_k8s.storage.table import Absent, Condition, Cursor, Index, Item, Key, Range

Raw: TypeAlias = dict[str, dict[str, str]]
Places: TypeAlias = tuple[tuple[Index, str], ...]

# Going through an enum itself costs more than all else here.
PLACES: Places = tuple((index, index.value) for index in Index)
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


def to_item(raw: Mapping[str, Mapping[str, str]], indexes: Places = PLACES) -> Item:
    """With its places in these indexes, where it stands in them."""
    detail, expires, order = raw.get("detail"), raw.get("expires"), {}
    for index, name in indexes:
        if name in raw:
            order[index] = raw[name]["S"]
    # By their places: names are matched one by one.
    return Item(
        Key(raw["pk"]["S"], raw["sk"]["S"]),
        int(raw["version"]["N"]),
        orjson.loads(raw["data"]["S"]),
        orjson.loads(detail["S"]) if detail else {},
        order,
        int(expires["N"]) if expires else None,
    )


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
    place = stretch.index.value if stretch.index else "sk"
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
