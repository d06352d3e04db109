from todo_k8s.domain.model import Task

BRIEF_BYTES = 16_000
"""No task takes more by `wire_bytes` without its notes and annotations."""

_OVERHEAD = 800
"""What a task takes on the wire besides the texts that people write: names, uid, times, etag and the like."""
_DATE = 10


def wire_bytes(task: Task) -> int:
    """An upper bound for the task's size on the wire."""
    content = task.content
    texts = "".join((task.position, content.title, content.notes, *content.labels, *content.assignees))
    framing = 8 * (len(content.labels) + len(content.assignees))
    for key, value in content.annotations.items():
        framing += 16 + len(key.encode()) + len(value.encode())
    if content.recurrence:
        framing += len(content.recurrence.rule) + len(content.recurrence.zone or "")
        framing += _DATE * len(content.recurrence.excluded_dates)
    return _OVERHEAD + framing + len(texts.encode())
