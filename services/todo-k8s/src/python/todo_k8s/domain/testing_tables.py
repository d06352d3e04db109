"""Tables before a table, at which things go as they do only now and then."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from todo_k8s.domain.task_size import wire_bytes
from todo_k8s.storage import stored_task
from todo_k8s.storage.table import Action, Check, Contended, Cursor, Item, Key, Page, Range, Table


@dataclass
class _PassingTable:
    """Passes everything on to a table."""

    table: Table

    async def get(self, *keys: Key) -> tuple[Item | None, ...]:
        return await self.table.get(*keys)

    async def query(self, stretch: Range, limit: int, after: Cursor | None = None, *, detail: bool = False) -> Page:
        return await self.table.query(stretch, limit, after, detail=detail)

    async def transact(self, *actions: Action) -> None:
        await self.table.transact(*actions)

    async def ping(self) -> None:
        await self.table.ping()

    async def close(self) -> None:
        await self.table.close()


@dataclass
class CountingTable(_PassingTable):
    """Counts the transactions that were tried."""

    transactions: int = 0

    async def transact(self, *actions: Action) -> None:
        self.transactions += 1
        await super().transact(*actions)


@dataclass
class WeighingTable(_PassingTable):
    """Counts the bytes of the tasks that are read, by `wire_bytes`."""

    taken: int = 0

    async def get(self, *keys: Key) -> tuple[Item | None, ...]:
        found = await super().get(*keys)
        self._weigh(found)
        return found

    async def query(self, stretch: Range, limit: int, after: Cursor | None = None, *, detail: bool = False) -> Page:
        page = await super().query(stretch, limit, after, detail=detail)
        self._weigh(page.items)
        return page

    def _weigh(self, items: Iterable[Item | None]) -> None:
        self.taken += sum(wire_bytes(item) for item in items if stored_task.is_task(item))


@dataclass
class FailingTable(_PassingTable):
    """Raises `fault` instead of reading, where there is one, and counts the queries."""

    fault: Exception | None = None
    queries: int = 0

    async def get(self, *keys: Key) -> tuple[Item | None, ...]:
        if self.fault:
            raise self.fault
        return await super().get(*keys)

    async def query(self, stretch: Range, limit: int, after: Cursor | None = None, *, detail: bool = False) -> Page:
        self.queries += 1
        return await super().query(stretch, limit, after, detail=detail)


class Died(Exception):
    pass


@dataclass
class MortalTable(_PassingTable):
    """Raises Died at its last transaction: before that is carried out, or after."""

    last: int
    done: bool

    async def transact(self, *actions: Action) -> None:
        self.last -= 1
        if self.last != 0 or self.done:
            await super().transact(*actions)
        if self.last == 0:
            raise Died


@dataclass
class RacingTable(_PassingTable):
    """Lets something else happen after its first query, or else before its first transaction."""

    meanwhile: Callable[[], Awaitable[object]] | None
    after_query: bool = False

    async def query(self, stretch: Range, limit: int, after: Cursor | None = None, *, detail: bool = False) -> Page:
        page = await super().query(stretch, limit, after, detail=detail)
        if self.after_query:
            await self._happen()
        return page

    async def transact(self, *actions: Action) -> None:
        await self._happen()
        await super().transact(*actions)

    async def _happen(self) -> None:
        if self.meanwhile:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()


@dataclass
class TornTable(_PassingTable):
    """Lets something else happen during its first `get`: after the request record is read, before the rest is."""

    meanwhile: Callable[[], Awaitable[object]] | None

    async def get(self, *keys: Key) -> tuple[Item | None, ...]:
        records = [key for key in keys if key.sk.startswith("R#")]
        found = dict(zip(records, await self.table.get(*records), strict=True))
        if records and self.meanwhile:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()
        rest = [key for key in keys if key not in found]
        found |= zip(rest, await self.table.get(*rest), strict=True)
        return tuple(found[key] for key in keys)


@dataclass
class TearingTable(_PassingTable):
    """Shows the items of a transaction one by one, as DynamoDB may: those of `hidden` as they were before it, until
    they are shown. Until then, another transaction with one of them is refused (TransactionConflict).

    `hides` tells of the keys that a transaction writes which of them it hides."""

    hides: Callable[[Sequence[Key]], Sequence[Key]]
    hidden: dict[Key, Item | None] = field(default_factory=dict)

    async def get(self, *keys: Key) -> tuple[Item | None, ...]:
        found = await super().get(*keys)
        return tuple(self.hidden.get(key, item) for key, item in zip(keys, found, strict=True))

    async def query(self, stretch: Range, limit: int, after: Cursor | None = None, *, detail: bool = False) -> Page:
        """Whole, whatever `detail` says: what is hidden can stand anywhere in it."""
        if not any(key.pk == stretch.pk for key in self.hidden):
            return await super().query(stretch, limit, after, detail=detail)
        page = await super().query(stretch, 10_000, detail=True)
        assert page.next is None, "as many items as that are no test's"
        shown = [item for item in page.items if item.key not in self.hidden]
        before = [item for item in self.hidden.values() if item and _stands_in(item, stretch)]
        standing = (replace(item, place=_place(item, stretch)) for item in (*shown, *before))
        places = {(item.place, item.key.sk): item for item in standing}
        left = sorted(places, reverse=stretch.reverse)
        if after:
            mark = (after.position, after.sk)
            left = [each for each in left if (each < mark if stretch.reverse else each > mark)]
        more = Cursor(*left[limit - 1]) if len(left) > limit else None
        return Page(tuple(places[each] for each in left[:limit]), more)

    async def transact(self, *actions: Action) -> None:
        if any(action.key in self.hidden for action in actions):
            raise Contended("an item is part of another transaction")
        written = [action.key for action in actions if not isinstance(action, Check)]
        before = dict(zip(written, await self.table.get(*written), strict=True))
        await super().transact(*actions)
        self.hidden |= {key: before[key] for key in self.hides(written)}


def _place(item: Item, stretch: Range) -> str:
    return item.order[stretch.index] if stretch.index else item.key.sk


def _stands_in(item: Item, stretch: Range) -> bool:
    if item.key.pk != stretch.pk or (stretch.index and stretch.index not in item.order):
        return False
    return stretch.low <= _place(item, stretch) <= stretch.high
