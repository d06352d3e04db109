"""How the model asks the service."""

import re
from typing import Any, TypeAlias

import grpc
from google.rpc.error_details_pb2 import BadRequest
from todo.v1.event_service_pb2 import UndoEventRequest
from todo.v1.task_list_service_pb2 import GetTaskListRequest
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import TASK_VIEW_FULL, GetTaskRequest, ListTasksRequest

from grpc_service.testing import Failure, failure
from todo_k8s.server.testing import Client
from todo_k8s.server.testing_mutations import Mutation
from todo_k8s.server.testing_refusals import Refusal
from todo_k8s.server.testing_walk import ListRequest
from todo_k8s.server.testing_wrong_fields import comparable

GetRequest: TypeAlias = GetTaskRequest | GetTaskListRequest


async def answer_of(client: Client, request: Mutation | ListRequest | GetRequest | UndoEventRequest) -> Any:
    """The response, or the refusal."""
    method = type(request).__name__.removesuffix("Request")
    stub = next(stub for stub in (client.lists, client.tasks, client.events) if hasattr(stub, method))
    call = getattr(stub, method)(request)
    return await call if await call.code() is grpc.StatusCode.OK else refusal_of(await failure(call))


async def active_tasks(client: Client, parent: str) -> list[Task]:
    """Of every level, by position."""
    everywhere = f"{parent}/tasks/-"
    listing = ListTasksRequest(parent=parent, parent_task=everywhere, page_size=500, view=TASK_VIEW_FULL)
    return list((await client.tasks.ListTasks(listing)).tasks)


def refusal_of(failed: Failure) -> Refusal:
    bad = BadRequest()
    for detail in failed.status.details:
        detail.Unpack(bad)
    # `task.labels[0]` and `task.due.date` are told as the field of the task.
    fields = (re.sub(r"\[.*", "", violation.field).split(".") for violation in bad.field_violations)
    wrong = comparable({".".join(parts[:2]) for parts in fields})
    metadata = failed.info.metadata
    name = metadata.get("name", "") if failed.code is grpc.StatusCode.NOT_FOUND else ""
    moved_to, indexes = metadata.get("moved_to", ""), metadata.get("indexes", "")
    return Refusal(failed.code.name, failed.info.reason, wrong, name, moved_to, indexes)
