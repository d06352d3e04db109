"""What DynamoDB answers to reads, as far as it is looked at.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
"""

from typing import Any

import msgspec
from msgspec.json import Decoder

from todo_k8s.storage.table import Cursor, Index, Key


class Text(msgspec.Struct, frozen=True, gc=False):
    value: str = msgspec.field(name="S")


class Number(msgspec.Struct, frozen=True, gc=False):
    """In whole numbers; in JSON it is a string."""

    value: int = msgspec.field(name="N")


class Found(msgspec.Struct, frozen=True, gc=False):
    """An item."""

    pk: Text
    sk: Text
    version: Number
    data: Text
    detail: Text | None = None
    expires: Number | None = None
    ord: Text | None = None
    due: Text | None = None
    done: Text | None = None
    chg: Text | None = None
    alt: Text | None = None


class Queried(msgspec.Struct, frozen=True, gc=False, rename="pascal"):
    items: list[Found]
    last_evaluated_key: dict[str, Text] | None = None

    def cursor(self, index: Index | None) -> Cursor | None:
        last = self.last_evaluated_key
        return Cursor(last[index or "sk"].value, last["sk"].value) if last else None


class KeysLeft(msgspec.Struct, frozen=True, gc=False, rename="pascal"):
    keys: list[dict[str, Text]]


class Got(msgspec.Struct, frozen=True, gc=False, rename="pascal"):
    """By the names of the tables that were asked."""

    responses: dict[str, list[Found]]
    unprocessed_keys: dict[str, KeysLeft]

    def missing(self) -> list[Key]:
        return [Key(key["pk"].value, key["sk"].value) for left in self.unprocessed_keys.values() for key in left.keys]


ANYTHING: Decoder[dict[str, Any]] = Decoder(dict)
# Not strict: numbers are written as strings.
QUERIED = Decoder(Queried, strict=False)
GOT = Decoder(Got, strict=False)
