"""The services of `todo.v1` over a table: what the server serves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from grpc_service.handlers import Rules, service_handler
from grpc_service.lifecycle import Served
from grpc_service.streams import Streams
from todo.v1 import event_service_pb2, member_service_pb2, sync_service_pb2, task_list_service_pb2, task_service_pb2
from todo_k8s.deadline import deadline_in
from todo_k8s.domain.events import Events
from todo_k8s.domain.heads import Heads
from todo_k8s.domain.lists import TaskLists
from todo_k8s.domain.members import Members
from todo_k8s.domain.sync import Sync
from todo_k8s.domain.tasks import Tasks
from todo_k8s.domain.telling_table import TellingTable
from todo_k8s.domain.watching import HEARTBEAT_SECONDS, Watches
from todo_k8s.domain.writing import Writer
from todo_k8s.server.errors import DOMAIN, to_problem
from todo_k8s.server.events import EventServicer
from todo_k8s.server.identity import Admission
from todo_k8s.server.members import MemberServicer
from todo_k8s.server.sync import SyncServicer
from todo_k8s.server.task_lists import TaskListServicer
from todo_k8s.server.tasks import TaskServicer
from todo_k8s.storage.table import Table

EVENT_SERVICE = event_service_pb2.DESCRIPTOR.services_by_name["EventService"]
MEMBER_SERVICE = member_service_pb2.DESCRIPTOR.services_by_name["MemberService"]
SYNC_SERVICE = sync_service_pb2.DESCRIPTOR.services_by_name["SyncService"]
TASK_LIST_SERVICE = task_list_service_pb2.DESCRIPTOR.services_by_name["TaskListService"]
TASK_SERVICE = task_service_pb2.DESCRIPTOR.services_by_name["TaskService"]

RULES = Rules(DOMAIN, to_problem, deadline_in)
ANYONE = Admission()


def now() -> datetime:
    return datetime.now(UTC)


def served(
    store: Table,
    clock: Callable[[], datetime] = now,
    admission: Admission = ANYONE,
    heartbeat: float = HEARTBEAT_SECONDS,
) -> Served:
    rules = replace(RULES, admit=admission.admit)
    heads, streams = Heads(store), Streams()
    table = TellingTable(store, heads.is_at)
    writer = Writer(table, clock)
    lists, tasks, events = TaskLists(table, clock, writer), Tasks(table, clock, writer), Events(table, clock, writer)
    sync = Sync(table, clock)
    handlers = [
        service_handler(TASK_LIST_SERVICE, TaskListServicer(lists), rules),
        service_handler(TASK_SERVICE, TaskServicer(tasks), rules),
        service_handler(EVENT_SERVICE, EventServicer(events), rules),
        service_handler(MEMBER_SERVICE, MemberServicer(Members(table, clock, writer)), rules),
        service_handler(SYNC_SERVICE, SyncServicer(sync, Watches(sync, heads, heartbeat)), rules, streams),
    ]
    services = (TASK_LIST_SERVICE, TASK_SERVICE, EVENT_SERVICE, MEMBER_SERVICE, SYNC_SERVICE)
    names = [service.full_name for service in services]

    async def ping() -> None:
        await admission.ping()
        await table.ping()

    return Served(handlers, names, ping, streams)
