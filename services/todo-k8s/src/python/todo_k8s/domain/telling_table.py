"""A table whose changes are known at once to those who watch in the same process."""

from collections.abc import Callable

from todo_k8s.storage import keys
from todo_k8s.storage.table import Action, Key, Put, Table


class TellingTable:
    """Tells `is_at` the number of each head that it wrote."""

    def __init__(self, table: Table, is_at: Callable[[Key, int], None]) -> None:
        self._transact, self._is_at = table.transact, is_at
        # The rest is the table's own.
        self.get, self.query, self.ping, self.close = table.get, table.query, table.ping, table.close

    async def transact(self, *actions: Action) -> None:
        await self._transact(*actions)
        for action in actions:
            if isinstance(action, Put) and action.key.sk == keys.HEAD:
                self._is_at(action.key, action.item.version)
