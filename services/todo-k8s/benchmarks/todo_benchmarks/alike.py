"""That the servers answer alike, so that like is compared with like."""

import grpc
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import CompleteTaskRequest, CreateTaskRequest, GetTaskRequest, ListTasksRequest

from todo.v1 import task_service_pb2_grpc
from todo_benchmarks import requests

IN_LISTS = frozenset({"name", "uid", "title", "priority", "labels", "state", "create_time", "update_time"})
IN_FULL = IN_LISTS | {"notes"}
SERVICE_ALONE = frozenset({"position", "etag"})
"""What a plain item lacks."""


async def check_reads(address: str, task: str) -> None:
    """Raises RuntimeError where the server does not tell of a task, and of a page of them, what all servers tell."""
    task_list = task.partition("/tasks/")[0]
    async with grpc.aio.insecure_channel(address) as channel:
        stub = task_service_pb2_grpc.TaskServiceStub(channel)
        got = await stub.GetTask(GetTaskRequest(name=task))
        page = await stub.ListTasks(ListTasksRequest(parent=task_list, page_size=requests.PAGE))
    _check(address, got, IN_FULL)
    for each in page.tasks:
        _check(address, each, IN_LISTS)
    if len(page.tasks) != requests.PAGE:
        raise RuntimeError(f"{address} lists {len(page.tasks)} tasks where {requests.PAGE} were asked for")


async def check_writes(address: str, task_list: str) -> None:
    """The same of what is created and completed."""
    async with grpc.aio.insecure_channel(address) as channel:
        stub = task_service_pb2_grpc.TaskServiceStub(channel)
        made = await stub.CreateTask(CreateTaskRequest.FromString(requests.create_request(task_list, "made-0")))
        completed = await stub.CompleteTask(CompleteTaskRequest.FromString(requests.complete_request(made.name)))
    _check(address, made, IN_FULL)
    _check(address, completed, IN_FULL | {"complete_time"})


def _check(address: str, task: Task, wanted: frozenset[str]) -> None:
    found = {field.name for field, _ in task.ListFields()} - SERVICE_ALONE
    if found != wanted or task.title != requests.TITLE:
        raise RuntimeError(f"{address} tells {sorted(found)} of {task.title!r}, where all tell {sorted(wanted)}")
