"""Resource names and ids (AIP-122): `taskLists/{task_list}/tasks/{task}`."""

import re
from dataclasses import dataclass

import msgspec

from todo_k8s.domain.users import ID_FORM, ME, is_user_id
from todo_k8s.domain.violations import Violations

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_TASK_ID = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_LIST_NAME = re.compile(f"taskLists/({_UUID})")
_TASK_NAME = re.compile(f"taskLists/({_UUID})/tasks/({_TASK_ID})")
_LIST_ID = re.compile(_UUID)
_ID = re.compile(_TASK_ID)
_EVENT_NAME = re.compile(f"taskLists/({_UUID})/events/([1-9][0-9]{{0,18}})")

_MEMBER_NAME = re.compile(f"taskLists/({_UUID})/members/(.+)", re.DOTALL)

ALL_LISTS = "taskLists/-"
"""All those on which the caller has a role (AIP-159)."""

LIST_FORM = "taskLists/{task_list}, where {task_list} is a UUID in lower case"
TASK_FORM = (
    "taskLists/{task_list}/tasks/{task}, where {task_list} is a UUID in lower case and {task} is 1 to 63 characters of"
    " a-z, 0-9 and '-', with no '-' at either end"
)

MEMBER_FORM = (
    "taskLists/{task_list}/members/{member}, where {task_list} is a UUID in lower case and {member} the id of a user,"
    f" {ID_FORM}"
)


class TaskName(msgspec.Struct, frozen=True, gc=False):
    list_id: str
    task_id: str

    def __str__(self) -> str:
        return f"taskLists/{self.list_id}/tasks/{self.task_id}"


@dataclass(frozen=True, slots=True)
class MemberName:
    list_id: str
    user: str

    def __str__(self) -> str:
        return f"taskLists/{self.list_id}/members/{self.user}"


def list_id_of(name: str, field: str, violations: Violations) -> str:
    """The list's id in a list's name; empty, with a violation added, where it is no such name."""
    if match := _LIST_NAME.fullmatch(name):
        return match[1]
    violations.add(field, f"is {name[:120]!r}; give {LIST_FORM}")
    return ""


def task_name(name: str, field: str, violations: Violations) -> TaskName:
    """The parts of a task's name; empty ones, with a violation added where it is none."""
    if match := _TASK_NAME.fullmatch(name):
        return TaskName(match[1], match[2])
    violations.add(field, f"is {name[:120]!r}; give {TASK_FORM}")
    return TaskName("", "")


def user_id_of(value: str, caller: str, field: str, violations: Violations) -> str:
    """The user's id, where `me` is the caller; empty, with a violation added, where it is none."""
    if is_user_id(value):
        return caller if value == ME else value
    violations.add(field, f"is {value[:120]!r}; give the id of a user: {ID_FORM}")
    return ""


def member_name(name: str, caller: str, field: str, violations: Violations) -> MemberName:
    """The parts of a member's name, where `me` is the caller; empty ones, with a violation added where it is none."""
    match = _MEMBER_NAME.fullmatch(name)
    if match and is_user_id(match[2]):
        return MemberName(match[1], caller if match[2] == ME else match[2])
    violations.add(field, f"is {name[:120]!r}; give {MEMBER_FORM}")
    return MemberName("", "")


def event_name(name: str, field: str, violations: Violations) -> tuple[str, int]:
    """The list's id and the number in an event's name; "" and 0, with a violation added where it is none."""
    if match := _EVENT_NAME.fullmatch(name):
        return match[1], int(match[2])
    violations.add(field, f"is {name[:120]!r}; give an event's name, taskLists/{{task_list}}/events/{{event}}")
    return "", 0


def check_new_list_id(value: str, violations: Violations) -> None:
    if value and not _LIST_ID.fullmatch(value):
        violations.add("task_list_id", f"is {value[:80]!r}; give a UUID in lower case, or leave it empty")


def check_new_task_id(value: str, violations: Violations) -> None:
    if value and not _ID.fullmatch(value):
        violations.add(
            "task_id",
            f"is {value[:80]!r}; give 1 to 63 characters of a-z, 0-9 and '-', with no '-' at either end,"
            " or leave it empty",
        )
