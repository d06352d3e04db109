"""A page of tasks: read within a budget, kept under a megabyte."""

from datetime import datetime

from todo_k8s.domain import limits, names
from todo_k8s.domain.access import role_on
from todo_k8s.domain.agenda import list_agenda
from todo_k8s.domain.model import Principal
from todo_k8s.domain.names import TaskName
from todo_k8s.domain.paging import Listing, cursor_of, page_size, token_of
from todo_k8s.domain.requests import ListTasks
from todo_k8s.domain.task_order import ANY_PARENT, Selection, selection_of
from todo_k8s.domain.task_size import BRIEF_BYTES, wire_bytes
from todo_k8s.domain.task_states import found
from todo_k8s.domain.turns import both, in_turns
from todo_k8s.domain.users import MY_NAME
from todo_k8s.domain.violations import Violations
from todo_k8s.storage import keys, stored_task, task_codec
from todo_k8s.storage.table import Cursor, Item, Page, Range, Table


async def list_tasks(table: Table, caller: Principal, request: ListTasks, now: datetime) -> Listing[Item]:
    """The tasks as they are stored.

    Raises InvalidArgument `UNSUPPORTED_FILTER`, `UNSUPPORTED_ORDER`, `PAGE_TOKEN_INVALID`; PermissionDenied; NotFound
    where the parent task is not there.
    """
    if request.parent == names.ALL_LISTS:
        return await list_agenda(table, caller, request, now)
    violations = Violations()
    list_id = names.list_id_of(request.parent, "parent", violations)
    parent_id = _parent_id_of(request.parent_task, list_id, violations)
    size = page_size(request.page, violations)
    violations.raise_if_any()
    selection = selection_of(
        request.filter,
        request.order_by,
        show_deleted=request.show_deleted,
        parent_id=parent_id,
        # Without a filter all callers ask for the same.
        caller=caller.name if request.filter else MY_NAME,
    )
    stretch = selection.stretch_in(list_id)
    after = cursor_of(request.page, stretch)
    above = () if parent_id in ("", ANY_PARENT) else (keys.task(list_id, parent_id),)
    # What a client shows first: everything of the stretch is wanted, and has room, so nothing is asked of each task.
    is_plain = selection.is_unfiltered and not request.full and size * BRIEF_BYTES <= limits.PAGE_BYTES
    reading = table.query(stretch, size, after) if is_plain else None
    (head, member, *parents), page = await both(
        table.get(keys.list_head(list_id), keys.member(list_id, caller.user), *above),
        reading or _read(table, selection, stretch, size, after, request.full),
    )
    role_on(list_id, head, member, now)
    for parent in parents:
        found(task_codec.task_at(parent), TaskName(list_id, parent_id))
    return Listing(page.items, token_of(page.next, request.page))


def _parent_id_of(given: str, list_id: str, violations: Violations) -> str:
    """The last part of a task's name of this list, or `-`; empty where none is given."""
    if not given or given == f"taskLists/{list_id}/tasks/{ANY_PARENT}":
        return ANY_PARENT if given else ""
    name = names.task_name(given, "parent_task", violations)
    if name.list_id != list_id and name.task_id and list_id:
        violations.add("parent_task", f"is in another list; name a task of taskLists/{list_id}")
    return name.task_id


async def _read(
    table: Table, selection: Selection, stretch: Range, size: int, after: Cursor | None, full: bool
) -> Page:
    """Reads on until the page is full, the stretch ends, or the budget is used up: a short page is legal (AIP-158)."""
    tasks: list[Item] = []
    taken, seen = 0, after
    budget = limits.READ_BUDGET_PER_PAGE * size
    while True:
        limit = min(size - len(tasks), budget)
        page = await table.query(stretch, limit, seen, detail=full)
        last: Item | None = None
        async for some in in_turns(page.items):
            for item in some:
                # Members, and what stands where tasks moved away, have places in the order of changes, too.
                if stored_task.is_task(item):
                    taken += wire_bytes(item)
                    if taken > limits.PAGE_BYTES and (last or seen != after):
                        return Page(tuple(tasks), Cursor(last.place, last.key.sk) if last else seen)
                    if selection.takes(item):
                        tasks.append(item)
                last = item
        seen = page.next
        budget -= limit
        if seen is None or len(tasks) == size or budget == 0:
            return Page(tuple(tasks), seen)
