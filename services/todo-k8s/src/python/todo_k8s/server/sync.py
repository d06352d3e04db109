"""The servicer of `todo.v1.SyncService`."""

from todo.v1.sync_service_pb2 import PullChangesRequest, PullChangesResponse

from grpc_service.requests import Context
from todo_k8s.domain.requests import PullChanges
from todo_k8s.domain.sync import Sync
from todo_k8s.server import translate_changes
from todo_k8s.server.identity import caller


class SyncServicer:
    def __init__(self, sync: Sync) -> None:
        self._sync = sync

    async def PullChanges(self, request: PullChangesRequest, context: Context) -> PullChangesResponse:
        wanted = PullChanges(request.parent, request.page_size, request.sync_token)
        pulled = await self._sync.pull(caller(context), wanted)
        return PullChangesResponse(
            changes=map(translate_changes.change, pulled.changes),
            next_sync_token=pulled.next_token,
            has_more=pulled.more,
        )
