from collections.abc import Mapping
from typing import Any

from todo_k8s.storage.table import Item
from todo_k8s.storage.task_data import TaskData

BRIEF_BYTES = 16_000
"""No task takes more by `wire_bytes` without its notes and annotations."""

_OVERHEAD = 800
"""What a task takes on the wire besides the texts that people write: names, uid, times, etag and the like."""
_DATE = 10


def wire_bytes(item: Item) -> int:
    """An upper bound for the size on the wire of the task that is stored so."""
    data: TaskData = item.data
    texts = "".join((data.position, data.title, *data.labels, *data.assignees))
    size = _OVERHEAD + 8 * (len(data.labels) + len(data.assignees)) + len(texts.encode())
    if item.detail:
        size += _detail_bytes(item.detail)
    if data.rule:
        size += len(data.rule) + len(data.rule_zone or "") + _DATE * len(data.excluded)
    return size


def _detail_bytes(detail: Mapping[str, Any]) -> int:
    annotations = detail.get("annotations", {})
    texts = "".join((detail.get("notes", ""), *annotations, *annotations.values()))
    return len(texts.encode()) + 16 * len(annotations)
