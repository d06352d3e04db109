from collections.abc import Mapping
from typing import Any

from todo_k8s.storage.table import Item

BRIEF_BYTES = 16_000
"""No task takes more by `wire_bytes` without its notes and annotations."""

_OVERHEAD = 800
"""What a task takes on the wire besides the texts that people write: names, uid, times, etag and the like."""
_DATE = 10


def wire_bytes(item: Item) -> int:
    """An upper bound for the size on the wire of the task that is stored so."""
    data: Any = item.data
    labels, assignees = data.get("labels", ()), data.get("assignees", ())
    texts = "".join((data.get("position", ""), data.get("title", ""), *labels, *assignees))
    size = _OVERHEAD + 8 * (len(labels) + len(assignees)) + len(texts.encode())
    if item.detail:
        size += _detail_bytes(item.detail)
    if "rule" in data:
        size += len(data["rule"]) + len(data.get("rule_zone", "")) + _DATE * len(data.get("excluded", ()))
    return size


def _detail_bytes(detail: Mapping[str, Any]) -> int:
    annotations = detail.get("annotations", {})
    texts = "".join((detail.get("notes", ""), *annotations, *annotations.values()))
    return len(texts.encode()) + 16 * len(annotations)
