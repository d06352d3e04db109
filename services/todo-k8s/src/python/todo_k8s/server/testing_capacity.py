"""What a call asks of DynamoDB, heard at the one seam to the network, and what AWS charges for it.

DynamoDB Local adds the bytes of a transaction, or of a batch, up before it rounds, and charges nothing for a key that
is not there. AWS rounds each item apart. In its developer guide, "DynamoDB read and write operations" has the units of
reads, writes and transactions, and "Local secondary indexes" the writes of an index.
"""

import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from msgspec.json import Decoder, encode

from todo_k8s.storage.dynamodb_answers import ANYTHING
from todo_k8s.storage.dynamodb_items import Raw
from todo_k8s.storage.table import Index
from todo_k8s.storage.testing_size import entry_of, raw_bytes

Json: TypeAlias = dict[str, Any]
Call: TypeAlias = Callable[[str, Json, Decoder[Json]], Awaitable[Json]]
A = TypeVar("A")

_READ_UNIT = 4 * 1024
_WRITE_UNIT = 1024
_ACTION = {"Put": "Item", "Delete": "Key", "ConditionCheck": "Key"}


@dataclass
class Usage:
    """The keys of each BatchGetItem, the items that each Query read, the actions of each TransactWriteItems, and the
    units of all together, by AWS's rule and as DynamoDB Local counted them."""

    keys: list[int] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    actions: list[int] = field(default_factory=list)
    read_units: int = 0
    write_units: int = 0
    local_units: float = 0


class Recorder:
    """Stands where the connection calls DynamoDB, and refuses operations that no RPC may need, Scan above all."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self.usage = Usage()

    async def call(self, operation: str, arguments: Json, decoder: Decoder[A]) -> A:
        arguments = {**arguments, "ReturnConsumedCapacity": "TOTAL"}
        match operation:
            case "BatchGetItem":
                answer = await self._call(operation, arguments, ANYTHING)
                self._count_batch(arguments, answer)
            case "Query":
                answer = await self._call(operation, arguments, ANYTHING)
                self.usage.items.append(answer["ScannedCount"])
                self.usage.read_units += max(1, math.ceil(_local_units(answer)))
            case "TransactWriteItems":
                before = [await self._stored(action) for action in arguments["TransactItems"]]
                answer = await self._call(operation, arguments, ANYTHING)
                self.usage.actions.append(len(before))
                self.usage.write_units += sum(map(write_units, arguments["TransactItems"], before))
            case _:
                raise AssertionError(f"{operation} {arguments}: no call may need this")
        self.usage.local_units += _local_units(answer)
        return decoder.decode(encode(answer))

    def _count_batch(self, arguments: Json, answer: Json) -> None:
        ((table, wanted),) = arguments["RequestItems"].items()
        found = [raw_bytes(item) for item in answer["Responses"].get(table, ())]
        missing = len(wanted["Keys"]) - len(found)
        self.usage.keys.append(len(wanted["Keys"]))
        self.usage.read_units += missing + sum(_units(size, _READ_UNIT) for size in found)

    async def _stored(self, action: Json) -> Raw | None:
        """What stands at the key of the action before it is done."""
        ((kind, arguments),) = action.items()
        key = {name: arguments[_ACTION[kind]][name] for name in ("pk", "sk")}
        wanted = {arguments["TableName"]: {"Keys": [key], "ConsistentRead": True}}
        answer = await self._call("BatchGetItem", {"RequestItems": wanted}, ANYTHING)
        found: list[Raw] = answer["Responses"][arguments["TableName"]]
        return found[0] if found else None


def write_units(action: Json, before: Raw | None) -> int:
    """Of one action in a transaction, which costs twice what it would alone."""
    ((kind, arguments),) = action.items()
    after = {"Put": arguments.get("Item"), "Delete": None, "ConditionCheck": before}[kind]
    size = max(raw_bytes(before or {}), raw_bytes(after or {}))
    return 2 * (_units(size, _WRITE_UNIT) + sum(_entry_units(index, before, after) for index in Index))


def _entry_units(index: Index, before: Raw | None, after: Raw | None) -> int:
    """An entry that comes or goes is one write, one that moves is two, one that stays and shows the same is none."""
    old, new = (_entry(raw, index) for raw in (before, after))
    if old == new:
        return 0
    if old and new and old[index] == new[index]:
        return _units(max(raw_bytes(old), raw_bytes(new)), _WRITE_UNIT)
    return sum(_units(raw_bytes(entry), _WRITE_UNIT) for entry in (old, new) if entry)


def _entry(raw: Raw | None, index: Index) -> Raw | None:
    return entry_of(raw, index) if raw and index in raw else None


def _units(size: int, unit: int) -> int:
    return max(1, math.ceil(size / unit))


def _local_units(answer: Mapping[str, Any]) -> float:
    consumed = answer["ConsumedCapacity"]
    parts = [consumed] if isinstance(consumed, Mapping) else consumed
    return float(sum(part["CapacityUnits"] for part in parts))
