"""What a reader is told of changes, as protobuf."""

from todo.v1 import sync_service_pb2
from todo_k8s.domain.model import Member, Reason, Task, TaskList
from todo_k8s.domain.told import Removal, Told
from todo_k8s.domain.watching import Bookmark, Heartbeat, Message
from todo_k8s.server import translate, translate_members

_REASONS = {
    Reason.DELETED: sync_service_pb2.Removal.REASON_DELETED,
    Reason.MOVED: sync_service_pb2.Removal.REASON_MOVED,
    Reason.ACCESS_LOST: sync_service_pb2.Removal.REASON_ACCESS_LOST,
}


def change(told: Told) -> sync_service_pb2.Change:
    shown = sync_service_pb2.Change(actor=f"users/{told.actor}" if told.actor else "", request_id=told.request_id)
    match told.resource:
        case TaskList() as task_list:
            shown.task_list.CopyFrom(translate.task_list(task_list))
        case Task() as task:
            shown.task.CopyFrom(translate.task(task))
        case Member() as member:
            shown.member.CopyFrom(translate_members.member(member))
        case Removal() as removal:
            shown.removal.CopyFrom(_removal(removal))
    return shown


def response(message: Message) -> sync_service_pb2.WatchChangesResponse:
    match message:
        case Told():
            return sync_service_pb2.WatchChangesResponse(change=change(message))
        case Bookmark(token):
            return sync_service_pb2.WatchChangesResponse(bookmark=sync_service_pb2.Bookmark(sync_token=token))
        case Heartbeat():
            return sync_service_pb2.WatchChangesResponse(heartbeat=sync_service_pb2.Heartbeat())


def _removal(removal: Removal) -> sync_service_pb2.Removal:
    return sync_service_pb2.Removal(
        name=removal.name, reason=_REASONS[removal.reason], destination_task=removal.destination_task
    )
