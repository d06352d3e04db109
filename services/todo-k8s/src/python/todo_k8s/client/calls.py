"""A call of `todo.v1`, with a deadline and safe to repeat."""

import time
from collections.abc import Iterator
from itertools import count
from typing import TypeVar

import grpc
from google.protobuf.message import Message
from todo.v1.event_service_pb2 import ListEventsRequest, ListEventsResponse
from todo.v1.member_service_pb2 import ListMembersRequest, ListMembersResponse
from todo.v1.task_list_service_pb2 import ListTaskListsRequest, ListTaskListsResponse
from todo.v1.task_service_pb2 import ListTasksRequest, ListTasksResponse

from todo_k8s.client.tokens import Tokens

PAGE_SIZE = 500

_PASSING = ("LIST_BUSY", "RATE_LIMITED")

Response = TypeVar("Response", bound=Message)
Page = TypeVar("Page", ListEventsResponse, ListMembersResponse, ListTaskListsResponse, ListTasksResponse)


class Calls:
    """`timeout` is in seconds, for each call with its repetitions. Raises grpc.RpcError, and Failure where there is to
    be a token and it cannot be had."""

    def __init__(self, channel: grpc.Channel, timeout: float, tokens: Tokens | None = None) -> None:
        self._channel = channel
        self._timeout = timeout
        self._tokens = tokens

    def _call(self, method: str, request: Message, response: type[Response]) -> Response:
        """Repeats a call that was refused as LIST_BUSY, which is ABORTED, or as RATE_LIMITED, until the deadline.

        Writers of other processes were quicker, or this one was too quick, and nothing was changed: no lost update can
        come of it, since the request id stays the same and a wrong etag has another reason (ETAG_MISMATCH), which is
        never repeated.
        """
        send = self._channel.unary_unary(f"/todo.v1.{method}", _serialize, response.FromString)
        metadata = self._metadata()
        deadline = time.monotonic() + self._timeout
        for attempt in count():
            try:
                return send(request, timeout=deadline - time.monotonic(), metadata=metadata)
            except grpc.RpcError as error:
                import random

                from todo_k8s.client.rpc_error import asked_for, problem_of

                pause = asked_for(error) + random.uniform(0, min(2.0, 0.1 * 2**attempt))
                if problem_of(error).reason not in _PASSING or time.monotonic() + pause >= deadline:
                    raise
                time.sleep(pause)
        raise AssertionError("count() has no end")

    def _metadata(self) -> tuple[tuple[str, str], ...]:
        token = self._tokens.token() if self._tokens else ""
        return (("authorization", f"Bearer {token}"),) if token else ()

    def _pages(
        self,
        method: str,
        request: ListEventsRequest | ListMembersRequest | ListTaskListsRequest | ListTasksRequest,
        response: type[Page],
    ) -> Iterator[Page]:
        """Pages are read as they are needed."""
        request.page_size = request.page_size or PAGE_SIZE
        while True:
            page = self._call(method, request, response)
            yield page
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token


def _serialize(request: Message) -> bytes:
    return request.SerializeToString()
