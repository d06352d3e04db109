"""Where a task stands in the orders of its list."""

from todo_k8s.domain.model import Task
from todo_k8s.storage import keys
from todo_k8s.storage.table import Index


def order_of(value: Task) -> dict[Index, str]:
    changed = {Index.CHG: change_of(value)}
    if value.delete_time is not None:
        if value.deletion is not None:
            changed[Index.ALT] = f"{keys.deleted_together(value.deletion)}{value.id}"
        return changed | {Index.DONE: f"{keys.DELETED}{keys.padded(keys.micros(value.delete_time))}#{value.id}"}
    if value.ancestors:
        changed[Index.ALT] = f"{keys.below(value.root_id)}{value.id}"
    if value.complete_time is not None:
        return changed | {Index.DONE: f"{keys.COMPLETED}{keys.padded(keys.micros(value.complete_time))}#{value.id}"}
    due = value.content.due.when.isoformat() if value.content.due else keys.UNDATED
    return changed | {
        Index.ORD: place_of(value),
        Index.DUE: f"{due}#{value.id}",
    }


def change_of(value: Task) -> str:
    return f"{keys.padded(value.version)}#{value.id}"


def place_of(value: Task) -> str:
    """Its `ord` string while it is active."""
    return f"{keys.siblings(value.parent_id)}{value.position}#{value.id}"
