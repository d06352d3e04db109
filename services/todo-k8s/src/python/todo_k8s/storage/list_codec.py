"""Lists, and the work of purging them, to items and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from todo_k8s.domain.model import PurgeWork, Role, TaskList
from todo_k8s.storage import keys
from todo_k8s.storage.item_fields import optional_micros, optional_moment, without_empty
from todo_k8s.storage.latest_codec import latest_data, latest_of_data
from todo_k8s.storage.table import Item, Json


def list_item(value: TaskList) -> Item:
    return Item(
        keys.list_head(value.id),
        value.sequence,
        without_empty(
            {
                "title": value.title,
                "revision": value.revision,
                "active": value.active_count,
                "completed": value.completed_count,
                "last_position": value.last_position,
                "created": keys.micros(value.create_time),
                "updated": keys.micros(value.update_time),
                "deleted": optional_micros(value.delete_time),
                "actor": value.actor,
                "request": value.request_id,
                # Most lists are nobody else's.
                "members": None if value.member_count == 1 else value.member_count,
                "owners": None if value.owner_count == 1 else value.owner_count,
                "latest": latest_data(value.latest),
            }
        ),
    )


def list_fields(value: TaskList) -> dict[str, Json]:
    """The stored fields of the list's own that people change; what an event compares."""
    return without_empty({"title": value.title, "deleted": optional_micros(value.delete_time)})


def list_of(item: Item, role: Role | None = None) -> TaskList:
    """As who has the role sees it."""
    return list_of_fields(item.key.pk.removeprefix("L#"), item.version, item.data, role)


def purge_time_of(head: Item) -> datetime | None:
    """When a deleted list is gone; without the rest of the list, which who reads its tasks does not need."""
    return list_of(head).purge_time if "deleted" in head.data else None


def list_of_fields(list_id: str, sequence: int, fields: Mapping[str, Json], role: Role | None = None) -> TaskList:
    data: Mapping[str, Any] = fields
    return TaskList(
        id=list_id,
        # A list that was purged has none.
        title=data.get("title", ""),
        sequence=sequence,
        revision=data["revision"],
        active_count=data.get("active", 0),
        completed_count=data.get("completed", 0),
        last_position=data.get("last_position"),
        create_time=keys.moment_of(data["created"]),
        update_time=keys.moment_of(data["updated"]),
        delete_time=optional_moment(data.get("deleted")),
        actor=data.get("actor", ""),
        request_id=data.get("request", ""),
        member_count=data.get("members", 1),
        owner_count=data.get("owners", 1),
        latest=latest_of_data(data),
        role=role,
    )


def purge_work_item(value: PurgeWork) -> Item:
    data = without_empty({"held_until": optional_micros(value.held_until)})
    return Item(keys.purge_work(value.due, value.list_id), value.version, data)


def purge_work_of(item: Item) -> PurgeWork:
    due, _, list_id = item.key.sk.partition("#")
    return PurgeWork(list_id, keys.moment_of(int(due)), item.version, optional_moment(item.data.get("held_until")))
