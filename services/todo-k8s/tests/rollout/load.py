"""Clients at work while pods come and go: what became of each call, and what was acknowledged."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import grpc
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest
from todo.v1.task_list_service_pb2_grpc import TaskListServiceStub
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import CreateTaskRequest, GetTaskRequest, ListTasksRequest
from todo.v1.task_service_pb2_grpc import TaskServiceStub

from grpc_service.channel import channel_options

CALL_SECONDS = 10.0
"""What each call has: more than any should need, so that a late one is a call that hangs."""

_WRITES = 0.15
_PAUSE_SECONDS = 0.005

_NO_RETRY_POLICY = [
    *channel_options(safe_services=[]),
    # Clients of one process would otherwise share connections, as those of many cannot.
    ("grpc.use_local_subchannel_pool", 1),
]

Channels: TypeAlias = Callable[[], AbstractAsyncContextManager[grpc.aio.Channel]]
Metadata: TypeAlias = tuple[tuple[str, str], ...]


@dataclass
class Tally:
    """Calls by kind of client and status. `failures` are what the client was told of those that are not OK."""

    calls: Counter[tuple[str, grpc.StatusCode]] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.calls.total()

    def by_kind(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for (kind, code), number in sorted(self.calls.items(), key=str):
            found.setdefault(kind, {})[code.name] = number
        return found


# The Service's name, which the certificate of pods has, whatever the address is that stands for it here.
_UNDER_TLS = [*_NO_RETRY_POLICY, ("grpc.ssl_target_name_override", "todo-k8s")]


@asynccontextmanager
async def open_channel(target: str, authority: bytes | None = None) -> AsyncIterator[grpc.aio.Channel]:
    """In plaintext where there is no authority that vouches for the certificate of who answers."""
    if authority is None:
        opened = grpc.aio.insecure_channel(target, _NO_RETRY_POLICY)
    else:
        opened = grpc.aio.secure_channel(target, grpc.ssl_channel_credentials(authority), _UNDER_TLS)
    async with opened as channel:
        yield channel


def per_call(target: str, authority: bytes | None) -> Channels:
    """A channel of its own for each call."""
    return lambda: open_channel(target, authority)


@asynccontextmanager
async def _kept(channel: grpc.aio.Channel) -> AsyncIterator[grpc.aio.Channel]:
    yield channel


@asynccontextmanager
async def long_lived(target: str, authority: bytes | None) -> AsyncIterator[Channels]:
    """One channel for all calls."""
    async with open_channel(target, authority) as channel:
        yield lambda: _kept(channel)


class Client:
    """Makes tasks in a list of its own, and reads them: one call after the other. `made` are the names of those tasks
    that it was told exist, with their titles. Its list is there when it has `begun`. `metadata` goes with each call."""

    def __init__(self, kind: str, channels: Channels, tally: Tally, seed: str, metadata: Metadata) -> None:
        self.metadata = metadata
        self.made: dict[str, str] = {}
        self.parent = ""
        self.begun = asyncio.Event()
        self._kind = kind
        self._channels = channels
        self._tally = tally
        self._chance = random.Random(seed)

    async def work(self) -> None:
        """For ever."""
        while not self.parent:
            request = CreateTaskListRequest(task_list=TaskList(title=self._kind))
            answer = await self._call(TaskListServiceStub, "CreateTaskList", request)
            self.parent = answer.name if answer else ""
        self.begun.set()
        while True:
            await self._one_call()
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _one_call(self) -> None:
        if not self.made or self._chance.random() < _WRITES:
            title = f"task {self._chance.getrandbits(64):x}"
            request = CreateTaskRequest(parent=self.parent, task=Task(title=title))
            if answer := await self._call(TaskServiceStub, "CreateTask", request):
                self.made[answer.name] = title
            return
        name = self._chance.choice(list(self.made))
        if answer := await self._call(TaskServiceStub, "GetTask", GetTaskRequest(name=name)):
            assert answer.title == self.made[name]

    async def _call(self, stub: Callable[[grpc.aio.Channel], Any], rpc: str, request: Any) -> Any:
        """The answer, or None. A call that is under way when the load ends is not counted."""
        try:
            async with self._channels() as channel:
                answer = await getattr(stub(channel), rpc)(request, timeout=CALL_SECONDS, metadata=self.metadata)
        except grpc.aio.AioRpcError as error:
            self._tally.calls[self._kind, error.code()] += 1
            self._tally.failures.append(f"{self._kind}: {rpc}: {error.code().name}: {error.details()}")
            return None
        self._tally.calls[self._kind, grpc.StatusCode.OK] += 1
        return answer


async def missing(client: Client, channel: grpc.aio.Channel) -> set[str]:
    """The tasks that the client was told exist, and that do not exist as it was told."""
    found: dict[str, str] = {}
    request = ListTasksRequest(parent=client.parent, page_size=500)
    while True:
        page = await TaskServiceStub(channel).ListTasks(request, timeout=CALL_SECONDS, metadata=client.metadata)
        found |= {task.name: task.title for task in page.tasks}
        request.page_token = page.next_page_token
        if not request.page_token:
            return {name for name, title in client.made.items() if found.get(name) != title}
