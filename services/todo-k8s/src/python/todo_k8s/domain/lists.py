"""The use cases of task lists."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from todo_k8s.domain import limits, names
from todo_k8s.domain.access import authorise, refuse_deleted
from todo_k8s.domain.errors import AlreadyExists
from todo_k8s.domain.etags import check_etag
from todo_k8s.domain.list_changes import deletion, restoration
from todo_k8s.domain.list_creation import check_creation, creation
from todo_k8s.domain.list_writing import ListStanding, ListWriter
from todo_k8s.domain.masks import fields_of
from todo_k8s.domain.model import Principal, Role, TaskList
from todo_k8s.domain.paging import Listing, cursor_of, page_size, token_of
from todo_k8s.domain.requests import CreateTaskList, DeleteTaskList, ListTaskLists, UndeleteTaskList, UpdateTaskList
from todo_k8s.domain.uuids import new_uuid
from todo_k8s.domain.violations import Violations
from todo_k8s.domain.writing import Plan, Writer, replayed_names, request_key
from todo_k8s.storage import keys, list_codec, member_codec, user_codec
from todo_k8s.storage.table import MAX_KEYS, Index, Item, Key, Table, prefixed


class TaskLists:
    """Whatever names a list raises PermissionDenied where the caller has no role on it, or too small a one. Whatever
    changes one raises FailedPrecondition where it is not in the state for that, and Aborted where the etag given is not
    its own."""

    def __init__(self, table: Table, clock: Callable[[], datetime], writer: Writer) -> None:
        self._table = table
        self._clock = clock
        self._creator = writer
        self._changer = ListWriter(table, clock, writer)

    async def get(self, caller: Principal, name: str) -> TaskList:
        violations = Violations()
        list_id = names.list_id_of(name, "name", violations)
        violations.raise_if_any()
        head, member = await self._table.get(keys.list_head(list_id), keys.member(list_id, caller.user))
        return authorise(list_id, head, member, self._clock())

    async def create(self, caller: Principal, request: CreateTaskList) -> TaskList:
        """Raises AlreadyExists where the id is or was taken, QuotaExceeded at 500 lists."""
        check_creation(request)
        list_id = request.task_list_id or new_uuid()
        wanted = (keys.list_head(list_id), keys.user_head(caller.user), *request_key(caller, request.mutation))

        async def plan() -> Plan[TaskList]:
            taken, user, *record = await self._table.get(*wanted)
            if record and (made := replayed_names(record[0], request.mutation)):
                return Plan(await self.get(caller, made[0]))
            if taken is not None:
                name = f"taskLists/{list_id}"
                raise AlreadyExists("TASK_LIST_EXISTS", f"{name} exists; choose another id", {"name": name})
            return creation(caller, request, list_id, user_codec.user_of(caller.user, user), self._clock())

        return await self._creator.carry_out(keys.user_pk(caller.user), caller, request.mutation, plan)

    async def list(self, caller: Principal, request: ListTaskLists) -> Listing[TaskList]:
        violations = Violations()
        size = page_size(request.page, violations)
        violations.raise_if_any()
        stretch = prefixed(keys.user_pk(caller.user), Index.ORD, "")
        page = await self._table.query(stretch, size, cursor_of(request.page, stretch))
        heads = await self._all(tuple(keys.list_head(member_codec.list_id_of_membership(item)) for item in page.items))
        lists = (
            list_codec.list_of(head, member_codec.membership_of(item).role)
            for item, head in zip(page.items, heads, strict=True)
            if head is not None
        )
        now = self._clock()
        shown = tuple(found for found in lists if _is_shown(found, now, deleted=request.show_deleted))
        return Listing(shown, token_of(page.next, request.page))

    async def update(self, caller: Principal, request: UpdateTaskList) -> TaskList:
        violations = Violations()
        list_id = names.list_id_of(request.name, "task_list.name", violations)
        violations.request_id(request.mutation.request_id)
        if "title" in fields_of(request.mask, ("title",), ["title"] if request.title else [], violations):
            violations.title("task_list.title", request.title, limits.LIST_TITLE_CODE_POINTS)
        violations.raise_if_any()

        def decide(standing: ListStanding) -> Plan[TaskList]:
            check_etag(request.etag, standing.list)
            refuse_deleted(standing.list)
            return standing.change(replace(standing.list, title=request.title))

        return await self._changer.change(caller, request.mutation, list_id, decide)

    async def delete(self, caller: Principal, request: DeleteTaskList) -> TaskList:
        """Deletes the list with its tasks."""
        list_id = _checked_name(request)

        def decide(standing: ListStanding) -> Plan[TaskList]:
            check_etag(request.etag, standing.list)
            return deletion(standing, force=request.force)

        return await self._changer.change(caller, request.mutation, list_id, decide, Role.OWNER)

    async def undelete(self, caller: Principal, request: UndeleteTaskList) -> TaskList:
        list_id = _checked_name(request)

        def decide(standing: ListStanding) -> Plan[TaskList]:
            check_etag(request.etag, standing.list)
            if standing.list.delete_time is None:
                name = standing.list.name
                raise AlreadyExists("TASK_LIST_NOT_DELETED", f"{name} is not deleted", {"name": name})
            return restoration(standing)

        return await self._changer.change(caller, request.mutation, list_id, decide, Role.OWNER)

    async def _all(self, wanted: tuple[Key, ...]) -> tuple[Item | None, ...]:
        batches = (wanted[start : start + MAX_KEYS] for start in range(0, len(wanted), MAX_KEYS))
        read = await asyncio.gather(*(self._table.get(*batch) for batch in batches))
        return tuple(item for batch in read for item in batch)


def _is_shown(found: TaskList, now: datetime, *, deleted: bool) -> bool:
    return found.purge_time is None or (deleted and now < found.purge_time)


def _checked_name(request: DeleteTaskList | UndeleteTaskList) -> str:
    violations = Violations()
    list_id = names.list_id_of(request.name, "name", violations)
    violations.request_id(request.mutation.request_id)
    violations.raise_if_any()
    return list_id
