"""Lost replies, and callers who repeat each call with its request_id until it is answered: each change is made once."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from google.protobuf.empty_pb2 import Empty
from grpc import StatusCode
from todo.v1.task_list_service_pb2 import CreateTaskListRequest, ListTaskListsRequest
from todo.v1.task_service_pb2 import CreateTaskRequest

from dynamodb_faults import faults
from dynamodb_faults.plan import HEALTHY, Plan
from faults.choice import Choice
from faults.conftest import SEED
from faults.load import last_event
from faults.service import Service
from faults.thing import Thing, thing_of
from faults.truth import losses, miscounts
from todo_k8s.storage import keys, list_codec
from todo_k8s.storage.dynamodb import DynamoDbTable

pytestmark = pytest.mark.asyncio(loop_scope="module")

RETRIES = 10_000
LOST = 0.7
WORKERS = 24
"""Each with a list of its own: writers of one list would wait for each other."""
DEADLINE = 0.3
"""Seconds of each call: so few that the server itself cannot try for long to get an answer."""
PATIENCE = 10.0


class Stubborn:
    """Repeats each call until it is OK, and tells of each repetition of a change by `retried`.

    `made` counts the changes of each list that were acknowledged.
    """

    def __init__(self, todo: Service, parent: str, seed: str, retried: Callable[[], None]) -> None:
        self.choice = Choice(parent, seed)
        self.made: Counter[str] = Counter()
        self._todo = todo
        self._retried = retried

    async def change(self, thing: Thing) -> None:
        mutation = self.choice.mutation(thing)
        request: Any = mutation.request(thing)
        if mutation.of_last_event:
            request.name = (await self._insist("ListEvents", last_event(thing))).events[0].name
        request.request_id = self.choice.uuid()
        # The server chooses the name: another one, if it took the repetition for a new request.
        if isinstance(request, CreateTaskRequest):
            request.task_id = ""
        elif isinstance(request, CreateTaskListRequest):
            request.task_list_id = ""
        answer = await self._insist(mutation.rpc, request)
        after = mutation.after(thing)
        if not isinstance(answer, Empty):
            after = replace(after, name=thing_of(answer).name)
            assert thing_of(answer) == after
        self.choice.known[after.name] = after
        self.made[after.parent] += after.count

    async def _insist(self, rpc: str, request: Any) -> Any:
        while True:
            at_peace = self._todo.proxy.plan is HEALTHY
            outcome, answer = await self._todo.call(rpc, request, PATIENCE if at_peace else DEADLINE)
            if outcome.code is StatusCode.OK:
                return answer
            # Lists are made in one queue of their owner; who does not come to its turn has tried nothing.
            if outcome.reason != "LIST_BUSY":
                assert outcome.code in (StatusCode.UNAVAILABLE, StatusCode.DEADLINE_EXCEEDED), outcome
                if rpc != "ListEvents":
                    self._retried()


async def test_ten_thousand_forced_retries_make_no_duplicate(todo: Service, dynamodb_local: str) -> None:
    retries = 0

    def retried() -> None:
        nonlocal retries
        retries += 1
        if retries == RETRIES:
            todo.proxy.plan = HEALTHY

    async def work(worker: Stubborn) -> None:
        while todo.proxy.plan is not HEALTHY:
            await worker.change(worker.choice.thing())

    parents = [await todo.new_list() for _ in range(WORKERS)]
    crew = [Stubborn(todo, parent, f"{SEED} {number}", retried) for number, parent in enumerate(parents)]
    with todo.proxy.failing(Plan([faults.LOST_REPLY], LOST)):
        await asyncio.gather(*map(work, crew))
    await todo.proxy.settled()

    known = {name: [thing] for worker in crew for name, thing in worker.choice.known.items()}
    assert await losses(todo, known) == []
    assert [wrong for parent in parents for wrong in await miscounts(todo, parent, known)] == []
    made = sum((worker.made for worker in crew), Counter(parents))
    print(f"{retries} retries of {made.total() - WORKERS} changes")
    assert await sequences(todo, dynamodb_local) == made


async def sequences(todo: Service, dynamodb_local: str) -> Counter[str]:
    """How many changes each list has seen, its creation included, as the store itself says."""
    answer = (await todo.call("ListTaskLists", ListTaskListsRequest(page_size=500, show_deleted=True), 10))[1]
    names = [each.name for each in answer.task_lists]
    table = DynamoDbTable(todo.table_name, endpoint=dynamodb_local)
    try:
        heads = [await table.get(keys.list_head(Thing(name).id)) for name in names]
    finally:
        await table.close()
    return Counter(
        {name: list_codec.list_of(head).sequence for name, (head,) in zip(names, heads, strict=True) if head}
    )
