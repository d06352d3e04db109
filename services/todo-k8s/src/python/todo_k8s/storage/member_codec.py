"""Members to items and back, each in two places: with the list, and with the user."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from todo_k8s.domain.model import Member, Reason, Role
from todo_k8s.storage import keys
from todo_k8s.storage.item_fields import authorship, authorship_of, optional_micros, optional_moment, without_empty
from todo_k8s.storage.table import Index, Item, Json

# Asking an enum itself takes ten times as long, and every call has one.
_ROLES: Mapping[Json, Role] = {role.value: role for role in Role}


def member_item(value: Member) -> Item:
    """With the list; `member_of` reads it."""
    order = {Index.CHG: f"{keys.padded(value.version)}#{keys.MEMBER}{value.user}"}
    key = keys.member(value.list_id, value.user)
    return Item(key, value.version, _member_data(value), authorship(value), order)


def removed_item(value: Member, expires: int) -> Item:
    """Stands where one was a member before. Its version and authorship are those of the removal."""
    return replace(member_item(value), data={"removed": True}, expires=expires)


def is_removed(item: Item) -> bool:
    return "removed" in item.data


def member_at(item: Item | None) -> Member | None:
    """The member that stands there; None where there is none, or none any more."""
    return None if item is None or is_removed(item) else member_of(item)


def role_at(member: Item | None) -> Role | None:
    """The role that stands there; None where there is none, or none any more."""
    return _ROLES[member.data["role"]] if member and not is_removed(member) else None


def member_of(item: Item) -> Member:
    return _member(item.key.pk.removeprefix("L#"), user_of_member(item), item.version, item)


def member_name_of(item: Item) -> str:
    """Of either half, also where one stands in its place who was a member before."""
    if item.key.sk.startswith(keys.MEMBER):
        return f"taskLists/{item.key.pk.removeprefix('L#')}/members/{user_of_member(item)}"
    return f"taskLists/{list_id_of_membership(item)}/members/{item.key.pk.removeprefix('U#')}"


def member_fields(value: Member) -> dict[str, Json]:
    """The stored fields of a member; what an event compares."""
    return without_empty({"role": value.role.value, "created": optional_micros(value.create_time)})


def user_of_member(item: Item) -> str:
    return item.key.sk.removeprefix(keys.MEMBER)


def membership_item(value: Member, position: str, user_sequence: int) -> Item:
    """The same with the user; `membership_of` reads it. `position` is its place in the user's own order."""
    data = {**_member_data(value), "version": value.version}
    order = {Index.ORD: f"{position}#{value.list_id}", Index.CHG: _place_in_changes(value.list_id, user_sequence)}
    return Item(keys.membership(value.user, value.list_id), user_sequence, data, authorship(value), order)


def lost_item(value: Member, reason: Reason, user_sequence: int, expires: int) -> Item:
    """Stands where a membership stood that was lost; authorship is that of whoever took it."""
    order = {Index.CHG: _place_in_changes(value.list_id, user_sequence)}
    key = keys.membership(value.user, value.list_id)
    return Item(key, user_sequence, {"lost": reason.value}, authorship(value), order, expires)


def lost_reason(item: Item) -> Reason | None:
    """Why the membership that stood there was lost; None where it stands."""
    return Reason(str(item.data["lost"])) if "lost" in item.data else None


def membership_of(item: Item) -> Member:
    """Its version is 0 where it was not kept yet."""
    version: Any = item.data.get("version", 0)
    return _member(list_id_of_membership(item), item.key.pk.removeprefix("U#"), version, item)


def place_of_membership(item: Item) -> str:
    """Of an item that was read whole."""
    return item.order[Index.ORD].removesuffix(f"#{list_id_of_membership(item)}")


def list_id_of_membership(item: Item) -> str:
    return item.key.sk.removeprefix("L#")


def _place_in_changes(list_id: str, user_sequence: int) -> str:
    return f"{keys.padded(user_sequence)}#{list_id}"


def _member_data(value: Member) -> dict[str, Json]:
    times = {"created": optional_micros(value.create_time), "updated": optional_micros(value.update_time)}
    return without_empty({"role": value.role.value, **times})


def _member(list_id: str, user: str, version: int, item: Item) -> Member:
    actor, request_id = authorship_of(item)
    times = optional_moment(item.data.get("created")), optional_moment(item.data.get("updated"))
    return Member(list_id, user, _ROLES[item.data["role"]], version, *times, actor, request_id)
