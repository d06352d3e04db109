"""What is said where a change cannot be taken back, since there was another one."""

from collections.abc import Sequence

from todo_k8s.domain.errors import Aborted
from todo_k8s.domain.model import Event, Task


def came_behind(task: Task, event: Event) -> bool:
    """Whether it has its name since the event only, with which that can have been another task's."""
    return task.create_time > event.time or (task.entered or 0) > event.sequence


def changed_since(name: str, fields: Sequence[str]) -> Aborted:
    way_out = "undo that first, or change it by hand"
    if "position" in fields:
        # A task that makes room has no event: where it stands among the others is as it was.
        way_out += "; where no event tells of its position, it has made room for others: move it by hand"
    message = f"{name} was changed again since: {', '.join(fields)}; {way_out}"
    return Aborted("UNDO_CONFLICT", message, {"name": name, "fields": ",".join(fields)})
