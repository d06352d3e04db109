"""That the events of a list tell all that happened to it: replayed, they make everything that is there."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import groupby

from google.protobuf.field_mask_pb2 import FieldMask
from todo.v1.event_pb2 import Event
from todo.v1.event_service_pb2 import EVENT_VIEW_FULL, ListEventsRequest
from todo.v1.task_pb2 import Task

from todo_k8s.server.testing import Client
from todo_k8s.server.testing_mutations import parent_of
from todo_k8s.server.testing_oracle import Call, Oracle

KEPT = timedelta(days=400)

_COUNTS = ("active_subtask_count", "completed_subtask_count")
NOT_TOLD = ("etag", "position", "purge_time", "update_time", *_COUNTS)
"""What no event tells of a task: what follows from the rest, and where it stands, which neighbours change too."""


async def events_of(client: Client, parent: str, size: int, task: str = "") -> Sequence[Event]:
    """Of the list, or of one task of it; the oldest first."""
    found: list[Event] = []
    request = ListEventsRequest(parent=parent, page_size=size, view=EVENT_VIEW_FULL, task=task)
    while True:
        page = await client.events.ListEvents(request)
        assert len(page.events) <= size
        found += page.events
        request.page_token = page.next_page_token
        if not request.page_token:
            return found[::-1]


def compare_calls(oracle: Oracle, events: Sequence[Event], calls: Sequence[Call]) -> None:
    """`calls` are those that changed something, in their order."""
    for call, together in zip(calls, together_in(events), strict=True):
        assert {(event.method, event.request_id) for event in together} == {(call.method, call.request_id)}
        assert {_move(event) for event in together} - {("", "")} == set(filter(partial(_is_seen, oracle), call.moves))


def together_in(events: Sequence[Event]) -> Sequence[Sequence[Event]]:
    """Those that one call made, call by call."""
    return [list(some) for _, some in groupby(events, lambda event: event.first_event)]


def _move(event: Event) -> tuple[str, str]:
    """The names that the task had before, and behind the move."""
    if event.destination_task:
        return event.task, event.destination_task
    return event.source_task, event.task if event.source_task else ""


def _is_seen(oracle: Oracle, move: tuple[str, str]) -> bool:
    """Who has lost one of the lists hears nothing of the move."""
    return all(oracle.list_at(parent_of(name)) for name in move)


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
