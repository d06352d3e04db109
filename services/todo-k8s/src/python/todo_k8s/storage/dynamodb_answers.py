"""What DynamoDB answers to reads, as far as it is looked at.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
"""

from typing import Any, Generic, TypeVar

import msgspec
from msgspec.json import Decoder

from todo_k8s.storage.table import Cursor, Index, Key

T = TypeVar("T")


class Text(msgspec.Struct, frozen=True, gc=False):
    value: str = msgspec.field(name="S")


class Number(msgspec.Struct, frozen=True, gc=False):
    """In whole numbers; in JSON it is a string."""

    value: int = msgspec.field(name="N")


class Found(msgspec.Struct, frozen=True, gc=False):
    """An item, whole."""

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


class Shown(msgspec.Struct, frozen=True, gc=False):
    """What an index shows of an item that is read."""

    sk: Text
    version: Number
    data: Text
    place: Text
    """By the name of the index."""
    expires: Number | None = None


class Queried(msgspec.Struct, Generic[T], frozen=True, gc=False, rename="pascal"):
    items: list[T]
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
QUERIED = Decoder(Queried[Found], strict=False)
GOT = Decoder(Got, strict=False)


def _shown_by(index: Index) -> Decoder[Queried[Shown]]:
    place = ("place", Text, msgspec.field(name=index.value))
    shown = msgspec.defstruct(f"Shown_{index}", [place], bases=(Shown,), kw_only=True, frozen=True, gc=False)
    return Decoder(Queried[shown], strict=False)  # type: ignore[valid-type]


SHOWN = {index: _shown_by(index) for index in Index}
