"""The servicer of `todo.v1.SyncService`."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from todo.v1.sync_service_pb2 import PullChangesRequest, PullChangesResponse, WatchChangesRequest, WatchChangesResponse

from grpc_service.requests import Context
from grpc_service.streams import Ending
from todo_k8s.domain.requests import PullChanges
from todo_k8s.domain.sync import Sync
from todo_k8s.domain.watching import Watches
from todo_k8s.server import translate_changes
from todo_k8s.server.identity import caller


class SyncServicer:
    def __init__(self, sync: Sync, watches: Watches) -> None:
        self._sync = sync
        self._watches = watches

    async def PullChanges(self, request: PullChangesRequest, context: Context) -> PullChangesResponse:
        wanted = PullChanges(request.parent, request.page_size, request.sync_token)
        pulled = await self._sync.pull(caller(context), wanted)
        response = PullChangesResponse(next_sync_token=pulled.next_token, has_more=pulled.more)
        for told in pulled.changes:
            translate_changes.show(told, response.changes.add())
        return response

    async def WatchChanges(
        self, request: WatchChangesRequest, context: Context, ending: Ending
    ) -> AsyncGenerator[WatchChangesResponse, None]:
        watch = self._watches.watch(caller(context), request.parent, request.sync_token, ending)
        async with aclosing(watch):
            async for message in watch:
                yield translate_changes.response(message)
