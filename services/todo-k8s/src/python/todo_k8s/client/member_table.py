"""Members as people read them."""

from collections.abc import Sequence

from todo.v1.member_pb2 import Member

from todo_k8s.client.member_roles import word_of
from todo_k8s.client.task_table import shown_time

HEADS = ("USER", "ROLE", "SINCE")


def member_rows(members: Sequence[Member], me: str) -> list[tuple[str, ...]]:
    """The heads and a row for each; `me` is the name of the member who reads."""
    return [HEADS, *(_row(each, me) for each in members)]


def user_of(member: Member) -> str:
    return member.user.removeprefix("users/")


def _row(member: Member, me: str) -> tuple[str, ...]:
    you = " (you)" if member.name == me else ""
    return (f"{user_of(member)}{you}", word_of(member.role), shown_time(member, "create_time"))
