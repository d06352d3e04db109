"""Events as protobuf."""

from typing import Any

from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message

from todo.v1 import event_pb2, event_service_pb2
from todo_k8s.domain.errors import InvalidArgument, Violation
from todo_k8s.domain.history import sides
from todo_k8s.domain.model import Event, Member, Task, TaskList
from todo_k8s.server import translate, translate_members, translate_task

_VIEWS_AS_FULL = {
    event_service_pb2.EVENT_VIEW_UNSPECIFIED: False,
    event_service_pb2.EVENT_VIEW_BASIC: False,
    event_service_pb2.EVENT_VIEW_FULL: True,
}


def is_full(view: event_service_pb2.EventView) -> bool:
    """Raises InvalidArgument for a number that is no view: enums of proto3 take any."""
    full = _VIEWS_AS_FULL.get(view)
    if full is None:
        raise InvalidArgument([Violation("view", f"is {view}, which is no EventView; give 1 (BASIC) or 2 (FULL)")])
    return full


def event(value: Event, *, full: bool) -> event_pb2.Event:
    fields: dict[str, Any] = {
        "name": value.name,
        "actor": f"users/{value.actor.user}",
        "method": value.method,
        "request_id": value.request_id,
        "create_time": translate.timestamp(value.time),
        "changed_fields": {"paths": value.fields},
        "first_event": _name(value, value.span[0]),
    }
    # As in `translate_task`: what few events have is not named for the others.
    if value.task_id:
        fields["task"] = f"taskLists/{value.list_id}/tasks/{value.task_id}"
    if value.undone:
        fields["undone_event"] = _name(value, value.undone)
    if value.moved_to:
        fields["destination_task"] = value.moved_to
    if value.moved_from:
        fields["source_task"] = value.moved_from
    if value.user:
        fields["member"] = f"taskLists/{value.list_id}/members/{value.user}"
    shown = event_pb2.Event(**fields)
    if full:
        _show_sides(value, shown)
    return shown


def _show_sides(value: Event, shown: event_pb2.Event) -> None:
    for side, what in zip(("old", "new"), sides(value), strict=True):
        match what:
            case Task():
                _show(translate_task.task(what), value, getattr(shown, f"{side}_task"))
            case TaskList():
                _show(translate.task_list(what), value, getattr(shown, f"{side}_task_list"))
            case Member():
                _show(translate_members.member(what), value, getattr(shown, f"{side}_member"))


def _show(whole: Message, value: Event, shown: Message) -> None:
    FieldMask(paths=["name", *value.fields]).MergeMessage(whole, shown)


def _name(value: Event, sequence: int) -> str:
    return f"taskLists/{value.list_id}/events/{sequence}"
