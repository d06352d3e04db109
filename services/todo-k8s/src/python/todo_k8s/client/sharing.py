"""Who has a role on a list."""

import grpc
from todo.v1.member_pb2 import Member

from todo_k8s.client import exit_codes
from todo_k8s.client.api import Api
from todo_k8s.client.failure import Failure
from todo_k8s.client.member_roles import word_of
from todo_k8s.client.member_table import user_of
from todo_k8s.client.rpc_error import problem_of, status_of


def share(api: Api, parent: str, member_id: str, role: Member.Role, title: str) -> tuple[Member, str]:
    """Gives the role, in place of another one too. The member as it is then, and a sentence that says what changed."""
    try:
        member = api.create_member(parent, member_id, role)
    except grpc.RpcError as error:
        if problem_of(error).reason != "MEMBER_EXISTS":
            raise
    else:
        return member, f"Shared {title} with {user_of(member)}, {_article(role)}"
    before = api.get_member(f"{parent}/members/{member_id}")
    if before.role == role:
        return before, f"Already shared {title} with {user_of(before)}, {_article(role)}"
    member = api.update_member(before.name, role, before.etag)
    return member, f"Made {user_of(member)} {_article(role)} of {title}, before {_article(before.role)}"


def take_away(api: Api, name: str) -> Member:
    """The member as it was."""
    member = api.get_member(name)
    try:
        api.delete_member(name)
    except grpc.RpcError as error:
        if problem_of(error).reason != "LAST_OWNER":
            raise
        raise _last_owner(error, user_of(member)) from None
    return member


def _last_owner(error: grpc.RpcError, user: str) -> Failure:
    message = (
        f"{user} is the last owner: nobody could change the members any more. To fix, make somebody else one with todo"
        " share LIST USER --role owner, or delete the list with todo list rm (LAST_OWNER)"
    )
    return Failure(message, exit_codes.CONFLICT, "LAST_OWNER", status=status_of(error))


def _article(role: Member.Role) -> str:
    word = word_of(role)
    return f"{'a' if word == 'viewer' else 'an'} {word}"
