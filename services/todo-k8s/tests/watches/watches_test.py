"""Writers and watchers on several processes and one store; processes are killed, and streams break, by seed.

What each watcher was told before its bookmarks is each change once, in order, and makes its copy equal the list. More
of it, by hand (docs/slo.md, "Watches"):

    TODO_WATCH_WRITES=10000 TODO_WATCH_KILLS=50 ./pants test --output=all services/todo-k8s/tests/watches:: -- -s
"""

import asyncio
import os
import random
import time
from collections import Counter
from pathlib import Path

import grpc
from todo.v1.event_service_pb2 import ListEventsRequest
from todo.v1.event_service_pb2_grpc import EventServiceStub
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest, GetTaskListRequest
from todo.v1.task_list_service_pb2_grpc import TaskListServiceStub
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import TASK_VIEW_FULL, ListTasksRequest
from todo.v1.task_service_pb2_grpc import TaskServiceStub

from stores import StoreSettings
from watches.cluster import Cluster, any_of, cluster
from watches.watcher import Watcher
from watches.writer import Writer

WRITES = int(os.environ.get("TODO_WATCH_WRITES", "160"))
KILLS = int(os.environ.get("TODO_WATCH_KILLS", "4"))
SEED = int(os.environ.get("TODO_WATCH_SEED", "20261122"))
WRITERS = 4
WATCHERS = 6
"""Half of them begin when half of the processes have been killed."""
SECONDS_TO_HEAR = 30.0
"""A watcher that has not heard of the last change by then has missed it."""


async def test_watchers_hear_each_change_once_in_order_whatever_breaks(store: StoreSettings, tmp_path: Path) -> None:
    print(f"seed {SEED}")
    # A SQLite file is for one process.
    processes = 1 if store.arguments[1].startswith("sqlite:") else 2
    async with cluster(store, tmp_path, processes) as at:
        parent = await new_list(at)
        started = time.monotonic()
        watchers = await follow_writers(at, parent)
        print(f"{WRITES} writes in {time.monotonic() - started:.0f} s, {at.kills} kills, {at.drains} drains")
        async with grpc.aio.insecure_channel(at.addresses[0]) as channel:
            title, tasks = await the_list(channel, parent)
            numbers = await numbers_of_changes(channel, parent)
    print("streams ended:", dict(sum((each.ends for each in watchers), Counter[str]())))
    for watcher in watchers:
        assert (watcher.title, watcher.tasks) == (title, tasks)
        told = [numbers[request_id] for _, request_id in watcher.told]
        # What makes a list makes its first member too, under one number.
        assert told == sorted(told)
        assert len(watcher.told) == len(set(watcher.told))
    assert at.kills + at.drains >= KILLS


async def follow_writers(at: Cluster, parent: str) -> list[Watcher]:
    """Watchers that have heard of all that the writers did while processes came and went."""
    chance = random.Random(SEED)
    writers = [
        Writer(parent, any_of(at, random.Random(f"{SEED} w{n}")), random.Random(f"{SEED} {n}")) for n in range(WRITERS)
    ]
    watchers = [
        Watcher(parent, any_of(at, random.Random(f"{SEED} a{n}")), random.Random(f"{SEED} b{n}"))
        for n in range(WATCHERS)
    ]
    # One goes on anew from every bookmark that there is.
    watchers[0].hangs_up = 1.0
    async with asyncio.TaskGroup() as group:
        following = [group.create_task(each.follow()) for each in watchers[: WATCHERS // 2]]
        writing = [group.create_task(each.write(WRITES // WRITERS)) for each in writers]
        for number in range(KILLS):
            await asyncio.sleep(chance.uniform(0.2, 1.5))
            await at.end_one(chance)
            if number == KILLS // 2:
                following += [group.create_task(each.follow()) for each in watchers[WATCHERS // 2 :]]
        await asyncio.gather(*writing)
        await heard(watchers, at, parent)
        for each in following:
            each.cancel()
    return watchers


async def heard(watchers: list[Watcher], at: Cluster, parent: str) -> None:
    """Until each has heard of the last change, or its time for that is over."""
    async with grpc.aio.insecure_channel(at.addresses[0]) as channel:
        numbers = await numbers_of_changes(channel, parent)
    last = max(numbers, key=numbers.__getitem__)
    for _ in range(round(SECONDS_TO_HEAR / 0.05)):
        if all(each.told and each.told[-1][1] == last for each in watchers):
            return
        await asyncio.sleep(0.05)


async def new_list(at: Cluster) -> str:
    async with grpc.aio.insecure_channel(at.addresses[0]) as channel:
        request = CreateTaskListRequest(
            task_list=TaskList(title="home"), request_id="1b4e28ba-2fa1-41d2-883f-0016d3cca427"
        )
        return str((await TaskListServiceStub(channel).CreateTaskList(request)).name)


async def the_list(channel: grpc.aio.Channel, parent: str) -> tuple[str, dict[str, Task]]:
    """Its title, and its tasks by name."""
    found: dict[str, Task] = {}
    for state in ("ACTIVE", "COMPLETED"):
        request = ListTasksRequest(parent=parent, page_size=500, filter=f"state = {state}", view=TASK_VIEW_FULL)
        while True:
            page = await TaskServiceStub(channel).ListTasks(request)
            found |= {task.name: task for task in page.tasks}
            request.page_token = page.next_page_token
            if not request.page_token:
                break
    home = await TaskListServiceStub(channel).GetTaskList(GetTaskListRequest(name=parent))
    return home.title, found


async def numbers_of_changes(channel: grpc.aio.Channel, parent: str) -> dict[str, int]:
    """The number of each change in the list's own order, by the id of the request that made it."""
    found: dict[str, int] = {}
    request = ListEventsRequest(parent=parent, page_size=500)
    while True:
        page = await EventServiceStub(channel).ListEvents(request)
        found |= {event.request_id: int(event.name.rpartition("/")[2]) for event in page.events}
        request.page_token = page.next_page_token
        if not request.page_token:
            return found
