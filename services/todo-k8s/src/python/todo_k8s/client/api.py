"""The calls of `todo.v1`, one at a time."""

from todo_k8s.client.batch_calls import BatchCalls
from todo_k8s.client.event_calls import EventCalls
from todo_k8s.client.list_calls import ListCalls
from todo_k8s.client.task_calls import TaskCalls

SERVICES = ("todo.v1.EventService", "todo.v1.TaskListService", "todo.v1.TaskService")


class Api(ListCalls, TaskCalls, BatchCalls, EventCalls):
    """Each with a deadline and safe to repeat. Raises grpc.RpcError."""
