"""What is a user's own, its head and the records of its requests, to items and back."""

from collections.abc import Mapping
from typing import Any

from todo_k8s.domain.model import RequestRecord, UserHead
from todo_k8s.storage import keys
from todo_k8s.storage.item_fields import without_empty
from todo_k8s.storage.latest_codec import latest_of, with_latest
from todo_k8s.storage.table import Item, Json


def user_item(value: UserHead) -> Item:
    data: dict[str, Json] = {"lists": value.list_count, "last_position": value.last_position}
    return with_latest(Item(keys.user_head(value.user), value.sequence, data), value.latest)


def user_of(user: str, item: Item | None) -> UserHead:
    """The head of a user; of one who has never had a list where there is no item."""
    if item is None:
        return UserHead(user, 0, 0, None)
    data: Mapping[str, Any] = item.data
    return UserHead(user, item.version, data["lists"], data["last_position"], latest_of(item))


def request_item(user: str, request_id: str, record: RequestRecord, expires: int) -> Item:
    first, *others = record.names
    data = without_empty({"fingerprint": record.fingerprint, "name": first, "others": others})
    return Item(keys.request(user, request_id), 1, data, expires=expires)


def request_of(item: Item) -> RequestRecord:
    data: Mapping[str, Any] = item.data
    return RequestRecord(data["fingerprint"], (data["name"], *data.get("others", ())))
