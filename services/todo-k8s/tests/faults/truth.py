"""What is really there after a fault."""

from collections.abc import Collection, Mapping
from typing import Any

from google.protobuf.message import Message
from grpc import StatusCode
from todo.v1.member_service_pb2 import GetMemberRequest
from todo.v1.task_list_service_pb2 import GetTaskListRequest
from todo.v1.task_service_pb2 import GetTaskRequest, ListTasksRequest

from faults.service import Service
from faults.thing import Thing, thing_of

_FOLDERS = (
    ListTasksRequest(filter="state = ACTIVE"),
    ListTasksRequest(filter="state = COMPLETED"),
    ListTasksRequest(filter="delete_time:*", show_deleted=True),
)


async def losses(service: Service, possible: Mapping[str, Collection[Thing]]) -> list[str]:
    """Each thing that is not one of those that it may be."""
    real = {name: await _real(service, name) for name in possible}
    return [f"{real[name]} should be one of {things}" for name, things in possible.items() if real[name] not in things]


async def miscounts(service: Service, parent: str, names: Collection[str]) -> list[str]:
    """Where the list's folders and counts do not agree with those of the named tasks in it that are there."""
    real = [await _real(service, name) for name in names if name.startswith(f"{parent}/tasks/")]
    live = [thing for thing in real if thing.title and not thing.deleted]
    expected = [
        sorted(thing.name for thing in live if not thing.completed),
        sorted(thing.name for thing in live if thing.completed),
        sorted(thing.name for thing in real if thing.deleted),
    ]
    listed = [await _listed(service, parent, folder) for folder in _FOLDERS]
    head = await _answer(service, "GetTaskList", GetTaskListRequest(name=parent))
    counts = [head.active_task_count, head.completed_task_count]
    wrong = [f"{parent} lists {listed}, but holds {expected}"] if listed != expected else []
    if counts != [len(names) for names in expected[:2]]:
        wrong.append(f"{parent} counts {counts}, but holds {expected}")
    return wrong


async def _real(service: Service, name: str) -> Thing:
    rpc, request = _get(Thing(name))
    answer = await _answer(service, rpc, request)
    return thing_of(answer) if answer is not None else Thing(name)


def _get(thing: Thing) -> tuple[str, Message]:
    if thing.is_task:
        return "GetTask", GetTaskRequest(name=thing.name)
    if thing.is_member:
        return "GetMember", GetMemberRequest(name=thing.name)
    return "GetTaskList", GetTaskListRequest(name=thing.name)


async def _listed(service: Service, parent: str, folder: ListTasksRequest) -> list[str]:
    request = ListTasksRequest(parent=parent, page_size=500)
    request.MergeFrom(folder)
    names: list[str] = []
    while True:
        page = await _answer(service, "ListTasks", request)
        names += [task.name for task in page.tasks]
        request.page_token = page.next_page_token
        if not request.page_token:
            return sorted(names)


async def _answer(service: Service, rpc: str, request: Message) -> Any:
    """None where there is no such task, list or member."""
    outcome, answer = await service.call(rpc, request, 10)
    assert outcome.code in (StatusCode.OK, StatusCode.NOT_FOUND, StatusCode.PERMISSION_DENIED), outcome
    return answer
