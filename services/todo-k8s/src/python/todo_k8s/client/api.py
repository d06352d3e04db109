"""The calls of `todo.v1`, one at a time."""

from todo_k8s.client.batch_calls import BatchCalls
from todo_k8s.client.event_calls import EventCalls
from todo_k8s.client.list_calls import ListCalls
from todo_k8s.client.member_calls import MemberCalls
from todo_k8s.client.sync_calls import SyncCalls
from todo_k8s.client.task_calls import TaskCalls

SERVICES = tuple(f"todo.v1.{name}Service" for name in ("Event", "Member", "Sync", "TaskList", "Task"))


class Api(ListCalls, TaskCalls, BatchCalls, MemberCalls, EventCalls, SyncCalls):
    """Each with a deadline and safe to repeat. Raises grpc.RpcError."""
