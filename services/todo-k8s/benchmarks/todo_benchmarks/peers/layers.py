"""What the service does for a read, layer upon layer: each method does what the one before it does, and more."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeAlias

import click
import grpc
import uvloop
from google.protobuf.message import Message
from todo.v1.task_service_pb2 import GetTaskRequest, ListTasksRequest

from todo_benchmarks.peers.ceiling import http_of, scripts, serve_bare
from todo_benchmarks.peers.place import place_options
from todo_benchmarks.requests import GET, LIST, get_request, list_request
from todo_k8s.domain.tasks import Tasks
from todo_k8s.domain.writing import Writer
from todo_k8s.server.services import ANYONE, now
from todo_k8s.server.tasks import TaskServicer
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.table import Item, Page

Read: TypeAlias = Callable[[], Awaitable[object]]
Layer: TypeAlias = Callable[[bytes, Any], Awaitable[bytes]]


class Heard(DynamoDbTable):
    """Remembers what was read of it."""

    def __init__(self, table: str, region: str, endpoint: str) -> None:
        super().__init__(table, region, endpoint)
        self.reads: list[Read] = []

    async def get(self, *keys: Any) -> tuple[Item | None, ...]:
        self.reads.append(partial(super().get, *keys))
        return await super().get(*keys)

    async def query(self, *what: Any, detail: bool = False) -> Page:
        self.reads.append(partial(self._made, *what, detail=detail))
        return await super().query(*what, detail=detail)

    async def _made(self, *what: Any, detail: bool) -> Sequence[Item]:
        """The items of a page, which itself makes each when it is asked for."""
        return tuple((await super().query(*what, detail=detail)).items)


async def layers(heard: Heard, method: str, request: bytes, parsed: type[Message]) -> Sequence[Layer]:
    (script,) = await scripts(heard, [(method, request)])
    reads, table = tuple(heard.reads), DynamoDbTable(heard._model.Meta.table_name, None, heard._http.endpoint)
    heard.reads.clear()
    behaviour = getattr(TaskServicer(Tasks(table, now, Writer(table, now))), method.rpartition("/")[2])

    async def alone(_request: bytes, _context: Any) -> bytes:
        return script.answer

    async def asking(_request: bytes, _context: Any) -> bytes:
        for each in script.calls:
            await http_of(heard).call(*each)
        return script.answer

    async def asking_at_once(_request: bytes, _context: Any) -> bytes:
        await asyncio.gather(*(http_of(heard).call(*each) for each in script.calls))
        return script.answer

    async def reading(_request: bytes, _context: Any) -> bytes:
        await asyncio.gather(*(read() for read in reads))
        return script.answer

    async def working(raw: bytes, context: Any) -> bytes:
        await ANYONE.admit(context)
        answer: bytes = (await behaviour(parsed.FromString(raw), context)).SerializeToString()
        return answer

    return alone, asking, asking_at_once, reading, working


async def serve(table: Heard, task: str) -> None:
    get = await layers(table, GET, get_request(task), GetTaskRequest)
    listing = await layers(table, LIST, list_request(task.partition("/tasks/")[0]), ListTasksRequest)
    methods: dict[str, grpc.RpcMethodHandler[Any, Any]] = {
        f"{name}{number}": grpc.unary_unary_rpc_method_handler(layer)
        for name, made in (("Get", get), ("List", listing))
        for number, layer in enumerate(made)
    }
    await serve_bare("layers", methods)


@click.command()
@place_options
@click.option("--task", required=True)
def main(table: str, endpoint: str, region: str, task: str) -> None:
    uvloop.run(serve(Heard(table, region, endpoint), task))


if __name__ == "__main__":
    main()
