"""Roles as people write and read them."""

from todo.v1.member_pb2 import Member

ROLES = {"viewer": Member.ROLE_VIEWER, "editor": Member.ROLE_EDITOR, "owner": Member.ROLE_OWNER}
_WORDS = {role: word for word, role in ROLES.items()}


def word_of(role: Member.Role) -> str:
    """Empty for none, and for one that this client does not know yet."""
    return _WORDS.get(role, "")
