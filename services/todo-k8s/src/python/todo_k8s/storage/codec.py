"""Domain values to items, and back. What is empty is not stored."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeGuard

from todo_k8s.domain.latest import UNKNOWN, Latest
from todo_k8s.domain.model import (
    Basis,
    Due,
    Member,
    PurgeWork,
    Reason,
    Recurrence,
    RequestRecord,
    Role,
    Run,
    State,
    Task,
    TaskContent,
    TaskList,
    UserHead,
)
from todo_k8s.storage import keys
from todo_k8s.storage.table import Index, Item, Json


def without_empty(fields: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in fields.items() if value}


def _optional_micros(moment: datetime | None) -> int | None:
    return None if moment is None else keys.micros(moment)


def _optional_moment(data: Mapping[str, Any], name: str) -> datetime | None:
    return keys.moment_of(data[name]) if name in data else None


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
                "deleted": _optional_micros(value.delete_time),
                "actor": value.actor,
                "request": value.request_id,
                # Most lists are nobody else's.
                "members": None if value.member_count == 1 else value.member_count,
                "owners": None if value.owner_count == 1 else value.owner_count,
                "latest": _latest_data(value.latest),
            }
        ),
    )


def latest_of(head: Item) -> Latest:
    """Of a list's head or a user's."""
    return _latest_of(head.data)


def with_latest(head: Item, latest: Latest) -> Item:
    data = {name: value for name, value in head.data.items() if name != "latest"}
    if latest.counts:
        data["latest"] = _latest_data(latest)
    return Item(head.key, head.version, data, head.detail, head.order, head.expires)


def _latest_of(data: Mapping[str, Any]) -> Latest:
    if "latest" not in data:
        return UNKNOWN
    at, *counts = data["latest"]
    return Latest(keys.moment_of(at), tuple(counts))


def _latest_data(latest: Latest) -> Json:
    return [keys.micros(latest.at), *latest.counts] if latest.counts else None


def list_fields(value: TaskList) -> dict[str, Json]:
    """The stored fields of the list's own that people change; what an event compares."""
    return without_empty({"title": value.title, "deleted": _optional_micros(value.delete_time)})


def purge_work_item(value: PurgeWork) -> Item:
    data = without_empty({"held_until": _optional_micros(value.held_until)})
    return Item(keys.purge_work(value.due, value.list_id), value.version, data)


def purge_work_of(item: Item) -> PurgeWork:
    due, _, list_id = item.key.sk.partition("#")
    return PurgeWork(list_id, keys.moment_of(int(due)), item.version, _optional_moment(item.data, "held_until"))


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
        delete_time=_optional_moment(data, "deleted"),
        actor=data.get("actor", ""),
        request_id=data.get("request", ""),
        member_count=data.get("members", 1),
        owner_count=data.get("owners", 1),
        latest=_latest_of(data),
        role=role,
    )


# Asking an enum itself takes ten times as long, and every task that is read has one, every call another.
_STATES: Mapping[Json, State] = {state.value: state for state in State}
_ROLES: Mapping[Json, Role] = {role.value: role for role in Role}
_DERIVED = ("ancestors", "active_subtasks", "completed_subtasks")
_UNTOLD = ("actor", "request", "entered")
"""Who made the last change, which an event tells by itself, and since when the task has its name."""
_NOT_COMPARED = frozenset({*_DERIVED, *_UNTOLD})


def moved_item(value: Task, name: str, expires: int) -> Item:
    """Stands where a task stood that has moved to another list and has this name there."""
    key, order = keys.task(value.list_id, value.id), {Index.CHG: _change_of(value)}
    detail = without_empty({"uid": value.uid, "entered": value.entered}) | _authorship(value)
    return Item(key, value.version, {"moved_to": name}, detail, order, expires)


def entered_with(value: Task, left: Item | None, *, moved: bool) -> int | None:
    """Its `entered`, where it comes under a name at which this is left of a task that moved away: the same as before
    where that was this one. `moved` says whether it comes from another list, and so can be older than others here."""
    if left and left.detail.get("uid") == value.uid:
        entered: Any = left.detail.get("entered")
        return None if entered is None else int(entered)
    return value.version if left or moved else None


def kind_of(item: Item) -> tuple[State, bool]:
    """The state of the task that is stored so, and whether it is deleted."""
    return _STATES[item.data["state"]], is_deleted(item)


def is_deleted(task: Item) -> bool:
    return "deleted" in task.data


def parent_id_of(item: Item) -> str | None:
    ancestors: Any = item.data.get("ancestors")
    return ancestors[-1] if ancestors else None


def task_id_of(item: Item) -> str:
    return item.key.sk.removeprefix(keys.TASK)


def task_name_of(item: Item) -> str:
    """Also of what stands where a task moved away."""
    return f"taskLists/{item.key.pk.removeprefix('L#')}/tasks/{task_id_of(item)}"


def moved_to(item: Item | None) -> str:
    """The name that the task has which moved away from here; empty where none did."""
    return str(item.data.get("moved_to", "")) if item else ""


def is_task(item: Item | None) -> TypeGuard[Item]:
    """Whether a task stands there; not where there is none any more, or something else."""
    return item is not None and item.key.sk.startswith(keys.TASK) and "moved_to" not in item.data


def task_at(item: Item | None) -> Task | None:
    return task_of(item) if is_task(item) else None


def task_fields(value: Task) -> dict[str, Json]:
    """The stored fields of a task, those of `data` and of `detail` alike; what an event compares. Of its place in the
    tree the parent alone: the rest follows from that, and can change when another task does."""
    return _compared({**data_of(value), **detail_of(value)})


def fields_at(item: Item) -> dict[str, Json]:
    """The `task_fields` of the task that is stored so."""
    return _compared({**item.data, **item.detail})


def _compared(stored: dict[str, Any]) -> dict[str, Json]:
    fields = {name: field for name, field in stored.items() if name not in _NOT_COMPARED}
    if ancestors := stored.get("ancestors"):
        fields["parent"] = ancestors[-1]
    return fields


def data_of(value: Task) -> dict[str, Json]:
    content, due, run = value.content, value.content.due, value.run
    data: dict[str, Json] = {
        "uid": value.uid,
        "title": content.title,
        "state": value.state._value_,
        "priority": content.priority,
        "labels": list(content.labels),
        "assignees": list(content.assignees),
        "due": due.when.isoformat() if due else None,
        "zone": due.zone if due else None,
        "position": value.position,
        "created": keys.micros(value.create_time),
        "updated": keys.micros(value.update_time),
        "completed": _optional_micros(value.complete_time),
        "deleted": _optional_micros(value.delete_time),
        "deletion": value.deletion,
        "ancestors": list(value.ancestors),
        "active_subtasks": value.active_subtasks,
        "completed_subtasks": value.completed_subtasks,
        "anchor": run.anchor.isoformat() if run else None,
        "ordinal": run.ordinal if run else None,
        "occurrences": value.occurrences,
        "last_occurrence": value.last_occurrence,
        "series": value.series,
    }
    return without_empty(data | _rule_data(content.recurrence) if content.recurrence else data)


def _rule_data(recurrence: Recurrence) -> dict[str, Json]:
    return {
        "rule": recurrence.rule,
        "basis": recurrence.basis.value,
        "excluded": [day.isoformat() for day in recurrence.excluded_dates],
        "rule_zone": recurrence.zone,
    }


def detail_of(value: Task) -> dict[str, Json]:
    content = value.content
    return without_empty(
        {
            "notes": content.notes,
            "annotations": dict(content.annotations),
            "entered": value.entered,
            "actor": value.actor,
            "request": value.request_id,
        }
    )


def _authorship(value: Task | Member) -> dict[str, Json]:
    return without_empty({"actor": value.actor, "request": value.request_id})


def authorship_of(item: Item) -> tuple[str, str]:
    """Who changed last what stands there, and the id of that call; of what was read with its detail."""
    return str(item.detail.get("actor", "")), str(item.detail.get("request", ""))


def task_item(value: Task) -> Item:
    key = keys.task(value.list_id, value.id)
    expires = int(value.purge_time.timestamp()) if value.purge_time else None
    return Item(key, value.version, data_of(value), detail_of(value), _order_of(value), expires)


def _order_of(value: Task) -> dict[Index, str]:
    changed = {Index.CHG: _change_of(value)}
    if value.delete_time is not None:
        if value.deletion is not None:
            changed[Index.ALT] = f"{keys.deleted_together(value.deletion)}{value.id}"
        return changed | {Index.DONE: f"{keys.DELETED}{keys.padded(keys.micros(value.delete_time))}#{value.id}"}
    if value.ancestors:
        changed[Index.ALT] = f"{keys.below(value.root_id)}{value.id}"
    if value.complete_time is not None:
        return changed | {Index.DONE: f"{keys.COMPLETED}{keys.padded(keys.micros(value.complete_time))}#{value.id}"}
    due = value.content.due.when.isoformat() if value.content.due else keys.UNDATED
    return changed | {
        Index.ORD: place_of(value),
        Index.DUE: f"{due}#{value.id}",
    }


def _change_of(value: Task) -> str:
    return f"{keys.padded(value.version)}#{value.id}"


def place_of(value: Task) -> str:
    """Its `ord` string while it is active."""
    return f"{keys.siblings(value.parent_id)}{value.position}#{value.id}"


def task_of(item: Item) -> Task:
    list_id, task_id = item.key.pk.removeprefix("L#"), item.key.sk.removeprefix(keys.TASK)
    return _task(list_id, task_id, item.version, item.data, item.detail)


def task_of_fields(list_id: str, task_id: str, version: int, fields: Mapping[str, Json]) -> Task:
    """The task that has these fields, as `task_fields` gives them: of its ancestors the parent alone, and no counts."""
    parent = {"ancestors": (fields["parent"],)} if "parent" in fields else {}
    return _task(list_id, task_id, version, {**fields, **parent}, fields)


def _task(list_id: str, task_id: str, version: int, data: Mapping[str, Any], detail: Mapping[str, Any]) -> Task:
    content = TaskContent(
        data["title"],
        detail.get("notes", ""),
        data.get("priority", 0),
        tuple(data.get("labels", ())),
        due_of(data) if "due" in data else None,
        detail.get("annotations", {}),
        tuple(data.get("assignees", ())),
        recurrence_of(data) if "rule" in data else None,
    )
    # In their order: by name, so many take three times as long.
    return Task(
        list_id,
        task_id,
        data["uid"],
        version,
        content,
        _STATES[data["state"]],
        data["position"],
        keys.moment_of(data["created"]),
        keys.moment_of(data["updated"]),
        keys.moment_of(data["completed"]) if "completed" in data else None,
        keys.moment_of(data["deleted"]) if "deleted" in data else None,
        # An event tells the parent alone.
        tuple(data.get("ancestors", ())) or ((data["parent"],) if "parent" in data else ()),
        data.get("active_subtasks", 0),
        data.get("completed_subtasks", 0),
        data.get("deletion"),
        Run(_civil(data["anchor"]), data["ordinal"]) if "anchor" in data else None,
        data.get("occurrences", 0),
        data.get("last_occurrence"),
        data.get("series"),
        detail.get("actor", ""),
        detail.get("request", ""),
        detail.get("entered"),
    )


def due_of(data: Mapping[str, Any]) -> Due:
    return Due(_civil(data["due"]), data.get("zone"))


def recurrence_of(data: Mapping[str, Any]) -> Recurrence:
    excluded = tuple(map(date.fromisoformat, data.get("excluded", ())))
    return Recurrence(data["rule"], Basis(data["basis"]), excluded, data.get("rule_zone"))


def _civil(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def request_item(user: str, request_id: str, record: RequestRecord, expires: int) -> Item:
    first, *others = record.names
    data = without_empty({"fingerprint": record.fingerprint, "name": first, "others": others})
    return Item(keys.request(user, request_id), 1, data, expires=expires)


def request_of(item: Item) -> RequestRecord:
    data: Mapping[str, Any] = item.data
    return RequestRecord(data["fingerprint"], (data["name"], *data.get("others", ())))


def user_item(value: UserHead) -> Item:
    data: dict[str, Json] = {"lists": value.list_count, "last_position": value.last_position}
    return with_latest(Item(keys.user_head(value.user), value.sequence, data), value.latest)


def user_of(user: str, item: Item | None) -> UserHead:
    """The head of a user; of one who has never had a list where there is no item."""
    if item is None:
        return UserHead(user, 0, 0, None)
    data: Mapping[str, Any] = item.data
    return UserHead(user, item.version, data["lists"], data["last_position"], latest_of(item))


def member_item(value: Member) -> Item:
    """With the list; `member_of` reads it."""
    order = {Index.CHG: f"{keys.padded(value.version)}#{keys.MEMBER}{value.user}"}
    key = keys.member(value.list_id, value.user)
    return Item(key, value.version, _member_data(value), _authorship(value), order)


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
    return without_empty({"role": value.role.value, "created": _optional_micros(value.create_time)})


def user_of_member(item: Item) -> str:
    return item.key.sk.removeprefix(keys.MEMBER)


def membership_item(value: Member, position: str, user_sequence: int) -> Item:
    """The same with the user; `membership_of` reads it. `position` is its place in the user's own order."""
    data = {**_member_data(value), "version": value.version}
    order = {Index.ORD: f"{position}#{value.list_id}", Index.CHG: _place_in_changes(value.list_id, user_sequence)}
    return Item(keys.membership(value.user, value.list_id), user_sequence, data, _authorship(value), order)


def lost_item(value: Member, reason: Reason, user_sequence: int, expires: int) -> Item:
    """Stands where a membership stood that was lost; authorship is that of whoever took it."""
    order = {Index.CHG: _place_in_changes(value.list_id, user_sequence)}
    key = keys.membership(value.user, value.list_id)
    return Item(key, user_sequence, {"lost": reason.value}, _authorship(value), order, expires)


def lost_reason(item: Item) -> Reason | None:
    """Why the membership that stood there was lost; None where it stands."""
    return Reason(str(item.data["lost"])) if "lost" in item.data else None


def membership_of(item: Item) -> Member:
    """Its version is 0 where it was not kept yet."""
    version: Any = item.data.get("version", 0)
    return _member(list_id_of_membership(item), item.key.pk.removeprefix("U#"), version, item)


def place_of_membership(item: Item) -> str:
    """Of an item that was read whole, or in the user's own order."""
    return item.order[Index.ORD].removesuffix(f"#{list_id_of_membership(item)}")


def list_id_of_membership(item: Item) -> str:
    return item.key.sk.removeprefix("L#")


def _place_in_changes(list_id: str, user_sequence: int) -> str:
    return f"{keys.padded(user_sequence)}#{list_id}"


def _member_data(value: Member) -> dict[str, Json]:
    times = {"created": _optional_micros(value.create_time), "updated": _optional_micros(value.update_time)}
    return without_empty({"role": value.role.value, **times})


def _member(list_id: str, user: str, version: int, item: Item) -> Member:
    actor, request_id = authorship_of(item)
    times = _optional_moment(item.data, "created"), _optional_moment(item.data, "updated")
    return Member(list_id, user, _ROLES[item.data["role"]], version, *times, actor, request_id)
