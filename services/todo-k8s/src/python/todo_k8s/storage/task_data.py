"""What is stored of a task, as its item's `data` (docs/adr/0001)."""

from collections.abc import Mapping
from typing import Any

import msgspec


class TaskData(msgspec.Struct, omit_defaults=True, frozen=True, gc=False):
    """A task's fields as they are stored; those that have their default are left out. Times are in microseconds since
    the epoch.

    Only one field is set where a task stood that has moved to another list: `moved_to`, the name that it has there.
    """

    uid: str = ""
    title: str = ""
    state: str = ""
    priority: int = 0
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    due: str | None = None
    zone: str | None = None
    position: str = ""
    created: int = 0
    updated: int = 0
    completed: int | None = None
    deleted: int | None = None
    deletion: int | None = None
    ancestors: tuple[str, ...] = ()
    active_subtasks: int = 0
    completed_subtasks: int = 0
    anchor: str | None = None
    ordinal: int | None = None
    occurrences: int = 0
    last_occurrence: str | None = None
    series: str | None = None
    rule: str | None = None
    basis: str | None = None
    excluded: tuple[str, ...] = ()
    rule_zone: str | None = None
    moved_to: str = ""


def task_data(fields: Mapping[str, Any]) -> TaskData:
    """Of stored fields, among which there may be others."""
    return msgspec.convert(fields, TaskData)
