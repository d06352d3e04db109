"""The active tasks of all lists of a caller, in the order of their due dates.

No call reads more than 50 lists. Where a caller has no more, each call is a page. Where there are more, a page takes a
call for each 50 of them, which finds out what comes next in these, and one that shows what came first of all that
(docs/adr/0007). A task that is changed meanwhile may be shown or not; every other one is shown once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from todo_k8s.domain import limits
from todo_k8s.domain.access import authorise
from todo_k8s.domain.agenda_merging import Merged, Merger
from todo_k8s.domain.agenda_places import Order, Place, Progress, lists_of, progress_of, token_of_progress
from todo_k8s.domain.agenda_standing import standing
from todo_k8s.domain.errors import PermissionDenied
from todo_k8s.domain.model import Principal
from todo_k8s.domain.paging import Listing, page_size
from todo_k8s.domain.requests import ListTasks
from todo_k8s.domain.task_order import Selection, agenda_selection
from todo_k8s.domain.violations import Violations
from todo_k8s.storage import keys, member_codec
from todo_k8s.storage.table import Cursor, Item, Table


async def list_agenda(table: Table, caller: Principal, request: ListTasks, now: datetime) -> Listing[Item]:
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

    async def go_on(self, progress: Progress, size: int) -> tuple[Sequence[Item], Progress | None]:
        """A page, and how far the walk has come with it; None at its end."""
        if progress.is_gathered:
            return await self._show(progress, size)
        group, others = await self._group(progress.lists)
        is_all = progress.lists is None and others is None
        wanted = size if is_all else min(size, limits.AGENDA_TASKS)
        merged = await self._merged(await self._readable(group), progress, wanted, shown=is_all)
        if is_all:
            return list(merged.tasks.values()), _onward(merged.until)
        return (), self._gathered(progress, merged, others, wanted)

    async def _merged(self, lists: Sequence[str], progress: Progress, wanted: int, *, shown: bool) -> Merged:
        """What comes next in these lists; with details where these are `shown`, or searched."""
        searched = self.full and self.selection.filter.searches
        budget = limits.READ_BUDGET_PER_PAGE * wanted
        merger = Merger(self.table, self.selection, budget if searched else wanted, budget, unfiltered=searched)
        merged = await merger.merge(lists, progress.after, progress.until)
        return await self._in_full(merged, wanted) if searched or (shown and self.full) else merged

    async def _in_full(self, merged: Merged, wanted: int) -> Merged:
        places = list(merged.tasks)
        found = await standing(self.table, self.selection, places, wanted, full=True)
        return Merged(found.tasks, places[-len(found.left) - 1] if found.left else merged.until)

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

    async def _show(self, progress: Progress, size: int) -> tuple[Sequence[Item], Progress | None]:
        """Of what was found, what still stands where it was found."""
        readable = await self._readable(sorted({place.list_id for place in progress.found}))
        places = [place for place in progress.found if place.list_id in readable]
        found = await standing(self.table, self.selection, places, size, full=self.full)
        then = replace(progress, found=tuple(found.left)) if found.left else _onward(progress.until)
        return list(found.tasks.values()), then

    async def _group(self, after: Cursor | None) -> tuple[list[str], Cursor | None]:
        """Up to 50 lists, and where the others begin, where there are others."""
        page = await self.table.query(lists_of(self.caller.user), limits.AGENDA_LISTS + 1, after)
        group, others = page.items[: limits.AGENDA_LISTS], page.next
        if len(page.items) > limits.AGENDA_LISTS:
            others = Cursor(group[-1].place, group[-1].key.sk)
        return [member_codec.list_id_of_membership(item) for item in group], others

    async def _readable(self, lists: Sequence[str]) -> list[str]:
        """Those that have active tasks, are not deleted, and on which the caller has a role."""
        heads = [keys.list_head(list_id) for list_id in lists]
        members = [keys.member(list_id, self.caller.user) for list_id in lists]
        items = await self.table.get(*heads, *members) if lists else ()
        read = zip(lists, items[: len(lists)], items[len(lists) :], strict=True)
        return [list_id for list_id, head, member in read if self._is_readable(list_id, head, member)]

    def _is_readable(self, list_id: str, head: Item | None, member: Item | None) -> bool:
        try:
            found = authorise(list_id, head, member, self.now)
        except PermissionDenied:
            return False
        return found.delete_time is None and found.active_count > 0


def _onward(until: Place | None) -> Progress | None:
    return Progress(until) if until else None
