"""Merges the orders of due dates of some lists."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from todo_k8s.domain import limits
from todo_k8s.domain.agenda_places import Order, Place
from todo_k8s.domain.task_order import Selection
from todo_k8s.domain.task_size import BRIEF_BYTES, wire_bytes
from todo_k8s.domain.turns import in_turns
from todo_k8s.storage.table import Cursor, Item, Page, Range, Table


@dataclass(frozen=True, slots=True)
class Merged:
    """The tasks that come next, in order: all that there are up to `until`, or to the end where that is None."""

    tasks: Mapping[Place, Item]
    until: Place | None


@dataclass(slots=True)
class _Reader:
    """Reads one list. `read_to` is None at the end of what there is to read."""

    list_id: str
    stretch: Range
    cursor: Cursor | None
    read_to: Place | None = None

    def take(self, page: Page) -> None:
        self.cursor = page.next
        self.read_to = Place(page.next.position, self.list_id) if page.next else None


@dataclass
class Merger:
    """Reads `wanted` tasks without their details, or fewer where that takes more than `budget` items or PAGE_BYTES:
    every list begins with some, and those that hold the others up read on, each time twice as many. With `unfiltered`,
    all are wanted: it takes the details to say which the filter takes."""

    table: Table
    selection: Selection
    wanted: int
    budget: int
    unfiltered: bool = False
    _found: dict[Place, Item] = field(default_factory=dict)
    _left: int = limits.PAGE_BYTES

    @property
    def _order(self) -> Order:
        return Order(self.selection.stretch.reverse)

    async def merge(self, lists: Sequence[str], after: Place | None, until: Place | None) -> Merged:
        """What comes behind `after`, and not behind `until`."""
        readers = [self._reader(list_id, after, until) for list_id in lists]
        behind = readers
        # One more than the list's share: where a store has read as many as it was asked for, it does not say whether
        # that was all.
        each = 1 + -(-self.wanted // max(1, len(readers)))
        while behind:
            await self._read(behind, each)
            self.budget -= each * len(behind)
            behind = self._behind(readers)
            if not behind or self.budget < len(behind) or self._room < len(behind):
                break
            each = min(2 * each, self.budget // len(behind))
        return self._merged(self._order.first(until, *(reader.read_to for reader in readers)))

    @property
    def _room(self) -> int:
        """For so many tasks, however large, there is room in any case."""
        return self._left // BRIEF_BYTES

    def _merged(self, known: Place | None) -> Merged:
        order = self._order
        places = order.in_order(place for place in self._found if known is None or not order.is_before(known, place))
        if len(places) > self.wanted:
            places = places[: self.wanted]
            known = places[-1]
        return Merged({place: self._found[place] for place in places}, known)

    async def _read(self, readers: Sequence[_Reader], each: int) -> None:
        """Reads so many of each list, fewer where they are large, but one at least; of so many lists at once as cannot
        take more room than there is."""
        waiting = readers
        while waiting:
            spare = self._room - len(waiting)
            more = max(0, min(each - 1, spare))
            count = spare // more if more else len(waiting)
            await self._read_at_once(waiting[:count], 1 + more)
            waiting = waiting[count:]

    async def _read_at_once(self, readers: Sequence[_Reader], each: int) -> None:
        reads = (self.table.query(reader.stretch, each, reader.cursor) for reader in readers)
        for reader, page in zip(readers, await asyncio.gather(*reads), strict=True):
            async for some in in_turns(page.items):
                for item in some:
                    self._left -= wire_bytes(item)
                    if self.unfiltered or self.selection.filter.takes(item):
                        self._found[Place(item.place, reader.list_id)] = item
            reader.take(page)

    def _behind(self, readers: Sequence[_Reader]) -> list[_Reader]:
        """Those that must read on before it is known which tasks come next."""
        order = self._order
        places = order.in_order(self._found)
        last = places[self.wanted - 1] if len(places) >= self.wanted else None
        return [
            reader for reader in readers if reader.read_to and (last is None or order.is_before(reader.read_to, last))
        ]

    def _reader(self, list_id: str, after: Place | None, until: Place | None) -> _Reader:
        stretch = self.selection.stretch_in(list_id)
        begin, end = (stretch.high, stretch.low) if stretch.reverse else (stretch.low, stretch.high)
        cursor = None
        if after:
            begin = after.due
            # Of two lists that have a task there, the one that comes first was shown with its own.
            if not self._order.is_before(after, Place(after.due, list_id)):
                cursor = after.cursor
        if until:
            end = until.due
        low, high = (end, begin) if stretch.reverse else (begin, end)
        return _Reader(list_id, replace(stretch, low=low, high=max(low, high)), cursor)
