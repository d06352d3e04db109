"""The changes of one parent, read in their order."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from todo_k8s.domain import task_size
from todo_k8s.domain.latest import Latest
from todo_k8s.domain.model import Reason, TaskList, UserHead
from todo_k8s.domain.sync_token import Progress, behind
from todo_k8s.domain.told import Removal, Resource, Told
from todo_k8s.storage import item_fields, keys, member_codec, stored_task
from todo_k8s.storage.table import Index, Item, Range, Table
from todo_k8s.value import value

_OVERHEAD = 200
"""What a change takes on the wire besides its resource: actor, request and the like."""
_SMALL = 2_000
"""What a resource takes at most that is no task: names, a title, times and the like."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Where the changes of a list or a user stand. `sequence` is the number of the last one when the head was read;
    `own` is the last change of the parent itself, which stands in no order. `latest` is what the head told beside."""

    pk: str
    sequence: int
    latest: Latest
    own: "Step | None" = None

    @classmethod
    def of_list(cls, found: TaskList) -> Self:
        own = Step(f"{keys.padded(found.revision)}#{keys.HEAD}", Told(found, found.actor, found.request_id))
        return cls(keys.list_pk(found.id), found.sequence, found.latest, own)

    @classmethod
    def of_user(cls, found: UserHead) -> Self:
        """The user's roles on lists."""
        return cls(keys.user_pk(found.user), found.sequence, found.latest)


@value
class Step:
    """What stands at a place in the order; nothing is `told` of what the reader need not know."""

    place: str
    told: Told | None


class Torn(Exception):
    """Something was changed between two reads, or is not to be seen yet. Read again, from the head on."""


async def read(table: Table, feed: Feed, start: Progress, most: int, now: datetime) -> tuple[Sequence[Step], str]:
    """Up to `most` changes of the items behind `start`, and the parent's own if it stands between; and the place up to
    which these are all there are, `behind` the feed's last number where nothing is left.

    What has a greater number than the head had when it was read is left for later, and can be there in part. Raises
    Torn where what has a lesser one is there in part.
    """
    end = behind(feed.sequence)
    if start.place >= end:
        return (), end
    stretch = Range(feed.pk, Index.CHG, f"{start.place}\0", end)
    page = await table.query(stretch, most, detail=True)
    steps = [Step(item.place, _told_of(item, start.known)) for item in page.items]
    if page.next:
        end = page.next.position
    if feed.latest.is_fresh(now):
        _refuse_torn(feed, (keys.number_of(step.place) for step in steps), start, end)
    if feed.own and start.place < feed.own.place <= end:
        steps.append(feed.own)
    return sorted(steps, key=lambda step: step.place), end


def _refuse_torn(feed: Feed, numbers: Iterable[int], start: Progress, end: str) -> None:
    """Raises Torn where less was read under one of the head's last numbers than stood there when that was read. Of the
    number at which a page begins or ends, another page can hold a part."""
    found = Counter(numbers)
    for number, count in feed.latest.expected(feed.sequence).items():
        is_whole = start.place <= behind(number - 1) and behind(number) <= end
        if is_whole and found[number] < count:
            raise Torn


def wire_bytes(told: Told) -> int:
    """An upper bound for the size of the change on the wire."""
    return _OVERHEAD + (task_size.wire_bytes(told.resource) if isinstance(told.resource, Item) else _SMALL)


def _told_of(item: Item, known: int) -> Told | None:
    """None of what was removed before the reader could hear of it."""
    resource = _resource_of(item)
    if isinstance(resource, Removal) and item.version <= known:
        return None
    return Told(resource, *item_fields.authorship_of(item))


def _resource_of(item: Item) -> Resource:
    """Of a list's partition a task or a member, of a user's the same member."""
    if item.key.sk.startswith(keys.TASK):
        return _task_of(item)
    in_a_list = item.key.sk.startswith(keys.MEMBER)
    if in_a_list and member_codec.is_removed(item):
        return Removal(member_codec.member_name_of(item), Reason.DELETED)
    if not in_a_list and (reason := member_codec.lost_reason(item)):
        return Removal(member_codec.member_name_of(item), reason)
    return member_codec.member_of(item) if in_a_list else member_codec.membership_of(item)


def _task_of(item: Item) -> Item | Removal:
    if there := stored_task.moved_to(item):
        return Removal(stored_task.task_name_of(item), Reason.MOVED, there)
    return Removal(stored_task.task_name_of(item), Reason.DELETED) if stored_task.is_deleted(item) else item
