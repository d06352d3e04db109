"""How many bytes an item takes, by DynamoDB's rule, so that every engine refuses the same items.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
"""

from collections.abc import Iterable

from todo_k8s.storage.dynamodb_items import Raw, key_of, to_raw
from todo_k8s.storage.table import Action, Index, Item, Put

_SHOWN = ("pk", "sk", "version", "expires", "data")
_NUMBER_BYTES = 21
"""The most that a number takes: what it takes exactly, DynamoDB leaves open."""


def item_bytes(item: Item) -> int:
    """The item as the table holds it, and its entry in each index that it stands in."""
    raw = to_raw(item)
    return raw_bytes(raw) + sum(raw_bytes(entry_of(raw, index)) for index in item.order)


def transaction_bytes(actions: Iterable[Action]) -> int:
    """The items that are put, without their entries, and the key of each action."""
    return sum(raw_bytes(key_of(action.key)) + _put_bytes(action) for action in actions)


def entry_of(raw: Raw, index: Index) -> Raw:
    """What an index shows of an item."""
    return {name: value for name, value in raw.items() if name in (*_SHOWN, index)}


def raw_bytes(raw: Raw) -> int:
    return sum(
        len(name) + sum(len(text.encode()) if kind == "S" else _NUMBER_BYTES for kind, text in value.items())
        for name, value in raw.items()
    )


def _put_bytes(action: Action) -> int:
    return raw_bytes(to_raw(action.item)) if isinstance(action, Put) else 0
