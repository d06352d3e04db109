"""The storage port: an ordered key-value table with order indexes and conditional transactions.

Items live in partitions (`pk`) and are sorted by `sk` inside them. An item may also stand in up to five order indexes
of its partition, each sorted by a string of the item's own (`Item.order`); strings compare by their UTF-8 bytes. Every
read sees every write that was acknowledged before it. An item past its `expires` is absent: to reads and to conditions.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

import msgspec

from todo_k8s.value import value

Json: TypeAlias = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

MAX_ACTIONS = 100
"""Actions in one transaction (DynamoDB, TransactWriteItems)."""

MAX_KEYS = 100
"""Keys in one `get` (DynamoDB, BatchGetItem)."""

MAX_PK_BYTES = 2048
MAX_SORT_BYTES = 1024
"""Of an `sk`, and of a string in `Item.order`; neither may be empty (DynamoDB, as `MAX_PK_BYTES`)."""

MAX_ITEM_BYTES = 400 * 1024
"""Of an item together with its entries in the order indexes, each of which repeats `data` (DynamoDB, Constraints:
"Item size for tables with local secondary indexes"). `item_size` says what counts."""

MAX_TRANSACTION_BYTES = 4_000_000
"""Of all items of one transaction, their entries left out. The 4 MB of DynamoDB (TransactWriteItems) are some more,
because it counts conditions too, and does not say how."""


class Index(StrEnum):
    """The order indexes. What each one sorts by is the key plan's business (docs/adr/0001)."""

    ORD = "ord"
    DUE = "due"
    DONE = "done"
    CHG = "chg"
    ALT = "alt"

    # That of an enum is written in Python, and each item that is written has some of these as keys.
    __hash__ = str.__hash__


class Key(msgspec.Struct, frozen=True, order=True, gc=False):
    """Every item that is read has one: a struct is made in a third of the time of a dataclass."""

    pk: str
    sk: str


class Item(msgspec.Struct, frozen=True, gc=False):
    """`data` is what every read shows; `detail` and `order` are left out by queries that do not ask for detail.

    `version` is the writer's own number, what `AtVersion` compares. `expires` is in whole seconds since the epoch.
    """

    key: Key
    version: int
    data: Any
    """A `TaskData` where a task stands, or stood; elsewhere a `Mapping[str, Json]`."""
    detail: Mapping[str, Json] = {}
    order: Mapping[Index, str] = {}
    expires: int | None = None
    place: str = ""
    """Of an item that a query of an index found: its string there."""


@value
class Absent:
    """There is no such item, or it has expired."""


@value
class AtVersion:
    """The item is there, has not expired, and has this version."""

    version: int


Condition: TypeAlias = Absent | AtVersion


@value
class Put:
    """Writes the whole item in place of what is there, if the condition holds."""

    item: Item
    condition: Condition

    @property
    def key(self) -> Key:
        return self.item.key


@value
class Delete:
    key: Key
    condition: Condition


@value
class Check:
    """Changes nothing, but the transaction fails unless the condition holds."""

    key: Key
    condition: Condition


Action: TypeAlias = Put | Delete | Check


@value
class Cursor:
    """A place in an order: the sort string (of the index, or `sk` itself) and the `sk` of the item there."""

    position: str
    sk: str


@value
class Range:
    """Positions `low` to `high` of one partition, both included, in `index`, or by `sk` where that is None."""

    pk: str
    index: Index | None
    low: str
    high: str
    reverse: bool = False


def prefixed(pk: str, index: Index | None, prefix: str, *, reverse: bool = False) -> Range:
    """The stretch of all positions that begin with `prefix`."""
    return Range(pk, index, prefix, prefix + "\U0010ffff", reverse)


@value
class Page:
    """May hold fewer items than the limit, even none, and still have a `next`; without one nothing is left."""

    items: Sequence[Item]
    next: Cursor | None


class StorageError(Exception):
    """The table could not do what it was asked."""


class ConditionFailed(StorageError):
    """Nothing was written: the conditions of the actions at these places of the transaction did not hold."""

    def __init__(self, failed: frozenset[int]) -> None:
        super().__init__(f"conditions failed at {sorted(failed)}")
        self.failed = failed


class Contended(StorageError):
    """Nothing was written: another transaction was at the same items. Read again, then try again."""


class Throttled(StorageError):
    """The store refused for lack of capacity until the deadline was near. Nothing was written."""


class Unavailable(StorageError):
    """The store did not answer by the deadline. Whether a transaction was written is unknown."""


class Table(Protocol):
    """Each method may raise `Throttled` or `Unavailable`, at the latest by the call's deadline (todo_k8s.deadline).

    What is over one of the limits above, or names a key twice, is a mistake of the caller: each engine refuses it
    with ValueError before it asks its store.
    """

    async def get(self, *keys: Key) -> tuple[Item | None, ...]:
        """The items of up to `MAX_KEYS` different keys, in the keys' order, None where there is none. Each is read
        apart: between two of them another transaction may commit."""
        ...

    async def query(self, stretch: Range, limit: int, after: Cursor | None = None, *, detail: bool = False) -> Page:
        """Up to `limit` (at least 1) items of the stretch in its order, those after the cursor where one is given. One
        that was not asked for with `detail` is not to be put back."""
        ...

    async def transact(self, *actions: Action) -> None:
        """Does all of 1 to `MAX_ACTIONS` actions on different keys, durably, or none.

        Raises `ConditionFailed` or `Contended`, in both cases with nothing written.
        """
        ...

    async def ping(self) -> None:
        """Returns if the table is there and answers."""
        ...

    async def close(self) -> None:
        """Ends what is open. Nothing else may be called after it."""
        ...
