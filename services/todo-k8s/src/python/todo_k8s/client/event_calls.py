"""The calls of EventService."""

from collections.abc import Iterator
from uuid import uuid4

from todo.v1.event_pb2 import Event
from todo.v1.event_service_pb2 import (
    EventView,
    GetEventRequest,
    ListEventsRequest,
    ListEventsResponse,
    UndoEventRequest,
    UndoEventResponse,
)

from todo_k8s.client.calls import Calls


class EventCalls(Calls):
    """A mutation carries a request id of its own, so that a repeated call is a replay (AIP-155)."""

    def get_event(self, name: str) -> Event:
        return self._call("EventService/GetEvent", GetEventRequest(name=name), Event)

    def events(self, parent: str, task: str = "", page_size: int = 50) -> Iterator[Event]:
        """Those of the list, or of one task in it, whole, the newest first."""
        view = EventView.EVENT_VIEW_FULL
        request = ListEventsRequest(parent=parent, task=task, view=view, page_size=page_size)
        for page in self._pages("EventService/ListEvents", request, ListEventsResponse):
            yield from page.events

    def undo_event(self, name: str) -> UndoEventResponse:
        request = UndoEventRequest(name=name, request_id=str(uuid4()))
        return self._call("EventService/UndoEvent", request, UndoEventResponse)
