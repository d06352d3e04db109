"""Calls to servers that come and go."""

import asyncio
import random
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import grpc
from todo.v1.member_service_pb2_grpc import MemberServiceStub
from todo.v1.task_list_service_pb2_grpc import TaskListServiceStub
from todo.v1.task_service_pb2_grpc import TaskServiceStub

CALL_SECONDS = 10.0
_REPEATED = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.ABORTED}


class Caller:
    """Makes each change once, however often it has to be asked for."""

    def __init__(self, addresses: Iterator[str], chance: random.Random) -> None:
        self._addresses = addresses
        self._chance = chance

    async def acknowledged(self, request: Any) -> Any:
        """The answer. The request gets an id, with which it is repeated until a server gives one."""
        request.request_id = str(UUID(int=self._chance.getrandbits(128), version=4))
        rpc = type(request).__name__.removesuffix("Request")
        while True:
            try:
                async with grpc.aio.insecure_channel(next(self._addresses)) as channel:
                    return await _method(channel, rpc)(request, timeout=CALL_SECONDS)
            except grpc.aio.AioRpcError as error:
                assert error.code() in _REPEATED, (rpc, error)
                await asyncio.sleep(self._chance.uniform(0, 0.2))


def _method(channel: grpc.aio.Channel, rpc: str) -> Any:
    stubs = (TaskServiceStub, TaskListServiceStub, MemberServiceStub)
    return next(method for stub in stubs if (method := getattr(stub(channel), rpc, None)))
