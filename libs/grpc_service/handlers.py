"""Makes a servicer's methods into gRPC handlers, and is the one place for what happens around each call.

A servicer has one coroutine method for each RPC, of the RPC's name, that takes the request and the context, answers
with the response, and raises what `Rules.to_problem` knows. For an RPC that answers with a stream it is an asynchronous
generator of responses, which also takes the stream's `Ending`, and returns soon when that is done.
"""

import asyncio
import logging
import math
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractContextManager, aclosing, nullcontext
from dataclasses import dataclass
from typing import Any, Never, TypeAlias

import grpc
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from grpc_status.rpc_status import to_status as to_grpc_status

from grpc_service.access import log_call
from grpc_service.requests import Context, MalformedRequest, parse
from grpc_service.status import Problem, to_status
from grpc_service.streams import Draining, Ending, Streams
from grpc_service.time_limits import Limit, TimeLimits

Method: TypeAlias = Callable[[Any, Context], Awaitable[Message]]
StreamMethod: TypeAlias = Callable[[Any, Context, Ending], AsyncGenerator[Message, None]]

_log = logging.getLogger(__name__)

_MOST_CHAINED = 10
"""Of the errors that one was raised from. Python does not promise that these end."""


async def anyone(_context: Context) -> None:
    """Admits every call."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for every call of a service.

    `domain` is that of each ErrorInfo. `to_problem` tells what an error means to the caller; None makes it INTERNAL.
    `admit` is awaited at the start of each call, before its request is read, and raises what refuses it; the servicer's
    method sees the context variables that it sets. `deadline` is entered around each call with the seconds that it has,
    for what the call waits for. Calls without a deadline get `default_seconds`, and none gets more than `max_seconds`.
    A stream, once it is admitted, has all the time that its client gives it, which may be infinite; it is told to end a
    little before.
    """

    domain: str
    to_problem: Callable[[Exception], Problem | None]
    deadline: Callable[[float], AbstractContextManager[object]] = nullcontext
    default_seconds: float = 10.0
    max_seconds: float = 15.0
    admit: Callable[[Context], Awaitable[None]] = anyone


def service_handler(
    service: ServiceDescriptor, servicer: object, rules: Rules, streams: Streams | None = None
) -> grpc.GenericRpcHandler:
    """Serves all methods of the service; raises AttributeError where the servicer lacks one.

    `streams` knows those that are open; methods that answer with a stream need it.
    """
    limits = TimeLimits()
    handlers = {
        method.name: _handler(method, getattr(servicer, method.name), rules, limits, streams)
        for method in service.methods
    }
    return grpc.method_handlers_generic_handler(service.full_name, handlers)


def _handler(
    method: MethodDescriptor, behaviour: Any, rules: Rules, limits: TimeLimits, streams: Streams | None
) -> "grpc.RpcMethodHandler[Any, Any]":
    # On the wire a stream of one request is the same. Served as one, the request is read by us: grpc would never end a
    # call whose request does not come.
    if method.client_streaming:
        raise TypeError(f"{method.full_name} takes a stream, and only single requests are handled")
    if not method.server_streaming:
        return grpc.stream_unary_rpc_method_handler(_answer(method, behaviour, rules, limits))
    if streams is None:
        raise TypeError(f"{method.full_name} answers with a stream, and nobody would end it")
    return grpc.stream_stream_rpc_method_handler(_stream(method, behaviour, rules, limits, streams))


def _answer(
    method: MethodDescriptor, behaviour: Method, rules: Rules, limits: TimeLimits
) -> Callable[[object, Context], Awaitable[bytes]]:
    name, request_type = method.full_name, GetMessageClass(method.input_type)
    repeatable = "request_id" in method.input_type.fields_by_name

    # One function for all: where the processor's caches are cold, each further one costs more than what it does.
    async def handle(_requests: object, context: Context) -> bytes:
        started, request_id = time.perf_counter(), ""
        request: Any = None
        try:
            seconds, to_the_end = _times(context, rules)
            with rules.deadline(seconds), Limit(limits, to_the_end):
                await rules.admit(context)
                request = parse(request_type, await context.read())
                if repeatable:
                    request_id = request.request_id
                answer = (await behaviour(request, context)).SerializeToString()
        except (asyncio.CancelledError, Exception) as error:
            # As `_release` says.
            request = None
            await _fail(error, name, started, context, request_id, rules)
        log_call(name, "OK", "", started, context, request_id)
        return answer

    return handle


def _stream(
    method: MethodDescriptor, behaviour: StreamMethod, rules: Rules, limits: TimeLimits, streams: Streams
) -> Callable[[object, Context], Awaitable[None]]:
    name, request_type = method.full_name, GetMessageClass(method.input_type)

    async def serve(context: Context) -> None:
        seconds, to_the_end = _times(context, rules)
        with rules.deadline(seconds), Limit(limits, to_the_end):
            await rules.admit(context)
            request = parse(request_type, await context.read())
        remaining = context.time_remaining()
        seconds, to_the_end = _margins(math.inf if remaining is None else remaining)
        until = time.monotonic() + to_the_end

        def in_time() -> AbstractContextManager[None]:
            return nullcontext() if math.isinf(until) else Limit(limits, until - time.monotonic())

        with streams.begin(seconds) as ending, rules.deadline(seconds):
            async with aclosing(behaviour(request, context, ending)) as responses:
                await _write(responses, context, in_time)

    async def handle(_requests: object, context: Context) -> None:
        started = time.perf_counter()
        try:
            await serve(context)
        except (asyncio.CancelledError, Exception) as error:
            await _fail(error, name, started, context, "", rules)
        log_call(name, "OK", "", started, context, "")

    return handle


async def _fail(
    error: BaseException, method: str, started: float, context: Context, request_id: str, rules: Rules
) -> Never:
    """Logs the call that ended so, and ends it with the status that this means."""
    if not isinstance(error, Exception):
        log_call(method, "CANCELLED", "", started, context, request_id)
        raise error
    problem = _problem(error, method, rules)
    log_call(method, problem.code.name, problem.reason, started, context, request_id)
    _release(error)
    await refuse(context, problem, rules.domain)


def _release(error: BaseException | None) -> None:
    """Lets go of what the call had in its hands when it failed. The error's frames hold that, and would be held by what
    grpc makes of an aborted call, until cycles are collected."""
    for _ in range(_MOST_CHAINED):
        if error is not None:
            error.__traceback__ = None
            error = error.__cause__ or error.__context__


async def _write(
    responses: AsyncGenerator[Message, None], context: Context, in_time: Callable[[], AbstractContextManager[None]]
) -> None:
    """One at a time: the next is asked for when gRPC has room for it, so that nothing piles up for slow readers.

    The time limit is not for the writing itself. With half a write under way gRPC could send no status of ours; it ends
    the call at its deadline by itself.
    """
    while True:
        with in_time():
            response = await anext(responses, None)
        if response is None:
            return
        await context.write(response.SerializeToString())


def _times(context: Context, rules: Rules) -> tuple[float, float]:
    """Seconds until what is awaited should give up, to say what it was waiting for, and until it is ended. Both are a
    little before the client's own deadline, so that our status arrives."""
    remaining = context.time_remaining()
    return _margins(rules.default_seconds if remaining is None else min(remaining, rules.max_seconds))


def _margins(seconds: float) -> tuple[float, float]:
    margin = min(0.5, seconds / 5)
    return seconds - margin, seconds - margin / 2


def _problem(error: Exception, method: str, rules: Rules) -> Problem:
    if isinstance(error, MalformedRequest | Draining):
        return error.problem()
    if problem := rules.to_problem(error):
        return problem
    if isinstance(error, TimeoutError):
        message = "The call was not done by its deadline. Whether it changed anything is unknown."
        return Problem(grpc.StatusCode.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED", message)
    # What the error says is for our log alone: it may tell of others' data.
    _log.error("%s failed", method, exc_info=error)
    return Problem(grpc.StatusCode.INTERNAL, "INTERNAL_ERROR", "The server failed. Its log says why.")


async def refuse(context: Context, problem: Problem, domain: str) -> Never:
    """Ends the call with the problem's status."""
    await context.abort_with_status(to_grpc_status(to_status(problem, domain)))


class UnknownMethods(grpc.GenericRpcHandler):
    """Answers every call that no handler before it serves. grpc's own answer would carry no ErrorInfo."""

    def __init__(self, domain: str) -> None:
        self._domain = domain

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> "grpc.RpcMethodHandler[Any, Any]":
        problem = unknown_method(handler_call_details.method)

        async def answer(_requests: object, context: Context) -> None:
            await refuse(context, problem, self._domain)

        return grpc.stream_stream_rpc_method_handler(answer)


def unknown_method(path: str) -> Problem:
    message = f"This server has no method {path}. Reflection lists those that it has."
    return Problem(grpc.StatusCode.UNIMPLEMENTED, "METHOD_NOT_FOUND", message)
