"""That everything the protobuf files promise is served, and that no input is too much for it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
import pytest
from google.protobuf.descriptor import Descriptor, FieldDescriptor, MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from hypothesis import given, settings
from hypothesis import strategies as st
from todo.v1.sync_service_pb2 import PullChangesRequest

from grpc_service.testing import failure, raw_method, raw_stream
from todo_k8s.server.testing import Client, client_of, sqlite_client
from todo_k8s.server.testing_methods import METHODS, path_of
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["dynamodb_local"]

OURS_TO_MEND = (grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN)


def test_the_services_were_found() -> None:
    assert {method.containing_service.name for method in METHODS} >= {"TaskListService", "TaskService"}


@pytest.mark.parametrize("method", METHODS, ids=path_of)
async def test_every_method_is_served_and_refuses_malformed_bytes(client: Client, method: MethodDescriptor) -> None:
    failed = await failure(raw_method(client.channel, path_of(method))(b"\xff"))
    assert (failed.code, failed.info.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "MALFORMED_REQUEST")


@dataclass(frozen=True)
class World:
    """A served store with a list and a task in it, and the texts that mean something there."""

    run: Callable[[Awaitable[Any]], Any]
    client: Client
    texts: list[str]


@pytest.fixture(scope="module", params=["sqlite", "dynamodb"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    on_dynamodb = request.param == "dynamodb"
    endpoint = request.getfixturevalue("dynamodb_local") if on_dynamodb else None
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        client = runner.run(enter(stack, tmp_path_factory.mktemp("world"), endpoint))
        parent = runner.run(client.new_list())
        task = runner.run(client.new_task(parent, task_id="milk"))
        done = runner.run(complete_one(client, parent))
        token = runner.run(pull_one(client, parent)).next_sync_token
        texts = [token, parent.name, parent.uid, task.name, task.uid, task.etag, done.name, done.etag, "milk"]
        texts += [
            "state = ACTIVE",
            "state = COMPLETED",
            "due",
            "update_time desc",
            "complete_time",
            "Europe/Berlin",
            "",
        ]
        yield World(runner.run, client, texts)  # type: ignore[arg-type]
        runner.run(stack.aclose())


async def enter(stack: AsyncExitStack, folder: Path, endpoint: str | None) -> Client:
    """Before DynamoDB Local at this endpoint, or an embedded store where there is none."""
    if endpoint is None:
        client, _ = await stack.enter_async_context(sqlite_client(folder))
        return client
    table = DynamoDbTable(f"world-{uuid4()}", endpoint=endpoint, clock=time.time)
    await table.create()
    stack.push_async_callback(table.close)
    return await stack.enter_async_context(client_of(table))


async def pull_one(client: Client, parent: Any) -> Any:
    return await client.sync.PullChanges(PullChangesRequest(parent=parent.name))


async def complete_one(client: Client, parent: Any) -> Any:
    return await client.complete(await client.new_task(parent))


def messages(descriptor: Descriptor, texts: list[str]) -> st.SearchStrategy[Message]:
    """Messages with any subset of their fields set, to what means something and to what does not."""

    @st.composite
    def build(draw: st.DrawFn) -> Message:
        message = GetMessageClass(descriptor)()
        for field in descriptor.fields:
            if draw(st.integers(0, 2)):
                set_field(draw, message, field, texts)
        return message

    return build()


def set_field(draw: st.DrawFn, message: Message, field: FieldDescriptor, texts: list[str]) -> None:
    target = getattr(message, field.name)
    if field.message_type and field.message_type.GetOptions().map_entry:
        target.update(draw(st.dictionaries(st.sampled_from(texts) | st.text(max_size=80), st.text(), max_size=3)))
    elif field.is_repeated:
        parts = messages(field.message_type, texts) if field.message_type else scalars(field, texts)
        target.extend(draw(st.lists(parts, max_size=3 if field.message_type else 60)))
    elif field.message_type:
        target.CopyFrom(draw(messages(field.message_type, texts)))
    else:
        setattr(message, field.name, draw(scalars(field, texts)))


def scalars(field: FieldDescriptor, texts: list[str]) -> st.SearchStrategy[Any]:
    small = st.integers(-1, 40)
    return {
        FieldDescriptor.CPPTYPE_STRING: st.sampled_from(texts) | st.uuids(version=4).map(str) | st.text(),
        FieldDescriptor.CPPTYPE_BOOL: st.booleans(),
        FieldDescriptor.CPPTYPE_ENUM: small,
        FieldDescriptor.CPPTYPE_INT32: small | st.integers(-(2**31), 2**31 - 1),
        FieldDescriptor.CPPTYPE_INT64: small | st.integers(-(2**63), 2**63 - 1),
    }[field.cpp_type]


@st.composite
def mutated(draw: st.DrawFn, message: Message) -> bytes:
    """The message's bytes, as they are or with some of them cut out, replaced or put in."""
    raw = message.SerializeToString()
    if draw(st.booleans()):
        return raw
    start = draw(st.integers(0, len(raw)))
    return raw[:start] + draw(st.binary(max_size=8)) + raw[start + draw(st.integers(0, 8)) :]


@settings(max_examples=400, deadline=None)
@given(data=st.data(), method=st.sampled_from(METHODS))
def test_no_request_is_too_much(world: World, data: st.DataObject, method: MethodDescriptor) -> None:
    known = st.binary(max_size=200) | messages(method.input_type, world.texts).flatmap(mutated)
    channel, request = world.client.channel, data.draw(known)
    code = world.run((first_of_a_stream if method.server_streaming else code_of)(channel, path_of(method), request))
    assert code not in OURS_TO_MEND


async def code_of(channel: grpc.aio.Channel, path: str, request: bytes) -> grpc.StatusCode:
    """Fails where the status has no details with exactly one ErrorInfo."""
    call = raw_method(channel, path)(request)
    code = await call.code()
    return code if code is grpc.StatusCode.OK else (await failure(call)).code


async def first_of_a_stream(channel: grpc.aio.Channel, path: str, request: bytes) -> grpc.StatusCode:
    """As `code_of`; OK where it answers at all: a stream that goes on has no code yet."""
    call = raw_stream(channel, path)(request)
    try:
        await call.read()
    except grpc.aio.AioRpcError:
        return (await failure(call.read())).code
    call.cancel()
    return grpc.StatusCode.OK
