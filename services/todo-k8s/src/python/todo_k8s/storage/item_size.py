"""How many bytes an item takes, by DynamoDB's rule, so that every engine refuses the same items.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
"""

from collections.abc import Iterable

from todo_k8s.storage import records
from todo_k8s.storage.table import Action, Item, Key, Put

_NUMBER_BYTES = 21
"""The most that a number takes: what it takes exactly, DynamoDB leaves open."""
_VERSION_BYTES = len("version") + _NUMBER_BYTES
_EXPIRES_BYTES = len("expires") + _NUMBER_BYTES
_KEY_NAMES_BYTES = len("pk") + len("sk")
_DATA_NAME_BYTES = len("data")
_DETAIL_NAME_BYTES = len("detail")


def item_bytes(item: Item) -> int:
    """The item as the table holds it, and its entry in each index that it stands in."""
    return _shown_bytes(item) * (1 + len(item.order)) + _detail_bytes(item) + _order_bytes(item) * 2


def transaction_bytes(actions: Iterable[Action]) -> int:
    """The items that are put, without their entries, and the key of each action."""
    size = 0
    for action in actions:
        if isinstance(action, Put):
            item = action.item
            key = _key_bytes(item.key)
            size += 2 * key + _stored_bytes(item) + _detail_bytes(item) + _order_bytes(item)
        else:
            size += _key_bytes(action.key)
    return size


def _shown_bytes(item: Item) -> int:
    """What the table and each index hold: names count, too."""
    return _key_bytes(item.key) + _stored_bytes(item)


def _stored_bytes(item: Item) -> int:
    expires = 0 if item.expires is None else _EXPIRES_BYTES
    return _VERSION_BYTES + expires + _DATA_NAME_BYTES + len(records.bytes_of(item.data))


def _detail_bytes(item: Item) -> int:
    return _DETAIL_NAME_BYTES + len(records.bytes_of(item.detail)) if item.detail else 0


def _order_bytes(item: Item) -> int:
    size = 0
    for index, position in item.order.items():
        size += len(index) + len(position.encode())
    return size


def _key_bytes(key: Key) -> int:
    return _KEY_NAMES_BYTES + len(key.pk.encode()) + len(key.sk.encode())
