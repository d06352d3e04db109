"""A table whose changes are known at once to those who watch in the same process."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from todo_k8s.storage import keys
from todo_k8s.storage.table import Action, Cursor, Item, Key, Page, Put, Range, Table


@dataclass(frozen=True, slots=True)
class TellingTable:
    """Tells `is_at` the number of each head that it wrote."""

    table: Table
    is_at: Callable[[Key, int], None]

    # What is awaited costs a little at each level, every time that it is resumed: these two add none.
    def get(self, *keys: Key) -> Coroutine[Any, Any, tuple[Item | None, ...]]:
        return self.table.get(*keys)

    def query(
        self, stretch: Range, limit: int, after: Cursor | None = None, *, detail: bool = False
    ) -> Coroutine[Any, Any, Page]:
        return self.table.query(stretch, limit, after, detail=detail)

    async def transact(self, *actions: Action) -> None:
        await self.table.transact(*actions)
        for action in actions:
            if isinstance(action, Put) and action.key.sk == keys.HEAD:
                self.is_at(action.key, action.item.version)

    async def ping(self) -> None:
        await self.table.ping()

    async def close(self) -> None:
        await self.table.close()
