"""Reads what there is, alone and in pages, and compares it with what the oracle has."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from todo.v1.event_service_pb2 import GetEventRequest
from todo.v1.task_list_service_pb2 import GetTaskListRequest, ListTaskListsRequest
from todo.v1.task_service_pb2 import TASK_VIEW_FULL, GetTaskRequest, ListTasksRequest

from todo_k8s.server.testing import Client
from todo_k8s.server.testing_asking import answer_of
from todo_k8s.server.testing_history import compare_calls, events_of, is_complete, replayed, without_what_is_not_told
from todo_k8s.server.testing_mutations import parent_of
from todo_k8s.server.testing_oracle import Oracle
from todo_k8s.server.testing_refusals import FORBIDDEN, Refusal, no_task
from todo_k8s.server.testing_requests import GARDEN, HOME
from todo_k8s.server.testing_steps import Open, Turn
from todo_k8s.server.testing_walk import ALL_LISTS, ListRequest, Walk, lacks_its_parent_task, walk_of
from todo_k8s.server.testing_wrong_fields import wrong_name

PAGE_TOKEN_INVALID = Refusal("INVALID_ARGUMENT", "PAGE_TOKEN_INVALID", frozenset({"page_token"}))


@dataclass
class Turning:
    """A walk, and the token of its next page."""

    walk: Walk
    token: str


@dataclass
class Reader:
    """`open` are the walks that have not come to their end."""

    client: Client
    oracle: Oracle
    open: list[Turning] = field(default_factory=list)

    async def begin(self, step: Open) -> None:
        await self._open(step.request, step.size)

    async def turn(self, step: Turn) -> None:
        if self.open:
            turning = self.open[step.walk % len(self.open)]
            await (self._misuse(turning) if step.misused else self._turn(turning, step.size))

    async def look(self, name: str) -> None:
        is_task = "/tasks/" in name
        request = GetTaskRequest(name=name) if is_task else GetTaskListRequest(name=name)
        actual = await answer_of(self.client, request)
        if wrong_name(name, is_task=is_task):
            assert actual == Refusal("INVALID_ARGUMENT", "INVALID_FIELD", frozenset({"name"}))
        elif self.oracle.list_at(parent_of(name)) is None:
            assert actual == FORBIDDEN
        elif is_task:
            assert actual == (self.oracle.task_at(name) or self.oracle.telling_where(no_task(name)))
        else:
            assert actual == self.oracle.list_at(name)

    async def look_at_everything(self) -> None:
        for name in (GARDEN, *self.oracle.names()):
            await self.look(name)
        for state in ("ACTIVE", "COMPLETED"):
            everything = ListTasksRequest(
                parent=HOME, filter=f"state = {state}", show_deleted=True, view=TASK_VIEW_FULL
            )
            await self._walk(everything)
        await self._walk(ListTaskListsRequest(show_deleted=True))

    async def look_at_history(self, parent: str) -> None:
        events = await events_of(self.client, parent, 7)
        for name in {event.task for event in events[:: len(events) // 3 + 1]} - {""}:
            assert await events_of(self.client, parent, 2, name) == [each for each in events if each.task == name]
        for event in events[-1:]:
            assert await self.client.events.GetEvent(GetEventRequest(name=event.name)) == event
        if parent not in self.oracle.calls or not is_complete(events, self.oracle.now):
            return
        compare_calls(self.oracle, events, self.oracle.calls[parent])
        made = replayed(events)
        for task in self.oracle.tasks_of(parent):
            assert made[task.name] == without_what_is_not_told(task)

    async def end(self) -> None:
        """Goes through with what is open."""
        while self.open:
            await self._turn(self.open[0], 3)

    async def _open(self, request: ListRequest, size: int) -> Turning | None:
        walk = walk_of(self.oracle, request)
        if not isinstance(walk, Walk):
            await self._be_refused(request, walk)
            return None
        turning = Turning(walk, "")
        self.open.append(turning)
        await self._turn(turning, size)
        return turning

    async def _turn(self, turning: Turning, size: int) -> None:
        request = deepcopy(turning.walk.request)
        request.page_size, request.page_token = size, turning.token
        page = await answer_of(self.client, request)
        parent = request.parent if isinstance(request, ListTasksRequest) else ALL_LISTS
        if parent != ALL_LISTS and self.oracle.list_at(parent) is None:
            assert page == FORBIDDEN
            self.open.remove(turning)
            return
        if isinstance(request, ListTasksRequest) and lacks_its_parent_task(self.oracle, request):
            assert page == self.oracle.telling_where(no_task(request.parent_task))
            self.open.remove(turning)
            return
        assert not isinstance(page, Refusal), f"{request} is refused with {page}"
        turning.walk.take(page.tasks if isinstance(request, ListTasksRequest) else page.task_lists, size)
        turning.token = page.next_page_token
        if not turning.token:
            turning.walk.end()
            self.open.remove(turning)

    async def _misuse(self, turning: Turning) -> None:
        request = deepcopy(turning.walk.request)
        request.page_token, request.show_deleted = turning.token, not request.show_deleted
        walk = walk_of(self.oracle, request)
        await self._be_refused(request, [PAGE_TOKEN_INVALID, *([] if isinstance(walk, Walk) else walk)])

    async def _be_refused(self, request: ListRequest, allowed: Sequence[Refusal]) -> None:
        actual = await answer_of(self.client, request)
        assert isinstance(actual, Refusal) and actual in allowed, f"{request}: {actual}, not {allowed}"

    async def _walk(self, request: ListRequest) -> None:
        turning = await self._open(request, 0)
        while turning and turning in self.open:
            await self._turn(turning, 3)
