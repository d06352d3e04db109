"""Serves the servicers that come with grpc's own libraries, health and reflection, under the rules of ours.

A malformed request is refused as such, and their streams can be ended: some never end by themselves, and
`server.stop` would wait for them as long as it may.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, Never, TypeAlias

import grpc
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.descriptor_pool import Default
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from grpc_service.handlers import refuse, unknown_method
from grpc_service.requests import Context, MalformedRequest, parse, read
from grpc_service.status import Problem

_Serve: TypeAlias = Callable[[AsyncIterator[bytes], Any], Coroutine[Any, Any, None]]


class LibraryServices:
    def __init__(self, domain: str) -> None:
        self._domain = domain
        self._calls: set[asyncio.Task[None]] = set()
        self._ended = False

    def handler(self, name: str, servicer: object) -> grpc.GenericRpcHandler:
        """`name` is the service's full name; the module generated for it has to be imported."""
        service = Default().FindServiceByName(name)
        # On the wire a call of one request and one response is a stream of each: one shape of handler is enough.
        handlers: dict[str, grpc.RpcMethodHandler[Any, Any]] = {
            method.name: grpc.stream_stream_rpc_method_handler(
                self._endable(self._explained(method, _behaviour(method, getattr(servicer, method.name)))),
                response_serializer=_serialize,
            )
            for method in service.methods
        }
        return grpc.method_handlers_generic_handler(service.full_name, handlers)

    def end_calls(self) -> None:
        """Ends those that are open, with status OK."""
        self._ended = True
        for call in self._calls:
            call.cancel()

    def _endable(self, serve: _Serve) -> _Serve:
        async def in_a_task(requests: AsyncIterator[bytes], context: Context) -> None:
            whole_writes = _WholeWrites(context, self._domain)
            call = asyncio.create_task(serve(requests, whole_writes))
            self._calls.add(call)
            try:
                await call
            except asyncio.CancelledError:
                if not self._ended:
                    raise
                await whole_writes.done()
            finally:
                self._calls.discard(call)

        return in_a_task

    def _explained(self, method: MethodDescriptor, serve: _Serve) -> _Serve:
        async def refusing(requests: AsyncIterator[bytes], context: Context) -> None:
            try:
                await serve(requests, context)
            except MalformedRequest as error:
                await refuse(context, error.problem(), self._domain)
            except NotImplementedError:
                await refuse(context, unknown_method(method.full_name), self._domain)

        return refusing


class _WholeWrites:
    """A context whose writes are done even when the writer is cancelled: with half a write under way, grpc cannot end
    the call. Whoever aborts the call without details gives it ours."""

    def __init__(self, context: Context, domain: str) -> None:
        self._context = context
        self._domain = domain
        self._write: asyncio.Future[None] | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    async def write(self, message: Message) -> None:
        self._write = asyncio.ensure_future(self._context.write(message))
        await asyncio.shield(self._write)

    async def abort(self, code: grpc.StatusCode, details: str = "") -> Never:
        message = details or "The server has nothing under the name that the request gives."
        await refuse(self._context, Problem(code, code.name, message), self._domain)

    async def done(self) -> None:
        if self._write:
            await asyncio.wait({self._write})


def _behaviour(method: MethodDescriptor, behaviour: Callable[[Any, Context], Any]) -> _Serve:
    request_type = GetMessageClass(method.input_type)

    async def stream(requests: AsyncIterator[bytes], context: Context) -> None:
        async for response in behaviour((parse(request_type, raw) async for raw in requests), context):
            await context.write(response)

    async def one(_requests: AsyncIterator[bytes], context: Context) -> None:
        response = await behaviour(await read(request_type, context), context)
        if response is not None:
            await context.write(response)

    return stream if method.client_streaming else one


def _serialize(message: Message) -> bytes:
    return message.SerializeToString()
