"""That the events of a list tell all that happened to it: replayed, they make everything that is there."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from google.protobuf.field_mask_pb2 import FieldMask
from todo.v1.event_pb2 import Event
from todo.v1.event_service_pb2 import EVENT_VIEW_FULL, ListEventsRequest
from todo.v1.task_pb2 import Task

from todo_k8s.server.testing import Client

KEPT = timedelta(days=400)

_COUNTS = ("active_subtask_count", "completed_subtask_count")
NOT_TOLD = ("etag", "position", "purge_time", "update_time", *_COUNTS)
"""What no event tells of a task: what follows from the rest, and where it stands, which neighbours change too."""


async def events_of(client: Client, parent: str, size: int) -> Sequence[Event]:
    """The oldest first."""
    found: list[Event] = []
    request = ListEventsRequest(parent=parent, page_size=size, view=EVENT_VIEW_FULL)
    while True:
        page = await client.events.ListEvents(request)
        assert len(page.events) <= size
        found += page.events
        request.page_token = page.next_page_token
        if not request.page_token:
            return found[::-1]


def compare_calls(events: Sequence[Event], calls: Sequence[tuple[str, str]]) -> None:
    """`calls` are those that changed something: the method and the request_id of each, in their order."""
    told = groupby(events, lambda event: (event.first_event, event.method, event.request_id))
    assert [(method, request_id) for (_, method, request_id), _ in told] == list(calls)


def replayed(events: Sequence[Event]) -> dict[str, Task]:
    """The tasks that the events make, by name; each event must go on from where the one before it ended."""
    tasks: dict[str, Task] = {}
    for event in events:
        if event.task:
            if not event.HasField("old_task"):
                tasks[event.task] = Task(name=event.task)
            told = [field for field in event.changed_fields.paths if field not in NOT_TOLD]
            assert _part(tasks[event.task], told) == _part(event.old_task, told), event
            for field in told:
                tasks[event.task].ClearField(field)
            FieldMask(paths=told).MergeMessage(event.new_task, tasks[event.task])
    return tasks


def without_what_is_not_told(task: Task) -> Task:
    told = Task()
    told.CopyFrom(task)
    for field in NOT_TOLD:
        told.ClearField(field)
    return told


def is_complete(events: Sequence[Event], now: datetime) -> bool:
    """Whether none is so old that it is gone."""
    return all(now < event.create_time.ToDatetime(UTC) + KEPT for event in events[:1])


def _part(task: Task, fields: Sequence[str]) -> Task:
    part = Task()
    FieldMask(paths=fields).MergeMessage(task, part)
    return part
