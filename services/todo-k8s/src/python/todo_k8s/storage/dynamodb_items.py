"""Items and conditions in DynamoDB's own words. PynamoDB's way, by model instances, costs several times the CPU of this
(docs/benchmarks/storage.md)."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import orjson

from todo_k8s.storage.table import Absent, Condition, Index, Item, Key

Raw: TypeAlias = dict[str, dict[str, str]]

# Going through an enum itself costs more than all else here.
_INDEXES = tuple((index, index.value) for index in Index)


def to_raw(item: Item) -> Raw:
    raw = key_of(item.key)
    raw["version"] = {"N": str(item.version)}
    raw["data"] = {"S": orjson.dumps(item.data).decode()}
    if item.detail:
        raw["detail"] = {"S": orjson.dumps(item.detail).decode()}
    if item.expires is not None:
        raw["expires"] = {"N": str(item.expires)}
    for index, position in item.order.items():
        raw[index.value] = {"S": position}
    return raw


def to_item(raw: Mapping[str, Mapping[str, str]]) -> Item:
    detail, expires = raw.get("detail"), raw.get("expires")
    return Item(
        key=Key(raw["pk"]["S"], raw["sk"]["S"]),
        version=int(raw["version"]["N"]),
        data=orjson.loads(raw["data"]["S"]),
        detail=orjson.loads(detail["S"]) if detail else {},
        order={index: raw[name]["S"] for index, name in _INDEXES if name in raw},
        expires=int(expires["N"]) if expires else None,
    )


def key_of(key: Key) -> Raw:
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def expression_of(condition: Condition, now: int) -> dict[str, Any]:
    """The condition as arguments of an action. DynamoDB may keep an expired item for days, so time is part of it.

    Names stand behind placeholders, because some are words of the expression language.
    """
    if isinstance(condition, Absent):
        return {
            "ConditionExpression": "attribute_not_exists(#pk) OR #expires <= :now",
            "ExpressionAttributeNames": {"#pk": "pk", "#expires": "expires"},
            "ExpressionAttributeValues": {":now": {"N": str(now)}},
        }
    return {
        "ConditionExpression": "#version = :version AND (attribute_not_exists(#expires) OR #expires > :now)",
        "ExpressionAttributeNames": {"#version": "version", "#expires": "expires"},
        "ExpressionAttributeValues": {":now": {"N": str(now)}, ":version": {"N": str(condition.version)}},
    }
