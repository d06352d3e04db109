"""How a list comes to be."""

from dataclasses import replace
from datetime import datetime

from todo_k8s.domain import limits, names, rank
from todo_k8s.domain.errors import QuotaExceeded
from todo_k8s.domain.history import Changed, event_put
from todo_k8s.domain.model import Member, Principal, Role, TaskList, UserHead
from todo_k8s.domain.requests import CreateTaskList
from todo_k8s.domain.violations import Violations
from todo_k8s.domain.writing import Plan, remember
from todo_k8s.storage import list_codec, member_codec, user_codec
from todo_k8s.storage.table import Absent, AtVersion, Put


def check_creation(request: CreateTaskList) -> None:
    """Raises InvalidArgument with everything that is wrong with the request."""
    violations = Violations()
    names.check_new_list_id(request.task_list_id, violations)
    violations.request_id(request.mutation.request_id)
    if request.title is None:
        violations.add("task_list", "is missing; give the list to create")
    else:
        violations.title("task_list.title", request.title, limits.LIST_TITLE_CODE_POINTS)
    violations.raise_if_any()


def creation(caller: Principal, request: CreateTaskList, list_id: str, user: UserHead, now: datetime) -> Plan[TaskList]:
    """The plan of a request that was checked: the list is the caller's own, and last in the caller's order.

    Raises QuotaExceeded where the user has as many lists as there can be.
    """
    assert request.title is not None, "it was checked"
    _check_quota(user)
    by, request_id = caller.user, request.mutation.request_id.lower()
    made = TaskList(
        list_id, request.title, 1, 1, 0, 0, None, now, now, actor=by, request_id=request_id, role=Role.OWNER
    )
    place = rank.after(user.last_position)
    after = replace(user, sequence=user.sequence + 1, list_count=user.list_count + 1, last_position=place)
    owner = Member(list_id, by, Role.OWNER, made.sequence, now, now, by, request_id)
    return Plan(
        made,
        (
            *remember(caller, request.mutation, [made.name], now),
            Put(user_codec.user_item(after), AtVersion(user.sequence) if user.sequence else Absent()),
            Put(list_codec.list_item(made), Absent()),
            Put(member_codec.member_item(owner), Absent()),
            Put(member_codec.membership_item(owner, place, after.sequence), Absent()),
            event_put(caller, request.mutation, Changed.list_at(made), {}, list_codec.list_fields(made), now),
        ),
    )


def _check_quota(user: UserHead) -> None:
    if user.list_count >= limits.LISTS_PER_USER:
        message = (
            f"you have {user.list_count:,} lists, those that were deleted in the last {limits.DELETED_DAYS} days"
            f" counted; {limits.LISTS_PER_USER:,} is the most"
        )
        raise QuotaExceeded("TOO_MANY_TASK_LISTS", message, f"users/{user.user}")
