"""What a reader is told of changes, as protobuf."""

from todo.v1 import sync_service_pb2
from todo_k8s.domain.model import Member, Reason, TaskList
from todo_k8s.domain.told import Removal, Told
from todo_k8s.domain.watching import Bookmark, Heartbeat, Message
from todo_k8s.server import translate, translate_members, translate_task
from todo_k8s.storage.table import Item

_REASONS = {
    Reason.DELETED: sync_service_pb2.Removal.REASON_DELETED,
    Reason.MOVED: sync_service_pb2.Removal.REASON_MOVED,
    Reason.ACCESS_LOST: sync_service_pb2.Removal.REASON_ACCESS_LOST,
}


def show(told: Told, shown: sync_service_pb2.Change) -> None:
    """In an empty message."""
    shown.actor = f"users/{told.actor}" if told.actor else ""
    shown.request_id = told.request_id
    match told.resource:
        case TaskList() as task_list:
            shown.task_list.CopyFrom(translate.task_list(task_list))
        case Item() as stored:
            translate_task.show(stored, shown.task)
        case Member() as member:
            shown.member.CopyFrom(translate_members.member(member))
        case Removal() as removal:
            shown.removal.CopyFrom(_removal(removal))


def response(message: Message) -> sync_service_pb2.WatchChangesResponse:
    match message:
        case Told():
            shown = sync_service_pb2.WatchChangesResponse()
            show(message, shown.change)
            return shown
        case Bookmark(token):
            return sync_service_pb2.WatchChangesResponse(bookmark=sync_service_pb2.Bookmark(sync_token=token))
        case Heartbeat():
            return sync_service_pb2.WatchChangesResponse(heartbeat=sync_service_pb2.Heartbeat())


def _removal(removal: Removal) -> sync_service_pb2.Removal:
    return sync_service_pb2.Removal(
        name=removal.name, reason=_REASONS[removal.reason], destination_task=removal.destination_task
    )
