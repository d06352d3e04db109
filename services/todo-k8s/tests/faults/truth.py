"""What is really there after a fault."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from google.protobuf.message import Message
from grpc import StatusCode
from todo.v1.member_service_pb2 import GetMemberRequest
from todo.v1.task_list_service_pb2 import GetTaskListRequest
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import GetTaskRequest, ListTasksRequest

from faults.service import Service
from faults.thing import Thing, thing_of

_FOLDERS = (
    ListTasksRequest(filter="state = ACTIVE"),
    ListTasksRequest(filter="state = COMPLETED"),
    ListTasksRequest(filter="delete_time:*", show_deleted=True),
)


async def losses(service: Service, possible: Mapping[str, Collection[Thing]]) -> list[str]:
    """Each thing that is not one of those that it may be, or whose subtasks are not as it is."""
    real = {name: await _real(service, name) for name in possible}
    wrong = [f"{real[name]} should be one of {things}" for name, things in possible.items() if real[name] not in things]
    for name, things in possible.items():
        below = [await _real(service, each) for each in _below(things)]
        wrong += [f"{each} should be as {real[name]}" for each in below if _state(each) != _state(real[name])]
    return wrong


async def miscounts(service: Service, parent: str, possible: Mapping[str, Collection[Thing]]) -> list[str]:
    """Where the list's folders and counts do not agree with those of the possible tasks in it that are there."""
    names = [name for name in possible if name.startswith(f"{parent}/tasks/")]
    names += [below for name in names for below in _below(possible[name])]
    real = [await _real(service, name) for name in names]
    live = [thing for thing in real if thing.title and not thing.deleted]
    expected = [
        sorted(thing.name for thing in live if not thing.completed),
        sorted(thing.name for thing in live if thing.completed),
        sorted(thing.name for thing in real if thing.deleted),
    ]
    folders = [await _listed(service, parent, folder) for folder in _FOLDERS]
    listed = [sorted(task.name for task in folder if not task.series) for folder in folders]
    done = Counter(task.series for task in folders[1] if task.series)
    head = await _answer(service, "GetTaskList", GetTaskListRequest(name=parent))
    counts = [head.active_task_count, head.completed_task_count]
    wrong = [f"{parent} lists {listed}, but holds {expected}"] if listed != expected else []
    if counts != [len(expected[0]), len(expected[1]) + done.total()]:
        wrong.append(f"{parent} counts {counts}, but holds {expected} and the occurrences {done}")
    for thing in real:
        allowed = {each.done for each in possible.get(thing.name, ()) if each == thing}
        if allowed and done[thing.name] not in allowed:
            wrong.append(f"{thing.name} has {done[thing.name]} completed occurrences, not one of {allowed}")
    return wrong


def _state(thing: Thing) -> tuple[bool, bool, bool]:
    return thing.title != "", thing.completed, thing.deleted


def _below(things: Collection[Thing]) -> list[str]:
    return sorted({name for thing in things for name in thing.below})


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


async def _listed(service: Service, parent: str, folder: ListTasksRequest) -> list[Task]:
    """On every level."""
    request = ListTasksRequest(parent=parent, parent_task=f"{parent}/tasks/-", page_size=500)
    request.MergeFrom(folder)
    found: list[Task] = []
    while True:
        page = await _answer(service, "ListTasks", request)
        found += page.tasks
        request.page_token = page.next_page_token
        if not request.page_token:
            return found


async def _answer(service: Service, rpc: str, request: Message) -> Any:
    """None where there is no such task, list or member."""
    outcome, answer = await service.call(rpc, request, 10)
    assert outcome.code in (StatusCode.OK, StatusCode.NOT_FOUND, StatusCode.PERMISSION_DENIED), outcome
    return answer
