"""Reads the tasks that an agenda has found, where they still stand there."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from todo_k8s.domain import limits
from todo_k8s.domain.agenda_places import Place
from todo_k8s.domain.task_order import Selection
from todo_k8s.domain.task_size import wire_bytes
from todo_k8s.storage import keys, stored_task
from todo_k8s.storage.table import Index, Item, Table

AT_ONCE = limits.BATCH_GET_BYTES // limits.TASK_BYTES
"""How many are read together: only then it is known what they take."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The tasks that a page holds, and the places that it had no room to look at."""

    tasks: dict[Place, Item]
    left: Sequence[Place]


async def standing(table: Table, selection: Selection, places: Sequence[Place], size: int, *, full: bool) -> Standing:
    """Those of the tasks in these places that the filter takes, in order: up to `size`, out of PAGE_BYTES."""
    tasks: dict[Place, Item] = {}
    taken = 0
    async for count, item in _items(table, places):
        if stored_task.is_task(item):
            taken += wire_bytes(item)
        if len(tasks) == size or (count and taken > limits.PAGE_BYTES):
            return Standing(tasks, places[count:])
        if stored_task.is_task(item) and item.order.get(Index.DUE) == places[count].due:
            shown = item if full else replace(item, detail={})
            if selection.filter.takes(shown):
                tasks[places[count]] = shown
    return Standing(tasks, ())


async def _items(table: Table, places: Sequence[Place]) -> AsyncIterator[tuple[int, Item | None]]:
    """What stands under the names of the tasks, numbered."""
    for start in range(0, len(places), AT_ONCE):
        names = [keys.task(place.list_id, place.task_id) for place in places[start : start + AT_ONCE]]
        # One whose date changes while lists are read can be found in two places.
        different = list(dict.fromkeys(names))
        found = dict(zip(different, await table.get(*different), strict=True))
        for count, name in enumerate(names, start):
            yield count, found[name]
