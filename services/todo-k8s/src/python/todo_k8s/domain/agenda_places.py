"""Where a task stands in the order of due dates across lists, and how far a walk over that order has come."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from todo_k8s.domain import limits
from todo_k8s.domain.paging import checked_cursor, packed, read_token
from todo_k8s.domain.requests import PageRequest
from todo_k8s.storage import keys
from todo_k8s.storage.table import Cursor, Index, Json, Range, prefixed

_LIST_ID = re.compile(r"[0-9a-f-]{36}", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """`due` is the task's string in the order of its list, which ends in its id; two lists may have the same ones."""

    due: str
    list_id: str

    @property
    def task_id(self) -> str:
        return self.due.rpartition("#")[2]

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.due, keys.task(self.list_id, self.task_id).sk)


@dataclass(frozen=True, slots=True)
class Order:
    """The order of places, or its reverse."""

    reverse: bool

    def in_order(self, places: Iterable[Place]) -> list[Place]:
        return sorted(places, reverse=self.reverse)

    def is_before(self, one: Place, other: Place) -> bool:
        return other < one if self.reverse else one < other

    def first(self, *places: Place | None) -> Place | None:
        """None stands behind all places."""
        return next(iter(self.in_order(place for place in places if place)), None)


@dataclass(frozen=True, slots=True)
class Progress:
    """What all lists have up to `after` was shown. Of some of them it is known what comes next, `found`, up to `until`;
    where that is None, to the end. The others begin behind `lists`, a place among the caller's lists; where that is
    None although the walk has begun, there are no others, and what was found is to be shown."""

    after: Place | None = None
    until: Place | None = None
    found: tuple[Place, ...] = ()
    lists: Cursor | None = None

    @property
    def is_gathered(self) -> bool:
        return self.lists is None and bool(self.found)


def progress_of(request: PageRequest, user: str, stretch: Range) -> Progress:
    """Raises InvalidArgument `PAGE_TOKEN_INVALID`. What a forged token names is authorised like everything else."""

    def place(due: Any, list_id: Any) -> Place:
        found = Place(due, list_id)
        if not _LIST_ID.fullmatch(list_id):
            raise ValueError("no list")
        checked_cursor(stretch, due, found.cursor.sk)
        return found

    def read(after: Any, until: Any, found: Any, lists: Any) -> Progress:
        places = tuple(place(*parts) for parts in found)
        if len(places) > limits.AGENDA_TASKS or len(set(places)) < len(places):
            raise ValueError("not what one page has")
        begin = checked_cursor(lists_of(user), *lists) if lists else None
        return Progress(place(*after) if after else None, place(*until) if until else None, places, begin)

    return read_token(request, read) if request.token else Progress()


def token_of_progress(progress: Progress | None, request: PageRequest) -> str:
    """Empty at the end of the walk."""
    if progress is None:
        return ""
    lists = [progress.lists.position, progress.lists.sk] if progress.lists else None
    found = list(map(_parts, progress.found))
    return packed(request.fingerprint, _parts(progress.after), _parts(progress.until), found, lists)


def _parts(place: Place | None) -> Json:
    return [place.due, place.list_id] if place else None


def lists_of(user: str) -> Range:
    """The caller's lists, in their own order."""
    return prefixed(keys.user_pk(user), Index.ORD, "")
