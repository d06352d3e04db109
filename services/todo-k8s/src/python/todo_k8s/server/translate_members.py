"""Members as protobuf, and their roles in both directions."""

from todo.v1 import member_pb2
from todo_k8s.domain.model import Member, Role
from todo_k8s.server import translate


def member(value: Member) -> member_pb2.Member:
    return member_pb2.Member(
        name=value.name,
        user=f"users/{value.user}",
        role=translate.ROLES[value.role],
        create_time=translate.optional_timestamp(value.create_time),
        update_time=translate.optional_timestamp(value.update_time),
        etag=value.etag,
    )


def role(value: member_pb2.Member.Role) -> Role | None:
    """None for a number that is no role: enums of proto3 take any."""
    return next((each for each, number in translate.ROLES.items() if number == value), None)
