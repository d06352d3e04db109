"""Fills a table with tasks of the local user past the service, as it would have stored them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from todo_benchmarks import requests
from todo_benchmarks.lists import Lists
from todo_k8s.domain import limits, rank
from todo_k8s.domain.model import Member, Role, State, Task, TaskContent, TaskList, UserHead
from todo_k8s.server.identity import LOCAL
from todo_k8s.storage import codec
from todo_k8s.storage.table import Absent, Item, Put, Table

ACTIVE_SHARE = 5
"""One in so many is active."""
ITEMS_PER_TRANSACTION = 100
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


async def fill(table: Table, count: int) -> Lists:
    """So many tasks of the local user, in lists as full as they can be."""
    names, tasks = [], []
    sizes = [min(limits.LIVE_TASKS_PER_LIST, count - start) for start in range(0, count, limits.LIVE_TASKS_PER_LIST)]
    places = rank.spread(None, None, len(sizes))
    await _put(table, [codec.user_item(UserHead(LOCAL.user, len(sizes), len(sizes), places[-1]))])
    for number, (size, place) in enumerate(zip(sizes, places, strict=True)):
        list_id = str(UUID(int=number))
        member = Member(list_id, LOCAL.user, Role.OWNER, 1, _BEGAN, _BEGAN)
        positions = rank.spread(None, None, size)
        head = _head(list_id, size, positions[-1])
        await _put(
            table, [codec.list_item(head), codec.member_item(member), codec.membership_item(member, place, number + 1)]
        )
        for start in range(0, size, ITEMS_PER_TRANSACTION):
            some = [_task(list_id, at, positions[at]) for at in range(start, min(start + ITEMS_PER_TRANSACTION, size))]
            await _put(table, map(codec.task_item, some))
            tasks.append(some[0].name)
        names.append(head.name)
    return Lists(names, tasks)


async def _put(table: Table, items: Iterable[Item]) -> None:
    await table.transact(*(Put(item, Absent()) for item in items))


def _head(list_id: str, size: int, last: str) -> TaskList:
    active = -(-size // ACTIVE_SHARE)
    return TaskList(list_id, f"list {list_id}", size + 1, 1, active, size - active, last, _BEGAN, _BEGAN)


def _task(list_id: str, at: int, position: str) -> Task:
    moment = _BEGAN + timedelta(seconds=at)
    is_active = at % ACTIVE_SHARE == 0
    return Task(
        list_id=list_id,
        id=f"first-{at}",
        uid=str(uuid4()),
        version=at + 2,
        content=TaskContent(requests.TITLE, requests.NOTES, priority=2, labels=("home",)),
        state=State.ACTIVE if is_active else State.COMPLETED,
        position=position,
        create_time=moment,
        update_time=moment,
        complete_time=None if is_active else moment,
    )
