"""How many bytes an item takes, by DynamoDB's rule, so that every engine refuses the same items.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
"""

from collections.abc import Iterable

import orjson

from todo_k8s.storage.table import Action, Item, Key, Put

_NUMBER_BYTES = 21
"""The most that a number takes: what it takes exactly, DynamoDB leaves open."""


def item_bytes(item: Item) -> int:
    """The item as the table holds it, and its entry in each index that it stands in."""
    return _shown_bytes(item) * (1 + len(item.order)) + _detail_bytes(item) + _order_bytes(item) * 2


def transaction_bytes(actions: Iterable[Action]) -> int:
    """The items that are put, without their entries, and the key of each action."""
    return sum(_key_bytes(action.key) + _put_bytes(action) for action in actions)


def _put_bytes(action: Action) -> int:
    if not isinstance(action, Put):
        return 0
    return _shown_bytes(action.item) + _detail_bytes(action.item) + _order_bytes(action.item)


def _shown_bytes(item: Item) -> int:
    """What the table and each index hold: names count, too."""
    expires = 0 if item.expires is None else len("expires") + _NUMBER_BYTES
    version = len("version") + _NUMBER_BYTES
    return _key_bytes(item.key) + version + expires + len("data") + len(orjson.dumps(item.data))


def _detail_bytes(item: Item) -> int:
    return len("detail") + len(orjson.dumps(item.detail)) if item.detail else 0


def _order_bytes(item: Item) -> int:
    return sum(len(index) + len(position.encode()) for index, position in item.order.items())


def _key_bytes(key: Key) -> int:
    return len("pk") + len(key.pk.encode()) + len("sk") + len(key.sk.encode())
