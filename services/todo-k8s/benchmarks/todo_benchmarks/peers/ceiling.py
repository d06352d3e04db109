"""The ceiling of a read: bare grpc.aio that sends DynamoDB what the service sends for it, signed by the same transport,
and answers with the bytes that the service answered with. DynamoDB's JSON is read; nothing is made of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import click
import grpc
import uvloop
from msgspec.json import Decoder

from grpc_service.testing import raw_method
from todo_benchmarks.peers.place import place_options
from todo_benchmarks.requests import GET, LIST, get_request, list_request
from todo_k8s.server.testing import client_of
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.dynamodb_http import DynamoDbHttp

A = TypeVar("A")


@dataclass
class Script:
    """What the service asked of DynamoDB for one call, and what it answered."""

    calls: list[tuple[str, dict[str, Any], Decoder[Any]]] = field(default_factory=list)
    answer: bytes = b""


async def scripts(table: DynamoDbTable, wanted: Sequence[tuple[str, bytes]]) -> list[Script]:
    """Has each of the calls, a method with its request, made once by the service itself."""
    http = http_of(table)
    original = http.call
    found = []

    async with client_of(table) as client:
        for method, request in wanted:
            script = Script()

            async def recorded(
                operation: str, arguments: dict[str, Any], decoder: Decoder[A], script: Script = script
            ) -> A:
                script.calls.append((operation, arguments, decoder))
                return await original(operation, arguments, decoder)

            http.call = recorded  # type: ignore[method-assign]
            script.answer = await raw_method(client.channel, method)(request)
            found.append(script)
    http.call = original  # type: ignore[method-assign]
    return found


def http_of(table: DynamoDbTable) -> DynamoDbHttp:
    return table._http


def handler(http: DynamoDbHttp, script: Script) -> "grpc.RpcMethodHandler[bytes, bytes]":
    async def handle(_request: bytes, _context: object) -> bytes:
        for call in script.calls:
            await http.call(*call)
        return script.answer

    return grpc.unary_unary_rpc_method_handler(handle)


async def serve(table: DynamoDbTable, task: str) -> None:
    task_list = task.partition("/tasks/")[0]
    get, listing = await scripts(table, [(GET, get_request(task)), (LIST, list_request(task_list))])
    http = http_of(table)
    methods = {GET.rpartition("/")[2]: handler(http, get), LIST.rpartition("/")[2]: handler(http, listing)}
    await serve_bare("todo.v1.TaskService", methods)


async def serve_bare(service: str, methods: "dict[str, grpc.RpcMethodHandler[Any, Any]]") -> None:
    """On a port of its own choice, which it prints, until the process ends."""
    server = grpc.aio.server()
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(service, methods)])
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(f"listening on 127.0.0.1:{port}", flush=True)
    await server.wait_for_termination()


@click.command()
@place_options
@click.option("--task", required=True)
def main(table: str, endpoint: str, region: str, task: str) -> None:
    uvloop.run(serve(DynamoDbTable(table, region, endpoint), task))


if __name__ == "__main__":
    main()
