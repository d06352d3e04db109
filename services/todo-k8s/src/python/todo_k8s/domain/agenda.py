"""The active tasks of all lists of a caller, in the order of their due dates.

No call reads more than 50 lists. Where a caller has no more, each call is a page. Where there are more, a page takes a
call for each 50 of them, which finds out what comes next in these, and one that shows what came first of all that
(docs/adr/0007). A task that is changed meanwhile may be shown or not; every other one is shown once.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from todo_k8s.domain import limits
from todo_k8s.domain.access import authorise
from todo_k8s.domain.agenda_merging import Merged, Merger
from todo_k8s.domain.agenda_places import Order, Place, Progress, lists_of, progress_of, token_of_progress
from todo_k8s.domain.errors import PermissionDenied
from todo_k8s.domain.model import Principal, Task
from todo_k8s.domain.paging import Listing, page_size
from todo_k8s.domain.requests import ListTasks
from todo_k8s.domain.task_order import Selection, agenda_selection
from todo_k8s.domain.task_size import wire_bytes
from todo_k8s.domain.violations import Violations
from todo_k8s.storage import codec, keys
from todo_k8s.storage.table import MAX_KEYS, Cursor, Index, Item, Key, Table


async def list_agenda(table: Table, caller: Principal, request: ListTasks, now: datetime) -> Listing[Task]:
    """Raises InvalidArgument `UNSUPPORTED_FILTER`, `UNSUPPORTED_ORDER`, `PAGE_TOKEN_INVALID`."""
    violations = Violations()
    size = page_size(request.page, violations)
    if request.parent_task:
        violations.add("parent_task", "is a task of one list; leave it empty: the agenda has tasks of every level")
    violations.raise_if_any()
    selection = agenda_selection(
        request.filter, request.order_by, show_deleted=request.show_deleted, caller=caller.name
    )
    progress = progress_of(request.page, caller.user, selection.stretch)
    agenda = _Agenda(table, caller, selection, request.full, now)
    tasks, progress_then = await agenda.go_on(progress, size)
    return Listing(tuple(tasks), token_of_progress(progress_then, request.page))


@dataclass(frozen=True, slots=True)
class _Agenda:
    table: Table
    caller: Principal
    selection: Selection
    full: bool
    now: datetime

    async def go_on(self, progress: Progress, size: int) -> tuple[Sequence[Task], Progress | None]:
        """A page, and how far the walk has come with it; None at its end."""
        if progress.is_gathered:
            return await self._show(progress, size)
        group, others = await self._group(progress.lists)
        is_all = progress.lists is None and others is None
        wanted = size if is_all else min(size, limits.AGENDA_TASKS)
        merger = Merger(self.table, self.selection, self.full, wanted)
        merged = await merger.merge(await self._readable(group), progress.after, progress.until)
        if is_all:
            return self._first(merged, size)
        return (), self._gathered(progress, merged, others, wanted)

    def _gathered(self, progress: Progress, merged: Merged, others: Cursor | None, wanted: int) -> Progress | None:
        """What is known of the lists so far; None where that is that nothing is left."""
        order = Order(self.selection.stretch.reverse)
        until = merged.until
        found = order.in_order({*progress.found, *merged.tasks})
        found = [place for place in found if until is None or not order.is_before(until, place)]
        if len(found) > wanted:
            found = found[:wanted]
            until = found[-1]
        if others or found:
            return Progress(progress.after, until, tuple(found), others)
        return _onward(until)

    async def _show(self, progress: Progress, size: int) -> tuple[Sequence[Task], Progress | None]:
        """Of what was found, what still stands where it was found."""
        lists = sorted({place.list_id for place in progress.found})
        wanted = [keys.task(place.list_id, place.task_id) for place in progress.found]
        readable, items = await asyncio.gather(self._readable(lists), self._all(wanted))
        page = _Page(size)
        for count, (place, item) in enumerate(zip(progress.found, items, strict=True)):
            task = self._standing(place, item) if item and place.list_id in readable else None
            if task and not page.takes(task):
                return page.tasks, replace(progress, found=progress.found[count:])
        return page.tasks, _onward(progress.until)

    def _first(self, merged: Merged, size: int) -> tuple[Sequence[Task], Progress | None]:
        page = _Page(size)
        last: Place | None = None
        for place, task in merged.tasks.items():
            if not page.takes(task):
                return page.tasks, Progress(last)
            last = place
        return page.tasks, _onward(merged.until)

    def _standing(self, place: Place, item: Item) -> Task | None:
        if item.order.get(Index.DUE) != place.due:
            return None
        task = codec.task_of(item if self.full else replace(item, detail={}))
        return task if self.selection.filter.takes(task) else None

    async def _group(self, after: Cursor | None) -> tuple[list[str], Cursor | None]:
        """Up to 50 lists, and where the others begin, where there are others."""
        page = await self.table.query(lists_of(self.caller.user), limits.AGENDA_LISTS + 1, after)
        group, others = page.items[: limits.AGENDA_LISTS], page.next
        if len(page.items) > limits.AGENDA_LISTS:
            others = Cursor(group[-1].order[Index.ORD], group[-1].key.sk)
        return [codec.list_id_of_membership(item) for item in group], others

    async def _readable(self, lists: Sequence[str]) -> list[str]:
        """Those that have active tasks, are not deleted, and on which the caller has a role."""
        heads = [keys.list_head(list_id) for list_id in lists]
        members = [keys.member(list_id, self.caller.user) for list_id in lists]
        items = await self._all([*heads, *members])
        read = zip(lists, items[: len(lists)], items[len(lists) :], strict=True)
        return [list_id for list_id, head, member in read if self._is_readable(list_id, head, member)]

    def _is_readable(self, list_id: str, head: Item | None, member: Item | None) -> bool:
        try:
            found = authorise(list_id, head, member, self.now)
        except PermissionDenied:
            return False
        return found.delete_time is None and found.active_count > 0

    async def _all(self, wanted: Sequence[Key]) -> tuple[Item | None, ...]:
        batches = (wanted[start : start + MAX_KEYS] for start in range(0, len(wanted), MAX_KEYS))
        read = await asyncio.gather(*(self.table.get(*batch) for batch in batches))
        return tuple(item for batch in read for item in batch)


def _onward(until: Place | None) -> Progress | None:
    return Progress(until) if until else None


@dataclass(slots=True)
class _Page:
    size: int
    tasks: list[Task] = field(default_factory=list)
    _bytes: int = 0

    def takes(self, task: Task) -> bool:
        """Whether there was room for it."""
        self._bytes += wire_bytes(task)
        if len(self.tasks) == self.size or (self.tasks and self._bytes > limits.PAGE_BYTES):
            return False
        self.tasks.append(task)
        return True
