"""Who may do what. Authorise before existence: a stranger hears the same of a list whether it is there or not."""

from datetime import datetime

from todo_k8s.domain.errors import FailedPrecondition, PermissionDenied
from todo_k8s.domain.model import TaskList
from todo_k8s.storage import codec
from todo_k8s.storage.table import Item


def authorise(list_id: str, head: Item | None, member: Item | None, now: datetime) -> TaskList:
    """The list, if the caller's member item of it is there; PermissionDenied otherwise (AIP-211). There is one role
    yet, OWNER, which allows everything.

    Items are read apart, so a list that is made at this moment can show its member before its head. One whose time is
    over is gone, whether a sweeper was there yet or not.
    """
    found = codec.list_of(head) if head and member else None
    if found is None or (found.purge_time and found.purge_time <= now):
        name = f"taskLists/{list_id}"
        message = f"{name} does not exist, or you have no role on it"
        raise PermissionDenied("TASK_LIST_FORBIDDEN", message, {"name": name})
    return found


def refuse_deleted(found: TaskList) -> None:
    """Raises FailedPrecondition where the list is deleted: until it is brought back nothing in it changes."""
    if found.delete_time is not None:
        message = f"{found.name} is deleted; undelete it first"
        raise FailedPrecondition("TASK_LIST_DELETED", message, {"name": found.name})
