"""What open watches cost while nothing happens: threads, memory, CPU and reads of the one process that has them.

    ./pants run services/todo-k8s/benchmarks:watches

A server in a process of its own, on DynamoDB Local, has a list for each watch. Two limits are lifted there, since all
are of one user: how many lists, and how many watches, one may have.
"""

import asyncio
import os
import sys
import time
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
import uvloop
from todo.v1.sync_service_pb2 import WatchChangesRequest
from todo.v1.sync_service_pb2_grpc import SyncServiceStub
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest
from todo.v1.task_list_service_pb2_grpc import TaskListServiceStub

from todo_k8s.domain import limits
from todo_k8s.server.services import served
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.table import Item, Key
from todo_k8s.storage.testing import ENVIRONMENT, running

WATCHES = 2_000
SECONDS = 30.0
_TICKS = os.sysconf("SC_CLK_TCK")


class CountingTable(DynamoDbTable):
    reads = 0
    keys = 0

    async def get(self, *keys: Key) -> tuple[Item | None, ...]:
        self.reads += 1
        self.keys += len(keys)
        return await super().get(*keys)


async def serve(endpoint: str) -> None:
    """Tells where it listens; then, for each line that it is sent, how many reads of how many keys there were."""
    limits.LISTS_PER_USER = limits.WATCHES_PER_USER = 10 * WATCHES
    table = CountingTable(f"bench-{uuid4()}", endpoint=endpoint)
    await table.create()
    server = grpc.aio.server()
    server.add_generic_rpc_handlers(served(table).handlers)
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    await server.start()
    while await asyncio.to_thread(sys.stdin.readline):
        print(table.reads, table.keys, flush=True)


def usage(pid: int) -> tuple[float, int, int]:
    """Seconds of CPU, resident kilobytes and threads of the process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return (int(fields[11]) + int(fields[12])) / _TICKS, int(status["VmRSS"].split()[0]), int(status["Threads"])


class Bench:
    def __init__(self, process: asyncio.subprocess.Process, channel: grpc.aio.Channel) -> None:
        self._process = process
        self._lists = TaskListServiceStub(channel)
        self._sync = SyncServiceStub(channel)

    async def lists(self, count: int) -> list[str]:
        names: list[str] = []
        for _ in range(count):
            made = await self._lists.CreateTaskList(CreateTaskListRequest(task_list=TaskList(title="home")))
            names.append(made.name)
        return names

    async def open(self, parent: str) -> object:
        call = self._sync.WatchChanges(WatchChangesRequest(parent=parent))
        message: Any = await call.read()
        while not message.HasField("bookmark"):
            message = await call.read()
        return call

    async def report(self, open_watches: int) -> None:
        """A row of what the process used in a while in which nothing happened."""
        reads, keys = await self._reads()
        cpu, _, _ = usage(self._process.pid)
        started = time.monotonic()
        await asyncio.sleep(SECONDS)
        seconds = time.monotonic() - started
        used, memory, threads = usage(self._process.pid)
        more_reads, more_keys = await self._reads()
        cells = [
            f"{open_watches:,}",
            str(threads),
            f"{memory / 1024:.0f} MB",
            f"{(used - cpu) / seconds * 1000:.0f} ms",
            f"{(more_reads - reads) / seconds:.1f}",
            f"{(more_keys - keys) / seconds:.0f}",
        ]
        print(f"| {' | '.join(cells)} |", flush=True)

    async def _reads(self) -> list[int]:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(b"\n")
        return [int(number) for number in (await self._process.stdout.readline()).split()]


async def main(endpoint: str) -> None:
    command = (sys.executable, __file__, endpoint)
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = await asyncio.create_subprocess_exec(*command, env=environ, stdin=PIPE, stdout=PIPE)
    assert process.stdout
    port = int(await process.stdout.readline())
    print("| open watches | threads | memory | CPU a second | reads a second | keys a second |")
    print("|---|---|---|---|---|---|")
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        bench = Bench(process, channel)
        names = await bench.lists(WATCHES)
        await bench.report(0)
        calls: list[object] = []
        for until in (WATCHES // 10, WATCHES):
            for start in range(len(calls), until, 50):
                calls += await asyncio.gather(*map(bench.open, names[start : start + 50]))
            await bench.report(until)
    process.kill()
    await process.wait()


if __name__ == "__main__":
    os.environ.update(ENVIRONMENT)
    if len(sys.argv) > 1:
        uvloop.run(serve(sys.argv[1]))
    else:
        with running() as local:
            uvloop.run(main(local))
