"""Tables before a table, at which things go as they do only now and then."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from todo_k8s.storage.table import Action, Cursor, Item, Key, Page, Range, Table


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
