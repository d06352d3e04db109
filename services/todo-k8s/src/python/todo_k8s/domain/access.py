"""Who may do what. Authorise before existence: a stranger hears the same of a list whether it is there or not."""

from datetime import datetime

from todo_k8s.domain.errors import FailedPrecondition, PermissionDenied
from todo_k8s.domain.model import Role, TaskList
from todo_k8s.storage import list_codec, member_codec
from todo_k8s.storage.table import Item


def authorise(list_id: str, head: Item | None, member: Item | None, now: datetime) -> TaskList:
    """The list, with the caller's role as his member item of it tells. Raises PermissionDenied where he has none."""
    role = role_on(list_id, head, member, now)
    assert head is not None, "there is no role without a list"
    return list_codec.list_of(head, role)


def role_on(list_id: str, head: Item | None, member: Item | None, now: datetime) -> Role:
    """The caller's role, as his member item of the list tells: all that who reads what is in the list has to know.
    Raises PermissionDenied where he has none (AIP-211).

    Items are read apart, so a list that is made at this moment can show its member before its head. One whose time is
    over is gone, whether a sweeper was there yet or not.
    """
    role = member_codec.role_at(member)
    if head and role and not ((purged := list_codec.purge_time_of(head)) and purged <= now):
        return role
    name = f"taskLists/{list_id}"
    message = f"{name} does not exist, or you have no role on it"
    raise PermissionDenied("TASK_LIST_FORBIDDEN", message, {"name": name})


def require(found: TaskList, needed: Role) -> None:
    """Raises PermissionDenied where the caller's role on the list, who was authorised to see it, is too small. What
    repeats a request that was carried out is answered before: the caller can have given the role away with it."""
    assert found.role is not None, "who is authorised has a role"
    if not found.role.allows(needed):
        message = f"this takes the role {needed} on {found.name}, and you are {found.role}; ask an owner of the list"
        metadata = {"name": found.name, "role": found.role.value, "needed": needed.value}
        raise PermissionDenied("ROLE_INSUFFICIENT", message, metadata)


def refuse_deleted(found: TaskList) -> None:
    """Raises FailedPrecondition where the list is deleted: until it is brought back nothing in it changes."""
    if found.delete_time is not None:
        message = f"{found.name} is deleted; undelete it first"
        raise FailedPrecondition("TASK_LIST_DELETED", message, {"name": found.name})
