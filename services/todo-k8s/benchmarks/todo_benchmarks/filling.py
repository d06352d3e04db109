"""Fills a table with lists of the local user past the service, as it would have stored them, but for their history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from todo_benchmarks import requests
from todo_benchmarks.lists import Lists
from todo_k8s.domain import limits, rank
from todo_k8s.domain.model import Member, Role, State, Task, TaskContent, TaskList, UserHead
from todo_k8s.domain.names import TaskName
from todo_k8s.server.identity import LOCAL
from todo_k8s.storage import list_codec, member_codec, task_codec, user_codec
from todo_k8s.storage.table import Absent, Item, Put, Table

ACTIVE_SHARE = 5
"""One in so many is active."""
TASKS_PER_LIST = limits.LIVE_TASKS_PER_LIST // 2
"""At most, so that there is room for those that are created."""
ITEMS_PER_TRANSACTION = 100
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Share:
    """What one list has of the tasks. The first so many of all lists are the same but for their list."""

    list_id: str
    size: int


def shares(count: int, per_list: int = TASKS_PER_LIST) -> list[Share]:
    """Lists of that size, and one with the rest."""
    sizes = [min(per_list, count - start) for start in range(0, count, per_list)]
    return [Share(str(UUID(int=number)), size) for number, size in enumerate(sizes)]


async def fill(table: Table, count: int) -> Lists:
    """So many tasks in one list, all of them by the table's port."""
    (share,) = shares(count, count)
    await put_heads(table, [share], share)
    await put_tasks(table, share)
    return lists_of([share])


async def put_heads(table: Table, lists: Sequence[Share], template: Share) -> None:
    """All that a user's lists have beside tasks, which are the first ones of the template."""
    places = rank.spread(None, None, len(lists))
    await _put(table, [user_codec.user_item(UserHead(LOCAL.user, len(lists), len(lists), places[-1]))])
    positions = rank.spread(None, None, template.size)
    for number, (each, place) in enumerate(zip(lists, places, strict=True), 1):
        member = Member(each.list_id, LOCAL.user, Role.OWNER, 1, _BEGAN, _BEGAN)
        head = _head(each, positions[each.size - 1])
        items = (
            list_codec.list_item(head),
            member_codec.member_item(member),
            member_codec.membership_item(member, place, number),
        )
        await _put(table, items)


async def put_tasks(table: Table, share: Share) -> None:
    positions = rank.spread(None, None, share.size)
    for start in range(0, share.size, ITEMS_PER_TRANSACTION):
        some = range(start, min(start + ITEMS_PER_TRANSACTION, share.size))
        await _put(table, (task_codec.task_item(_task(share.list_id, at, positions[at])) for at in some))


def lists_of(filled: Sequence[Share]) -> Lists:
    """With some of the tasks, from all over."""
    tasks = [
        TaskName(each.list_id, task_id(at)) for each in filled for at in range(0, each.size, ITEMS_PER_TRANSACTION)
    ]
    return Lists([f"taskLists/{each.list_id}" for each in filled], list(map(str, tasks)))


def task_id(at: int) -> str:
    """Sorts as the numbers do."""
    return f"first-{at:06}"


async def _put(table: Table, items: Iterable[Item]) -> None:
    await table.transact(*(Put(item, Absent()) for item in items))


def _head(share: Share, last: str) -> TaskList:
    active = -(-share.size // ACTIVE_SHARE)
    title, sequence, completed = f"list {share.list_id}", share.size + 1, share.size - active
    return TaskList(share.list_id, title, sequence, 1, active, completed, last, _BEGAN, _BEGAN)


def _task(list_id: str, at: int, position: str) -> Task:
    moment = _BEGAN + timedelta(seconds=at)
    is_active = at % ACTIVE_SHARE == 0
    return Task(
        list_id=list_id,
        id=task_id(at),
        uid=str(uuid4()),
        version=at + 2,
        content=TaskContent(requests.TITLE, requests.NOTES, priority=2, labels=("home",)),
        state=State.ACTIVE if is_active else State.COMPLETED,
        position=position,
        create_time=moment,
        update_time=moment,
        complete_time=None if is_active else moment,
    )
