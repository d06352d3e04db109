"""What is told of a task that has moved to another list, to those who may see it there."""

from datetime import datetime

from todo_k8s.domain import names
from todo_k8s.domain.access import role_on
from todo_k8s.domain.errors import NotFound, PermissionDenied
from todo_k8s.domain.model import Principal
from todo_k8s.domain.violations import Violations
from todo_k8s.storage import keys, stored_task
from todo_k8s.storage.table import Table


async def tell_where(error: NotFound, table: Table, caller: Principal, now: datetime) -> None:
    """Where a task is not found because it has moved, the error's metadata get its name as `moved_to`. To who has no
    role on the list there the answer is as if it had never been."""
    if where := await _where(table, caller, now, error.metadata.get("name", "")):
        error.metadata["moved_to"] = where


async def _where(table: Table, caller: Principal, now: datetime, name: str) -> str:
    old = names.task_name(name, "name", Violations())
    if not old.task_id:
        return ""
    (item,) = await table.get(keys.task(old.list_id, old.task_id))
    if not (there := stored_task.moved_to(item)):
        return ""
    new = names.task_name(there, "name", Violations())
    head, member = await table.get(keys.list_head(new.list_id), keys.member(new.list_id, caller.user))
    try:
        role_on(new.list_id, head, member, now)
    except PermissionDenied:
        return ""
    return there
