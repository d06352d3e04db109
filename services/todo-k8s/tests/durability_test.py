"""What no kill can show: the embedded store has synced each write to the disk before the server answers."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import grpc
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest
from todo.v1.task_list_service_pb2_grpc import TaskListServiceStub
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import CreateTaskRequest
from todo.v1.task_service_pb2_grpc import TaskServiceStub

from engines import require
from pexes import Server, server

WRITES = 20

_MARKER = re.compile(r"marker-\d{4}")
_RECEIVED = re.compile(r"\b(?:recvmsg|recvfrom|read)\b")
_SENT = re.compile(r"\b(?:sendmsg|sendto|write)\b")
_SYNCED = re.compile(r"\b(?:fdatasync|fsync)\b.*= 0$")


def test_each_acknowledged_write_is_synced_between_request_and_reply(tmp_path: Path) -> None:
    require("strace")
    titles = [f"marker-{number:04}" for number in range(WRITES)]
    trace = tmp_path / "trace"
    with server(tmp_path / "log", "--store", f"sqlite:{tmp_path}/todo.db") as running, _traced(running, trace):
        _create(running.address, titles)
    assert synced_replies(trace.read_text().splitlines()) == dict.fromkeys(titles, True)


def synced_replies(trace: Sequence[str]) -> dict[str, bool]:
    """For each marker that a reply carries, whether a sync ended after its request came and before the reply went."""
    replies: dict[str, bool] = {}
    synced = False
    for line in trace:
        marker = _MARKER.search(line)
        if _SYNCED.search(line):
            synced = True
        elif marker and _RECEIVED.search(line):
            synced = False
        elif marker and _SENT.search(line):
            replies.setdefault(marker[0], synced)
    return replies


def test_a_reply_before_its_sync_is_seen() -> None:
    request = '7 recvmsg(9, {msg_iov=[{iov_base="..marker-0001.."}]}, 0) = 80'
    sync = "8 <... fdatasync resumed>) = 0"
    reply = '7 sendmsg(9, {msg_iov=[{iov_base="..marker-0001.."}]}, 0) = 90'
    assert synced_replies([request, sync, reply]) == {"marker-0001": True}
    assert synced_replies([sync, request, reply, sync]) == {"marker-0001": False}


def _create(address: str, titles: Sequence[str]) -> None:
    with grpc.insecure_channel(address) as channel:
        request = CreateTaskListRequest(task_list=TaskList(title="home"))
        parent = TaskListServiceStub(channel).CreateTaskList(request, timeout=30).name
        tasks = TaskServiceStub(channel)
        for title in titles:
            create = CreateTaskRequest(parent=parent, task=Task(title=title), request_id=str(uuid4()))
            tasks.CreateTask(create, timeout=30)


@contextmanager
def _traced(running: Server, trace: Path) -> Iterator[None]:
    calls = "trace=fdatasync,fsync,recvmsg,recvfrom,read,sendmsg,sendto,write"
    tracer = subprocess.Popen(
        ["strace", "-f", "-s", "65536", "-e", calls, "-o", trace, "-p", str(running.process.pid)],
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
