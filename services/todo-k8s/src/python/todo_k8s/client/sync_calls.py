"""The calls of SyncService."""

from collections.abc import Iterator
from typing import Protocol

from todo.v1.sync_service_pb2 import (
    PullChangesRequest,
    PullChangesResponse,
    WatchChangesRequest,
    WatchChangesResponse,
)

from todo_k8s.client.calls import PAGE_SIZE, Calls


class Watch(Protocol):
    """A stream that is read. Raises grpc.RpcError where it ends otherwise than by the server's will."""

    def __iter__(self) -> Iterator[WatchChangesResponse]: ...

    def cancel(self) -> bool: ...


class SyncCalls(Calls):
    def pull_changes(self, parent: str, sync_token: str) -> PullChangesResponse:
        """A page of them."""
        request = PullChangesRequest(parent=parent, page_size=PAGE_SIZE, sync_token=sync_token)
        return self._call("SyncService/PullChanges", request, PullChangesResponse)

    def watch_changes(self, parent: str, sync_token: str) -> Watch:
        """It lasts until the server ends it; whoever stops to read it before cancels it."""
        send = self._channel.unary_stream(
            "/todo.v1.SyncService/WatchChanges",
            WatchChangesRequest.SerializeToString,
            WatchChangesResponse.FromString,
        )
        return send(WatchChangesRequest(parent=parent, sync_token=sync_token), metadata=self._metadata())

    def renew_token(self) -> bool:
        """Whether there can be another one than that which was not accepted."""
        return bool(self._tokens and self._tokens.renew())
