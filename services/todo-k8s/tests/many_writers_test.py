"""200 writers of one list at once, through two processes: no write is lost, and the list's sequence has no gap."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import grpc
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest
from todo.v1.task_list_service_pb2_grpc import TaskListServiceStub

from many_writers import Write, Writers
from pexes import server
from stores import StoreSettings
from todo_k8s.domain.model import State
from todo_k8s.storage import keys, list_codec, task_codec
from todo_k8s.storage.open import open_table, parse_store
from todo_k8s.storage.table import Cursor, Index, Item, Range, Table, prefixed

PROCESSES = 2
WRITERS_EACH = 100


async def test_writers_through_two_processes_lose_nothing_and_leave_no_gap(
    store: StoreSettings, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        logs = [tmp_path / f"{number}.log" for number in range(PROCESSES)]
        servers = [stack.enter_context(server(log, *store.arguments, extra=store.environment)) for log in logs]
        writers = Writers()
        parent = await _write(writers, [running.address for running in servers])
        assert [running.terminate() for running in servers] == [0] * PROCESSES
    options = dict(zip(store.arguments[::2], store.arguments[1::2], strict=True))
    table = await open_table(parse_store(options["--store"]), endpoint=options.get("--dynamodb-endpoint"))
    try:
        await _check(table, parent.removeprefix("taskLists/"), writers)
    finally:
        await table.close()


async def _write(writers: Writers, addresses: Sequence[str]) -> str:
    channels = [grpc.aio.insecure_channel(address) for address in addresses]
    home = CreateTaskListRequest(task_list=TaskList(title="home"))
    parent: str = (await TaskListServiceStub(channels[0]).CreateTaskList(home)).name
    started = time.monotonic()
    # The writers come in turns, so that neighbours in the sequence are of different processes.
    numbered = enumerate(channel for _ in range(WRITERS_EACH) for channel in channels)
    await asyncio.gather(*(writers.write(channel, parent, number) for number, channel in numbered))
    print(f"{writers}, together {time.monotonic() - started:.1f} s")
    await asyncio.gather(*(channel.close() for channel in channels))
    return parent


async def _check(table: Table, list_id: str, writers: Writers) -> None:
    events = await _all(table, prefixed(keys.event(list_id, 0).pk, None, ""))
    # The first event is that of the list itself.
    assert [event.key for event in events] == [keys.event(list_id, number) for number in range(1, len(events) + 1)]
    assert events[0].data["method"] == "CreateTaskList"
    assert [_told(event) for event in events[1:]] == sorted(map(_acknowledged, writers.written.items()))

    changed = await _all(table, prefixed(keys.list_pk(list_id), Index.CHG, ""))
    # The list's one member stands there, too.
    tasks = [task_codec.task_of(item) for item in changed if not item.key.sk.startswith(keys.MEMBER)]
    assert {task.name: task.etag for task in tasks} == writers.etags()

    (item,) = await table.get(keys.list_head(list_id))
    assert item is not None
    head = list_codec.list_of(item)
    live = Counter(task.state for task in tasks if task.delete_time is None)
    assert head.sequence == len(events)
    assert (head.active_count, head.completed_count) == (live[State.ACTIVE], live[State.COMPLETED])


def _told(event: Item) -> tuple[int, str, str, str]:
    """A write as its event tells it: sequence, request id, method and task."""
    return event.version, str(event.data["request_id"]), str(event.data["method"]), str(event.data["task"])


def _acknowledged(written: tuple[str, Write]) -> tuple[int, str, str, str]:
    """The same as the writer heard it. The etag of a task is the sequence at its last change."""
    request_id, write = written
    return int(write.task.etag.strip('"')), request_id, write.method, write.task.name.rpartition("/")[2]


async def _all(table: Table, stretch: Range) -> list[Item]:
    found: list[Item] = []
    after: Cursor | None = None
    while True:
        page = await table.query(stretch, 500, after)
        found += page.items
        if (after := page.next) is None:
            return found
