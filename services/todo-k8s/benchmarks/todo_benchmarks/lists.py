"""The lists and tasks that the calls are about, and the calls."""

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

import grpc
from todo.v1.sync_service_pb2 import PullChangesRequest
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest

from grpc_service.testing import raw_method
from todo.v1 import sync_service_pb2_grpc, task_list_service_pb2_grpc
from todo_benchmarks import alike, requests
from todo_benchmarks.load import Work, connected

PULLED = 10


@dataclass
class Lists:
    """Clients take turns among them, since a list takes one write at a time.

    `unfinished` are the tasks of each list that were made and not completed yet, by the number of the client."""

    names: list[str]
    tasks: list[str] = field(default_factory=list)
    unfinished: dict[int, list[str]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def works(self) -> list[Work]:
        """In the order in which one run makes them: what is created is completed afterwards."""
        return [
            Work("Get", requests.GET, self._get),
            Work(f"List {requests.PAGE}", requests.LIST, lambda client: requests.list_request(self._list(client))),
            Work("Create", requests.CREATE, self._create),
            Work("Complete", requests.COMPLETE, self._complete),
        ]

    def _list(self, client: int) -> str:
        return self.names[client % len(self.names)]

    def _get(self, client: int) -> bytes:
        return requests.get_request(self.tasks[(client * 7 + next(self.numbers)) % len(self.tasks)])

    def _create(self, client: int) -> bytes:
        task_list, task_id = self._list(client), f"made-{next(self.numbers)}"
        self.unfinished.setdefault(client, []).append(f"{task_list}/tasks/{task_id}")
        return requests.create_request(task_list, task_id)

    def _complete(self, client: int) -> bytes | None:
        waiting = self.unfinished.get(client)
        return requests.complete_request(waiting.pop()) if waiting else None


async def service_lists(address: str, count: int) -> Lists:
    """Lists of the service, filled."""
    async with grpc.aio.insecure_channel(address) as channel:
        stub = task_list_service_pb2_grpc.TaskListServiceStub(channel)
        made = [
            await stub.CreateTaskList(CreateTaskListRequest(task_list=TaskList(title=f"list {number}")))
            for number in range(count)
        ]
    return await _filled(address, Lists([each.name for each in made]))


async def peer_lists(address: str, count: int) -> Lists:
    """Lists of a peer, which knows no lists but those that its tasks name."""
    return await _filled(address, Lists([f"taskLists/list-{number}" for number in range(count)]))


async def _filled(address: str, lists: Lists) -> Lists:
    async with connected(address, requests.CREATE, 1) as (create,):

        async def fill(task_list: str) -> None:
            for number in range(requests.PAGE):
                await create(requests.create_request(task_list, f"first-{number}"))
                lists.tasks.append(f"{task_list}/tasks/first-{number}")

        await asyncio.gather(*map(fill, lists.names))
    await alike.check_reads(address, lists.tasks[0])
    await alike.check_writes(address, lists.names[0])
    return lists


async def pull_work(address: str, task_list: str) -> Work:
    """A pull of the ten newest changes of a list that is there."""
    async with grpc.aio.insecure_channel(address) as channel:
        stub = sync_service_pb2_grpc.SyncServiceStub(channel)
        token, more = "", True
        while more:
            answer = await stub.PullChanges(PullChangesRequest(parent=task_list, page_size=500, sync_token=token))
            token, more = answer.next_sync_token, answer.has_more
        for number in range(PULLED):
            await raw_method(channel, requests.CREATE)(requests.create_request(task_list, f"pulled-{number}"))
        answer = await stub.PullChanges(PullChangesRequest(parent=task_list, sync_token=token))
        if len(answer.changes) != PULLED:
            raise RuntimeError(f"{address} tells {len(answer.changes)} changes where {PULLED} were made")
    return Work(f"Pull {PULLED}", requests.PULL, lambda _client: requests.pull_request(task_list, token))
