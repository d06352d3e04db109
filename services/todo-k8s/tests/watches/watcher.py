"""Who follows a list, or the roles of a user, over streams that break: what it was told, and the copy that it keeps by
that."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import grpc
from todo.v1.member_pb2 import Member
from todo.v1.sync_service_pb2 import Change, WatchChangesRequest
from todo.v1.sync_service_pb2_grpc import SyncServiceStub
from todo.v1.task_pb2 import Task

SILENCE_SECONDS = 60.0
"""A stream that says nothing for so long hangs."""


@dataclass
class Watcher:
    """`told` is by name and request id what came before the last bookmark; `tasks`, `roles` of members and `title` are
    what it knows by that. It breaks its stream at that part, `hangs_up`, of the bookmarks that come behind changes.
    `ends` counts how its streams ended: by their status, or because it hung up."""

    parent: str
    addresses: Iterator[str]
    chance: random.Random
    hangs_up: float = 0.4
    token: str = ""
    told: list[tuple[str, str]] = field(default_factory=list)
    tasks: dict[str, Task] = field(default_factory=dict)
    roles: dict[str, Member.Role] = field(default_factory=dict)
    title: str = ""
    ends: Counter[str] = field(default_factory=Counter)

    async def follow(self) -> None:
        """For ever."""
        while True:
            try:
                async with grpc.aio.insecure_channel(next(self.addresses)) as channel:
                    self.ends[await self._listen(channel)] += 1
            except grpc.aio.AioRpcError as error:
                assert error.code() is grpc.StatusCode.UNAVAILABLE, error
                self.ends["UNAVAILABLE"] += 1
            await asyncio.sleep(self.chance.uniform(0, 0.1))

    async def _listen(self, channel: grpc.aio.Channel) -> str:
        """How it ended. What comes after the last bookmark is forgotten: the next stream tells it again."""
        request = WatchChangesRequest(parent=self.parent, sync_token=self.token)
        stream = SyncServiceStub(channel).WatchChanges(request).__aiter__()
        untold: list[Change] = []
        bookmarked = False
        while True:
            try:
                async with asyncio.timeout(SILENCE_SECONDS):
                    message = await anext(stream)
            except StopAsyncIteration:
                assert bookmarked, "a stream ended with OK, and its last message was no bookmark"
                return "OK"
            bookmarked = message.HasField("bookmark")
            if message.HasField("change"):
                untold.append(message.change)
            elif bookmarked:
                self._keep(untold, message.bookmark.sync_token)
                # Now and then also where a stream begins, at a bookmark behind which nothing is new.
                if self.chance.random() < (self.hangs_up if untold else 0.1):
                    return "hung up"
                untold = []

    def _keep(self, changes: list[Change], token: str) -> None:
        self.token = token
        for change in changes:
            resource = getattr(change, change.WhichOneof("resource"))
            self.told.append((resource.name, change.request_id))
            match change.WhichOneof("resource"):
                case "task":
                    self.tasks[resource.name] = resource
                case "task_list":
                    self.title = resource.title
                case "member":
                    self.roles[resource.name] = resource.role
                case "removal":
                    self.tasks.pop(resource.name, None)
                    self.roles.pop(resource.name, None)
