"""What was changed since a reader last asked: each thing once, as it is now, in the order of the last changes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from todo_k8s.domain import limits, names, users
from todo_k8s.domain.access import authorise
from todo_k8s.domain.errors import PermissionDenied
from todo_k8s.domain.model import Principal
from todo_k8s.domain.requests import PullChanges
from todo_k8s.domain.sync_reading import Feed, Step, Torn, read, wire_bytes
from todo_k8s.domain.sync_token import Progress, behind, progress_of, refuse_unfit, token_of
from todo_k8s.domain.told import Pulled, Removal, Told
from todo_k8s.domain.violations import Violations
from todo_k8s.storage import keys, user_codec
from todo_k8s.storage.backoff import Backoff
from todo_k8s.storage.table import MAX_KEYS, Table, Unavailable


class Sync:
    def __init__(self, table: Table, clock: Callable[[], datetime]) -> None:
        self._table = table
        self._clock = clock

    async def pull(self, caller: Principal, request: PullChanges) -> Pulled:
        """Raises PermissionDenied where the caller has no role on the list, InvalidArgument `SYNC_TOKEN_INVALID`,
        FailedPrecondition `SYNC_TOKEN_EXPIRED`, and Unavailable where a change is not whole by the deadline."""
        backoff = Backoff()
        while True:
            try:
                return await self._pull(caller, request)
            except Torn:
                if not await backoff.pause():
                    raise Unavailable("the last changes can be seen in part only; try again") from None

    async def _pull(self, caller: Principal, request: PullChanges) -> Pulled:
        parent = _parent_of(caller, request)
        given = progress_of(request.token, parent) if request.token else None
        # The time of before the read: whatever is not in what is read now is changed after it.
        now = self._clock()
        feed = await self._feed(caller, parent, now)
        start = given or Progress(behind(0), now, feed.sequence)
        refuse_unfit(start, parent, feed.sequence, now)
        size = min(request.size or limits.PAGE_SIZE_DEFAULT, limits.PAGE_SIZE_MAX)
        # One more than a page takes tells whether anything is left.
        steps, end = await read(self._table, feed, start, size + 1, now)
        told, place = _page(steps, end, size, request.room or limits.PAGE_BYTES)
        more = place != behind(feed.sequence)
        reached = replace(start, place=place) if more else Progress(place, now)
        changes = await self._as_seen_by(caller, told, now)
        return Pulled(changes, token_of(reached, parent), more, feed.sequence)

    async def _feed(self, caller: Principal, parent: str, now: datetime) -> Feed:
        if parent == f"users/{caller.user}":
            (head,) = await self._table.get(keys.user_head(caller.user))
            return Feed.of_user(user_codec.user_of(caller.user, head))
        list_id = names.list_id_of(parent, "parent", Violations())
        head, member = await self._table.get(keys.list_head(list_id), keys.member(list_id, caller.user))
        return Feed.of_list(authorise(list_id, head, member, now))

    async def _as_seen_by(self, caller: Principal, told: Sequence[Told], now: datetime) -> tuple[Told, ...]:
        """Without the names that tasks have in lists on which the caller has no role."""
        lists = sorted({_list_of(each) for each in told} - {""})
        seen = {""}
        for start in range(0, len(lists), MAX_KEYS // 2):
            some = lists[start : start + MAX_KEYS // 2]
            wanted = [(keys.list_head(each), keys.member(each, caller.user)) for each in some]
            found = await self._table.get(*(key for both in wanted for key in both))
            for list_id, head, member in zip(some, found[::2], found[1::2], strict=True):
                try:
                    authorise(list_id, head, member, now)
                    seen.add(list_id)
                except PermissionDenied:
                    continue
        return tuple(each if _list_of(each) in seen else _without_destination(each) for each in told)


def _parent_of(caller: Principal, request: PullChanges) -> str:
    """The name of the list, or of the caller. Raises InvalidArgument."""
    violations = Violations()
    own = f"users/{caller.user}"
    is_own = request.parent in (users.MY_NAME, own)
    if request.parent.startswith("users/") and not is_own:
        violations.add(
            "parent", f"is {request.parent[:140]!r}; of users there are only your own changes, {users.MY_NAME}"
        )
    elif not is_own:
        names.list_id_of(request.parent, "parent", violations)
    violations.page_size(request.size)
    violations.raise_if_any()
    return own if is_own else request.parent


def _page(steps: Iterable[Step], end: str, size: int, room: int) -> tuple[Sequence[Told], str]:
    """As much of it as a page takes, at least one, and the place up to which that goes."""
    told: list[Told] = []
    taken = 0
    place = ""
    for step in steps:
        if step.told is not None:
            taken += wire_bytes(step.told)
            if len(told) == size or (told and taken > room):
                return told, place
            told.append(step.told)
        place = step.place
    return told, end


def _list_of(told: Told) -> str:
    """The list that a task moved to; empty of anything else."""
    match told.resource:
        case Removal(destination_task=name) if name:
            return names.task_name(name, "", Violations()).list_id
    return ""


def _without_destination(told: Told) -> Told:
    assert isinstance(told.resource, Removal), "nothing else tells of another list"
    return replace(told, resource=replace(told.resource, destination_task=""))
