"""The servicer of `todo.v1.EventService`."""

from todo.v1.event_pb2 import Event
from todo.v1.event_service_pb2 import (
    GetEventRequest,
    ListEventsRequest,
    ListEventsResponse,
    UndoEventRequest,
    UndoEventResponse,
)

from grpc_service.requests import Context
from todo_k8s.domain.events import Events
from todo_k8s.domain.requests import ListEvents, UndoEvent
from todo_k8s.server import translate, translate_events, translate_task
from todo_k8s.server.identity import caller


class EventServicer:
    def __init__(self, events: Events) -> None:
        self._events = events

    async def GetEvent(self, request: GetEventRequest, context: Context) -> Event:
        return translate_events.event(await self._events.get(caller(context), request.name), full=True)

    async def ListEvents(self, request: ListEventsRequest, context: Context) -> ListEventsResponse:
        full = translate_events.is_full(request.view)
        page = translate.page_request("ListEvents", request)
        found = await self._events.list(caller(context), ListEvents(request.parent, page, request.task, full))
        events = (translate_events.event(each, full=full) for each in found.items)
        return ListEventsResponse(events=events, next_page_token=found.next_token)

    async def UndoEvent(self, request: UndoEventRequest, context: Context) -> UndoEventResponse:
        wanted = UndoEvent(request.name, translate.mutation("UndoEvent", request))
        undone = await self._events.undo(caller(context), wanted)
        return UndoEventResponse(
            tasks=map(translate_task.task, undone.tasks),
            task_list=translate.task_list(undone.list) if undone.list else None,
        )
