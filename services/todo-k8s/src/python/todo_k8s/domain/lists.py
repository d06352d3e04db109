"""The use cases of task lists."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from todo_k8s.domain import limits, names, rank
from todo_k8s.domain.errors import AlreadyExists, QuotaExceeded
from todo_k8s.domain.history import event_put
from todo_k8s.domain.model import Membership, Principal, Role, TaskList, UserHead
from todo_k8s.domain.paging import Listing, cursor_of, page_size, token_of
from todo_k8s.domain.requests import CreateTaskList, ListTaskLists
from todo_k8s.domain.violations import Violations
from todo_k8s.domain.writing import Plan, Writer, remember, replayed_name, request_key
from todo_k8s.storage import codec, keys
from todo_k8s.storage.table import MAX_KEYS, Absent, AtVersion, Index, Item, Key, Put, Table, prefixed


class TaskLists:
    def __init__(self, table: Table, clock: Callable[[], datetime]) -> None:
        self._table = table
        self._clock = clock
        self._writer = Writer(table)

    async def create(self, caller: Principal, request: CreateTaskList) -> TaskList:
        """Raises AlreadyExists where the id is taken, QuotaExceeded at 500 lists."""
        title = _checked_title(request)
        new_id = request.task_list_id or str(uuid4())

        async def plan() -> Plan[TaskList]:
            wanted = (keys.list_head(new_id), keys.user_head(caller.user), *request_key(caller, request.mutation))
            taken, user, *record = await self._table.get(*wanted)
            if record and (name := replayed_name(record[0], request.mutation)):
                return Plan(await self._by_name(name))
            if taken is not None:
                name = f"taskLists/{new_id}"
                raise AlreadyExists("TASK_LIST_EXISTS", f"{name} exists; choose another id", {"name": name})
            return self._creation(caller, request, title, new_id, codec.user_of(caller.user, user))

        return await self._writer.carry_out(keys.user_pk(caller.user), request.mutation, plan)

    def _creation(
        self, caller: Principal, request: CreateTaskList, title: str, new_id: str, user: UserHead
    ) -> Plan[TaskList]:
        _check_quota(user)
        now = self._clock()
        made = TaskList(new_id, title, 1, 1, 0, 0, None, now, now)
        place = rank.after(user.last_position)
        after = replace(user, sequence=user.sequence + 1, list_count=user.list_count + 1, last_position=place)
        role = Membership(caller.user, new_id, Role.OWNER, place)
        return Plan(
            made,
            (
                *remember(caller, request.mutation, made.name, now),
                Put(codec.user_item(after), AtVersion(user.sequence) if user.sequence else Absent()),
                Put(codec.list_item(made), Absent()),
                Put(codec.member_item(role, made.sequence), Absent()),
                Put(codec.membership_item(role, after.sequence), Absent()),
                event_put(caller, request.mutation, made, None, {}, {"title": title}, now),
            ),
        )

    async def list(self, caller: Principal, request: ListTaskLists) -> Listing[TaskList]:
        violations = Violations()
        size = page_size(request.page, violations)
        violations.raise_if_any()
        stretch = prefixed(keys.user_pk(caller.user), Index.ORD, "")
        page = await self._table.query(stretch, size, cursor_of(request.page, stretch))
        heads = await self._all(tuple(keys.list_head(codec.list_id_of_membership(item)) for item in page.items))
        lists = tuple(codec.list_of(head) for head in heads if head is not None)
        return Listing(lists, token_of(page.next, request.page))

    async def _all(self, wanted: tuple[Key, ...]) -> tuple[Item | None, ...]:
        batches = (wanted[start : start + MAX_KEYS] for start in range(0, len(wanted), MAX_KEYS))
        read = await asyncio.gather(*(self._table.get(*batch) for batch in batches))
        return tuple(item for batch in read for item in batch)

    async def _by_name(self, name: str) -> TaskList:
        (head,) = await self._table.get(keys.list_head(name.removeprefix("taskLists/")))
        assert head is not None, "list heads never expire"
        return codec.list_of(head)


def _checked_title(request: CreateTaskList) -> str:
    violations = Violations()
    names.check_new_list_id(request.task_list_id, violations)
    violations.request_id(request.mutation.request_id)
    if request.title is None:
        violations.add("task_list", "is missing; give the list to create")
    else:
        violations.title("task_list.title", request.title, limits.LIST_TITLE_CODE_POINTS)
    violations.raise_if_any()
    return request.title or ""


def _check_quota(user: UserHead) -> None:
    if user.list_count >= limits.LISTS_PER_USER:
        message = f"you have {user.list_count:,} lists, and {limits.LISTS_PER_USER:,} is the most"
        raise QuotaExceeded("TOO_MANY_TASK_LISTS", message, f"users/{user.user}")
