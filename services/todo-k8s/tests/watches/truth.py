"""What is there at the end, as it is listed."""

from dataclasses import dataclass

import grpc
from todo.v1.event_service_pb2 import ListEventsRequest
from todo.v1.event_service_pb2_grpc import EventServiceStub
from todo.v1.member_pb2 import Member
from todo.v1.member_service_pb2 import ListMembersRequest
from todo.v1.member_service_pb2_grpc import MemberServiceStub
from todo.v1.task_list_service_pb2 import GetTaskListRequest, ListTaskListsRequest
from todo.v1.task_list_service_pb2_grpc import TaskListServiceStub
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import TASK_VIEW_FULL, ListTasksRequest
from todo.v1.task_service_pb2_grpc import TaskServiceStub


@dataclass(frozen=True)
class Truth:
    """Of a list. `numbers` are those of its changes in its own order, by the id of the request that made each."""

    title: str
    tasks: dict[str, Task]
    roles: dict[str, Member.Role]
    numbers: dict[str, int]

    @property
    def last(self) -> str:
        """The request that made the last change."""
        return max(self.numbers, key=self.numbers.__getitem__)


async def truth_of(channel: grpc.aio.Channel, parent: str) -> Truth:
    home = await TaskListServiceStub(channel).GetTaskList(GetTaskListRequest(name=parent))
    members = await MemberServiceStub(channel).ListMembers(ListMembersRequest(parent=parent))
    roles = {member.name: member.role for member in members.members}
    return Truth(home.title, await _tasks(channel, parent), roles, await _numbers(channel, parent))


async def own_roles(channel: grpc.aio.Channel) -> dict[str, Member.Role]:
    """Those of who asks, by the names of the members."""
    found: dict[str, Member.Role] = {}
    request = ListTaskListsRequest(page_size=500)
    while True:
        page = await TaskListServiceStub(channel).ListTaskLists(request)
        found |= {f"{each.name}/members/local": each.role for each in page.task_lists}
        request.page_token = page.next_page_token
        if not request.page_token:
            return found


async def _tasks(channel: grpc.aio.Channel, parent: str) -> dict[str, Task]:
    """By name."""
    found: dict[str, Task] = {}
    for state in ("ACTIVE", "COMPLETED"):
        request = ListTasksRequest(parent=parent, page_size=500, filter=f"state = {state}", view=TASK_VIEW_FULL)
        while True:
            page = await TaskServiceStub(channel).ListTasks(request)
            found |= {task.name: task for task in page.tasks}
            request.page_token = page.next_page_token
            if not request.page_token:
                break
    return found


async def _numbers(channel: grpc.aio.Channel, parent: str) -> dict[str, int]:
    found: dict[str, int] = {}
    request = ListEventsRequest(parent=parent, page_size=500)
    while True:
        page = await EventServiceStub(channel).ListEvents(request)
        found |= {event.request_id: int(event.name.rpartition("/")[2]) for event in page.events}
        request.page_token = page.next_page_token
        if not request.page_token:
            return found
