"""Names of users: `users/{user}`."""

import re

from todo_k8s.domain import limits

_USER_NAME = re.compile(f"users/[A-Za-z0-9._@+-]{{1,{limits.USER_CHARACTERS}}}")

USER_FORM = (
    f"users/{{user}}, where {{user}} is 1 to {limits.USER_CHARACTERS} characters of A-Z, a-z, 0-9, '.', '_', '@', '+'"
    " and '-'"
)


def is_user_name(name: str) -> bool:
    return _USER_NAME.fullmatch(name) is not None
