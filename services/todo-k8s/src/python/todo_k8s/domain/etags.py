"""Etags (AIP-154): whoever says which state a change was decided by hears when it is another one."""

from todo_k8s.domain.errors import Aborted
from todo_k8s.domain.model import Member, Task, TaskList


def check_etag(given: str, current: Task | TaskList | Member) -> None:
    """Raises Aborted `ETAG_MISMATCH`; an empty etag is none."""
    if given and given != current.etag:
        message = f"{current.name} was changed since its etag was {given[:80]}; read it again, then decide"
        raise Aborted("ETAG_MISMATCH", message, {"name": current.name, "etag": current.etag})
