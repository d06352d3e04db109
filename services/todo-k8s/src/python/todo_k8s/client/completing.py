"""Completes a task that may be completed already."""

import grpc
from todo.v1.task_pb2 import Task

from todo_k8s.client.api import Api
from todo_k8s.client.named_tasks import id_of
from todo_k8s.client.references import SHOWN
from todo_k8s.client.rpc_error import problem_of


def complete(api: Api, task: Task) -> tuple[Task, str]:
    """The task as it is then, and a sentence that says whether this call completed it."""
    shown = f"{id_of(task.name)[:SHOWN]}: {task.title}"
    if task.state == Task.STATE_COMPLETED:
        return task, f"Already done {shown}"
    try:
        return api.complete_task(task.name), f"Done {shown}"
    except grpc.RpcError as error:
        # Someone else was quicker by a moment.
        if problem_of(error).reason != "TASK_NOT_ACTIVE":
            raise
        return api.get_task(task.name), f"Already done {shown}"
