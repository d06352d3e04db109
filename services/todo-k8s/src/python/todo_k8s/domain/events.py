"""The history of a list and of its tasks, newest first."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from todo_k8s.domain import limits, names
from todo_k8s.domain.access import authorise
from todo_k8s.domain.errors import NotFound
from todo_k8s.domain.model import Event, Principal
from todo_k8s.domain.moved_away import tell_where
from todo_k8s.domain.paging import Listing, cursor_of, invalid_token, page_size, token_of
from todo_k8s.domain.requests import ListEvents, PageRequest, UndoEvent
from todo_k8s.domain.undo import Undoer, Undone, event_not_found
from todo_k8s.domain.violations import Violations
from todo_k8s.domain.writing import Writer
from todo_k8s.storage import keys, member_codec
from todo_k8s.storage.event_codec import event_of
from todo_k8s.storage.table import MAX_KEYS, Cursor, Index, Range, Table

_EVENT_OVERHEAD_BYTES = 600
"""What an event takes on the wire besides what was before and after: names, actor, times and the like."""

# Made once: with this option `json.dumps` would make an encoder for each event.
_to_json = json.JSONEncoder(ensure_ascii=False).encode


class Events:
    """Raises PermissionDenied where the caller has no role on the list."""

    def __init__(self, table: Table, clock: Callable[[], datetime], writer: Writer) -> None:
        self._table = table
        self._clock = clock
        self._undoer = Undoer(table, clock, writer)

    async def get(self, caller: Principal, name: str) -> Event:
        """Raises NotFound where there is none."""
        violations = Violations()
        list_id, sequence = names.event_name(name, "name", violations)
        violations.raise_if_any()
        head, member, item = await self._table.get(
            keys.list_head(list_id), keys.member(list_id, caller.user), keys.event(list_id, sequence)
        )
        authorise(list_id, head, member, self._clock())
        if item is None:
            raise event_not_found(name)
        (event,) = await self._as_seen_by(caller, [event_of(item)])
        return event

    async def undo(self, caller: Principal, request: UndoEvent) -> Undone:
        """Takes back the change that the event tells of, and all that were made with it. Raises NotFound, Aborted and
        FailedPrecondition."""
        violations = Violations()
        list_id, sequence = names.event_name(request.name, "name", violations)
        violations.request_id(request.mutation.request_id)
        violations.raise_if_any()
        try:
            return await self._undoer.undo(caller, request.mutation, list_id, sequence)
        except NotFound as missing:
            await tell_where(missing, self._table, caller, self._clock())
            raise

    async def list(self, caller: Principal, request: ListEvents) -> Listing[Event]:
        """Raises InvalidArgument `PAGE_TOKEN_INVALID`."""
        violations = Violations()
        list_id = names.list_id_of(request.parent, "parent", violations)
        task_id = _task_id(request, list_id, violations)
        size = page_size(request.page, violations)
        violations.raise_if_any()
        head, member = await self._table.get(keys.list_head(list_id), keys.member(list_id, caller.user))
        found = authorise(list_id, head, member, self._clock())
        below = _below(request.page) or found.sequence + 1
        events, left = await _read(self._table, list_id, task_id, below, size, request.full)
        token = token_of(Cursor(keys.padded(left), keys.padded(left)) if left > 1 else None, request.page)
        return Listing(tuple(await self._as_seen_by(caller, events)), token)

    async def _as_seen_by(self, caller: Principal, events: Sequence[Event]) -> Sequence[Event]:
        """Without the names that tasks have in lists on which the caller has no role."""
        others = sorted({_other_list(event) for event in events} - {""})
        told: set[str] = set()
        for some in (others[start : start + MAX_KEYS // 2] for start in range(0, len(others), MAX_KEYS // 2)):
            found = await self._table.get(
                *(key for each in some for key in (keys.list_head(each), keys.member(each, caller.user)))
            )
            told |= {each for at, each in enumerate(some) if found[2 * at] and member_codec.role_at(found[2 * at + 1])}
        hidden = set(others) - told
        return [replace(each, moved_to="", moved_from="") if _other_list(each) in hidden else each for each in events]


def _other_list(event: Event) -> str:
    """Of a move between two lists; empty of any other change."""
    moved = event.moved_to or event.moved_from
    return names.task_name(moved, "", Violations()).list_id if moved else ""


def _task_id(request: ListEvents, list_id: str, violations: Violations) -> str:
    """Empty where the events of all tasks are wanted."""
    if not request.task:
        return ""
    name = names.task_name(request.task, "task", violations)
    if name.list_id != list_id and name.task_id and list_id:
        violations.add("task", f"is in another list; name a task of {request.parent}")
    return name.task_id


async def _read(table: Table, list_id: str, task_id: str, below: int, size: int, full: bool) -> tuple[list[Event], int]:
    """Events with numbers below the one given, and the number below which to go on; 1 where nothing is left."""
    events: list[Event] = []
    taken = 0
    for _ in range(limits.EVENT_PARTITIONS_PER_PAGE):
        stretch, oldest = _stretch(list_id, task_id, below), keys.first_event_beside(below - 1)
        page = await table.query(stretch, size - len(events), detail=full)
        for event in map(event_of, page.items):
            taken += _bytes(event)
            if taken > limits.PAGE_BYTES and events:
                return events, below
            events.append(event)
            below = event.sequence
        below = int(page.next.sk) if page.next else max(oldest, 1)
        if below == 1 or len(events) == size:
            break
    return events, below


def _below(request: PageRequest) -> int | None:
    """The number below which to go on; None at the beginning."""
    after = cursor_of(request, Range("", None, keys.padded(0), keys.padded(10**20 - 1)))
    if after is None:
        return None
    if not (after.sk.isascii() and after.sk.isdecimal() and len(after.sk) == len(keys.padded(0)) and int(after.sk) > 1):
        raise invalid_token()
    return int(after.sk)


def _stretch(list_id: str, task_id: str, below: int) -> Range:
    """The events of one partition with numbers below the one given, which is greater than 1."""
    last = below - 1
    prefix = f"{task_id}#" if task_id else ""
    low, high = keys.padded(keys.first_event_beside(last)), keys.padded(last)
    index = Index.ORD if task_id else None
    return Range(keys.event(list_id, last).pk, index, f"{prefix}{low}", f"{prefix}{high}", reverse=True)


def _bytes(event: Event) -> int:
    """An upper bound for the event's size on the wire."""
    if not (event.before or event.after):
        return _EVENT_OVERHEAD_BYTES
    return _EVENT_OVERHEAD_BYTES + len(_to_json([event.before, event.after]).encode())
