from todo_k8s.domain.model import Task

_OVERHEAD = 500
"""What a task takes on the wire besides its texts: name, uid, times, etag and the like."""
_DATE = 10


def wire_bytes(task: Task) -> int:
    """An upper bound for the task's size on the wire."""
    content = task.content
    texts = [
        task.name,
        task.position,
        task.parent_id or "",
        content.title,
        content.notes,
        *content.labels,
        *content.assignees,
    ]
    texts += [*content.annotations.keys(), *content.annotations.values()]
    framing = 8 * (len(content.labels) + len(content.assignees) + 2 * len(content.annotations))
    if content.recurrence:
        texts += [content.recurrence.rule, content.recurrence.zone or ""]
        framing += _DATE * len(content.recurrence.excluded_dates)
    return _OVERHEAD + framing + sum(len(text.encode()) for text in texts)
