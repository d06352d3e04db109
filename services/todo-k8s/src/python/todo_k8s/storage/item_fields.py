"""What items of every kind have. What is empty is not stored."""

from collections.abc import Mapping
from datetime import datetime

from todo_k8s.domain.model import Member, Task
from todo_k8s.storage import keys
from todo_k8s.storage.table import Item, Json


def without_empty(fields: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in fields.items() if value}


def optional_micros(moment: datetime | None) -> int | None:
    return None if moment is None else keys.micros(moment)


def optional_moment(micros: int | None) -> datetime | None:
    return None if micros is None else keys.moment_of(micros)


def authorship(value: Task | Member) -> dict[str, Json]:
    return without_empty({"actor": value.actor, "request": value.request_id})


def authorship_of(item: Item) -> tuple[str, str]:
    """Who changed last what stands there, and the id of that call; of what was read with its detail."""
    return str(item.detail.get("actor", "")), str(item.detail.get("request", ""))
