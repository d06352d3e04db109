"""Empties deleted lists whose time is over. Any process may do it, at any time, and may die doing it.

A deleted list leaves a piece of work. Each step of a sweeper is one transaction that also moves the work's version on
and holds it for a while: two sweepers cannot both take a step, an undelete that comes late fails, and what one sweeper
leaves another goes on with when the hold is over. Members go first, which takes the list off the number of theirs. The
head stays for ever, deleted and without a title: a list made again under the id would inherit what is left. Events stay
until they expire: the audit outlives what it tells of.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from todo_k8s.domain import limits
from todo_k8s.domain.counting import counted
from todo_k8s.domain.model import PurgeWork, Reason, TaskList
from todo_k8s.storage import keys, list_codec, member_codec, user_codec
from todo_k8s.storage.table import (
    Action,
    AtVersion,
    ConditionFailed,
    Contended,
    Cursor,
    Delete,
    Item,
    Put,
    Range,
    Table,
    prefixed,
)

MARGIN = timedelta(hours=1)
"""How long after its time a list is left alone: to a process whose clock is behind it is still there."""
HOLD = timedelta(minutes=1)
"""Longer than a step can take with its pause; a sweeper that dies leaves its list for so long."""
ITEMS_PER_STEP = 10
"""Ten of the largest items are 4 MB, which is what a transaction of DynamoDB may touch."""
STEPS_PER_ROUND = 1_000
LISTS_PER_ROUND = 100
PAUSE = 0.25
"""Seconds between steps: a list is emptied at a fraction of what one partition of DynamoDB takes."""

_log = logging.getLogger(__name__)


class Sweeper:
    def __init__(
        self, table: Table, clock: Callable[[], datetime], steps: int = STEPS_PER_ROUND, pause: float = PAUSE
    ) -> None:
        """`steps` is the most for one round, `pause` the seconds after each."""
        self._table = table
        self._clock = clock
        self._steps = steps
        self._pause = pause

    async def round(self) -> bool:
        """Empties lists until all are done or this is enough for now; tells whether it stopped for that reason.

        Raises Throttled and Unavailable; another round, of this sweeper or of another one, goes on from there.
        """
        pieces, more = await self._due()
        steps = self._steps
        for work in pieces:
            emptying = Emptying(self._table, self._clock, work)
            while await emptying.step():
                steps -= 1
                if steps == 0:
                    return True
                await asyncio.sleep(self._pause)
        return more

    async def _due(self) -> tuple[Sequence[PurgeWork], bool]:
        now = self._clock()
        due = Range(keys.PURGE_PK, None, keys.padded(0), keys.padded(keys.micros(now - MARGIN)))
        page = await self._table.query(due, LISTS_PER_ROUND)
        pieces = [list_codec.purge_work_of(item) for item in page.items]
        free = [work for work in pieces if work.held_until is None or work.held_until <= now]
        # In any order, so that sweepers begin at different ones, and one that fails keeps no other from its turn.
        return random.sample(free, len(free)), page.next is not None


class Emptying:
    """What one sweeper does to one list."""

    def __init__(self, table: Table, clock: Callable[[], datetime], work: PurgeWork) -> None:
        self._table = table
        self._clock = clock
        self._work = work
        self._after: Cursor | None = None

    async def step(self) -> bool:
        """Goes one transaction further; false when the list is empty, or is no longer this sweeper's to empty."""
        (head,) = await self._table.get(keys.list_head(self._work.list_id))
        found = list_codec.list_of(head) if head else None
        if found is None or found.purge_time != self._work.due:
            return False
        try:
            return await self._go_on(found)
        except ConditionFailed as error:
            # The first condition is that the work is as this sweeper left it. Others fail where an item expired, or
            # where a member's lists changed: the next step reads them anew.
            return 0 not in error.failed
        except Contended:
            return True

    async def _go_on(self, found: TaskList) -> bool:
        page = await self._table.query(prefixed(keys.list_pk(found.id), None, ""), ITEMS_PER_STEP, self._after)
        items = [item for item in page.items if item.key.sk != keys.HEAD]
        members = [item for item in items if item.key.sk.startswith(keys.MEMBER) and not member_codec.is_removed(item)]
        if members:
            await self._hold(*await self._dismissal(found.id, members[0]))
        elif items or page.next:
            await self._hold(*(_deletion(item) for item in items))
            self._after = page.next
        else:
            await self._finish(found)
            return False
        return True

    async def _dismissal(self, list_id: str, member: Item) -> Sequence[Action]:
        """What takes the list from one of its members."""
        user = member_codec.user_of_member(member)
        membership, head = await self._table.get(keys.membership(user, list_id), keys.user_head(user))
        if membership is None or member_codec.lost_reason(membership):
            # Both halves come and go together, so another sweeper was here since the member was read.
            return (_deletion(member),)
        before = user_codec.user_of(user, head)
        after = replace(before, sequence=before.sequence + 1, list_count=before.list_count - 1)
        # The user's other devices hear of it; nobody did it, the time was over.
        gone = replace(member_codec.member_of(member), actor="", request_id="")
        expires = int(self._clock().timestamp()) + limits.DELETED_DAYS * 86_400
        lost = member_codec.lost_item(gone, Reason.DELETED, after.sequence, expires)
        return (
            _deletion(member),
            Put(lost, AtVersion(membership.version)),
            Put(user_codec.user_item(after), AtVersion(before.sequence)),
        )

    async def _hold(self, *further: Action) -> None:
        held = replace(self._work, version=self._work.version + 1, held_until=self._clock() + HOLD)
        hold = Put(list_codec.purge_work_item(held), AtVersion(self._work.version))
        await self._table.transact(*counted((hold, *further), self._clock()))
        self._work = held

    async def _finish(self, found: TaskList) -> None:
        sequence = found.sequence + 1
        rest = replace(
            found,
            title="",
            sequence=sequence,
            active_count=0,
            completed_count=0,
            last_position=None,
            actor="",
            request_id="",
        )
        done = Delete(list_codec.purge_work_item(self._work).key, AtVersion(self._work.version))
        gone = Put(list_codec.list_item(rest), AtVersion(found.sequence))
        await self._table.transact(*counted((done, gone), self._clock()))
        _log.info("%s is purged", found.name)


def _deletion(item: Item) -> Delete:
    return Delete(item.key, AtVersion(item.version))
