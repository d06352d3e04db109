"""How many things stand under a head's last numbers, in the head of a list and of a user."""

from collections.abc import Mapping
from typing import Any

from todo_k8s.domain.latest import UNKNOWN, Latest
from todo_k8s.storage import keys
from todo_k8s.storage.table import Item, Json


def latest_of(head: Item) -> Latest:
    """Of a list's head or a user's."""
    return latest_of_data(head.data)


def with_latest(head: Item, latest: Latest) -> Item:
    data = {name: value for name, value in head.data.items() if name != "latest"}
    if latest.counts:
        data["latest"] = latest_data(latest)
    return Item(head.key, head.version, data, head.detail, head.order, head.expires)


def latest_of_data(data: Mapping[str, Any]) -> Latest:
    if "latest" not in data:
        return UNKNOWN
    at, *counts = data["latest"]
    return Latest(keys.moment_of(at), tuple(counts))


def latest_data(latest: Latest) -> Json:
    return [keys.micros(latest.at), *latest.counts] if latest.counts else None
