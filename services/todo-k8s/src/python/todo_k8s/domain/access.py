"""Who may do what. Authorise before existence: a stranger hears the same of a list whether it is there or not."""

from todo_k8s.domain.errors import PermissionDenied
from todo_k8s.storage.table import Item


def authorise(list_id: str, member: Item | None) -> Item:
    """The caller's member item of the list; PermissionDenied where there is none (AIP-211). There is one role yet,
    OWNER, which allows everything."""
    if member is None:
        name = f"taskLists/{list_id}"
        message = f"{name} does not exist, or you have no role on it"
        raise PermissionDenied("TASK_LIST_FORBIDDEN", message, {"name": name})
    return member
