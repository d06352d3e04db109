"""Mistakes of the caller that every engine refuses before it asks its store."""

from collections.abc import Sequence

from todo_k8s.storage.item_size import item_bytes, transaction_bytes
from todo_k8s.storage.table import (
    MAX_ACTIONS,
    MAX_ITEM_BYTES,
    MAX_KEYS,
    MAX_PK_BYTES,
    MAX_SORT_BYTES,
    MAX_TRANSACTION_BYTES,
    Action,
    Cursor,
    Index,
    Item,
    Key,
    Put,
    Range,
)

_MAX_COPIES = 1 + len(Index)


def check_keys(keys: Sequence[Key]) -> None:
    if len(keys) > MAX_KEYS:
        raise ValueError(f"{len(keys)} keys in one get, at most {MAX_KEYS} are possible")
    if len(set(keys)) != len(keys):
        raise ValueError("the same key stands twice in one call")
    for key in keys:
        pk, sk = key.pk, key.sk
        # Of nearly all it is seen here already.
        if not (pk.isascii() and sk.isascii() and 0 < len(pk) <= MAX_PK_BYTES and 0 < len(sk) <= MAX_SORT_BYTES):
            _check_length("pk", pk, 1, MAX_PK_BYTES)
            _check_length("sk", sk, 1, MAX_SORT_BYTES)


def check_query(stretch: Range, limit: int, after: Cursor | None) -> None:
    if limit < 1:
        raise ValueError(f"a query with the limit {limit}, at least 1 is possible")
    pk, low, high = 4 * len(stretch.pk), 4 * len(stretch.low), 4 * len(stretch.high)
    # Of nearly all it is seen here already: no character takes more than four bytes.
    if not (0 < pk <= MAX_PK_BYTES and low <= MAX_SORT_BYTES and 0 < high <= MAX_SORT_BYTES):
        _check_length("pk", stretch.pk, 1, MAX_PK_BYTES)
        _check_length("low", stretch.low, 0, MAX_SORT_BYTES)
        _check_length("high", stretch.high, 1, MAX_SORT_BYTES)
    if after is not None:
        _check_length("cursor's position", after.position, 1, MAX_SORT_BYTES)
        _check_length("cursor's sk", after.sk, 1, MAX_SORT_BYTES)


def check_actions(actions: Sequence[Action]) -> None:
    if not 1 <= len(actions) <= MAX_ACTIONS:
        raise ValueError(f"{len(actions)} actions in one transaction, possible are 1 to {MAX_ACTIONS}")
    check_keys([action.key for action in actions])
    size = transaction_bytes(actions)
    for action in actions:
        if isinstance(action, Put):
            for index, position in action.item.order.items():
                if not (position.isascii() and 0 < len(position) <= MAX_SORT_BYTES):
                    _check_length(index, position, 1, MAX_SORT_BYTES)
            # Most transactions are so small that none of their items can be too large, with an entry in every index.
            if size * _MAX_COPIES > MAX_ITEM_BYTES:
                _check_size(action.item)
    if size > MAX_TRANSACTION_BYTES:
        raise ValueError(f"a transaction of {size:,} bytes, at most {MAX_TRANSACTION_BYTES:,} are possible")


def _check_size(item: Item) -> None:
    if (size := item_bytes(item)) > MAX_ITEM_BYTES:
        raise ValueError(
            f"{item.key} takes {size:,} bytes with its entries in {len(item.order)} indexes,"
            f" at most {MAX_ITEM_BYTES:,} are possible"
        )


def _check_length(name: str, value: str, least: int, most: int) -> None:
    size = len(value) if value.isascii() else len(value.encode())
    if not least <= size <= most:
        raise ValueError(f"the {name} {value[:80]!r} has {size:,} bytes, possible are {least} to {most:,}")
