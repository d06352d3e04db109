"""What no kill can show: the embedded store has synced each write to the disk before the server answers."""

import asyncio
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import grpc
import pytest
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest, ListTaskListsRequest
from todo.v1.task_list_service_pb2_grpc import TaskListServiceStub
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import CreateTaskRequest
from todo.v1.task_service_pb2_grpc import TaskServiceStub

from engines import require
from pexes import Server, server

WRITERS = 8
WRITES_EACH = 10

_MARKER = re.compile(r"marker-\d{4}")
_WRITTEN = re.compile(r"\bpwrite64\b")
_SENT = re.compile(r"\b(?:sendmsg|sendto|write)\b")
_SYNCED = re.compile(r"\b(?:fdatasync|fsync)\b.*= 0$")


async def test_each_acknowledged_write_is_synced_before_its_reply(tmp_path: Path) -> None:
    require("strace")
    titles = [f"marker-{number:04}" for number in range(WRITERS * WRITES_EACH)]
    trace = tmp_path / "trace"
    with server(tmp_path / "log", "--store", f"sqlite:{tmp_path}/todo.db") as running, _traced(running, trace):
        async with grpc.aio.insecure_channel(running.address) as channel:
            await asyncio.gather(*(_create(channel, titles[number::WRITERS]) for number in range(WRITERS)))
    lines = trace.read_text().splitlines()
    print(f"{len(titles)} tasks in {WRITERS} lists, {sum(map(bool, map(_SYNCED.search, lines)))} syncs")
    assert synced_replies(lines) == dict.fromkeys(titles, True)


async def test_a_write_whose_sync_failed_is_not_acknowledged_and_not_there(tmp_path: Path) -> None:
    require("strace")
    fails_once = "inject=fdatasync:error=EIO:when=1"
    with (
        server(tmp_path / "log", "--store", f"sqlite:{tmp_path}/todo.db") as running,
        _traced(running, tmp_path / "trace", fails_once),
    ):
        async with grpc.aio.insecure_channel(running.address) as channel:
            lists = TaskListServiceStub(channel)
            with pytest.raises(grpc.aio.AioRpcError) as failure:
                await lists.CreateTaskList(CreateTaskListRequest(task_list=TaskList(title="lost")), timeout=30)
            assert failure.value.code() is grpc.StatusCode.UNAVAILABLE
            made = await lists.CreateTaskList(CreateTaskListRequest(task_list=TaskList(title="home")), timeout=30)
            found = await lists.ListTaskLists(ListTaskListsRequest(), timeout=30)
            assert [each.name for each in found.task_lists] == [made.name]


def synced_replies(trace: Sequence[str]) -> dict[str, bool]:
    """For each marker that a reply carries, whether a sync ended after its page was written and before the reply went.

    One thread writes and syncs, so no sync is under way while a page is written.
    """
    replies: dict[str, bool] = {}
    written: set[str] = set()
    synced: set[str] = set()
    for line in trace:
        if _SYNCED.search(line):
            synced |= written
        elif _WRITTEN.search(line):
            written.update(_MARKER.findall(line))
        elif _SENT.search(line):
            for marker in _MARKER.findall(line):
                replies.setdefault(marker, marker in synced)
    return replies


def test_a_reply_before_its_sync_is_seen() -> None:
    page = '8 pwrite64(12, "..marker-0001..marker-0002..", 4096, 80) = 4096'
    sync = "8 <... fdatasync resumed>) = 0"
    reply = '7 sendmsg(9, {msg_iov=[{iov_base="..marker-0001.."}]}, 0) = 90'
    other = '7 sendmsg(9, {msg_iov=[{iov_base="..marker-0002.."}]}, 0) = 90'
    assert synced_replies([page, sync, reply, other]) == {"marker-0001": True, "marker-0002": True}
    assert synced_replies([sync, page, reply, sync, other]) == {"marker-0001": False, "marker-0002": True}


async def _create(channel: grpc.aio.Channel, titles: Sequence[str]) -> None:
    """Tasks in a list of one's own, since a list takes one write at a time."""
    request = CreateTaskListRequest(task_list=TaskList(title="home"))
    parent = (await TaskListServiceStub(channel).CreateTaskList(request, timeout=30)).name
    tasks = TaskServiceStub(channel)
    for title in titles:
        create = CreateTaskRequest(parent=parent, task=Task(title=title), request_id=str(uuid4()))
        await tasks.CreateTask(create, timeout=30)


@contextmanager
def _traced(running: Server, trace: Path, *more: str) -> Iterator[None]:
    calls = "trace=fdatasync,fsync,pwrite64,sendmsg,sendto,write"
    expressions = [argument for expression in (calls, *more) for argument in ("-e", expression)]
    tracer = subprocess.Popen(
        ["strace", "-f", "-s", "65536", *expressions, "-o", trace, "-p", str(running.process.pid)],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert tracer.stderr is not None
        assert "attached" in tracer.stderr.readline()
        yield
    finally:
        tracer.terminate()
        tracer.wait(30)
