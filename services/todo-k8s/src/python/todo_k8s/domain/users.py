"""Names of users: `users/{user}`."""

import re

from todo_k8s.domain import limits

_USER_ID = re.compile(f"[A-Za-z0-9._@+-]{{1,{limits.USER_CHARACTERS}}}")

ME = "me"
"""In the place of a user's id: the caller."""

MY_NAME = f"users/{ME}"

ID_FORM = f"1 to {limits.USER_CHARACTERS} characters of A-Z, a-z, 0-9, '.', '_', '@', '+' and '-'"
USER_FORM = f"users/{{user}}, where {{user}} is {ID_FORM}"


def is_user_id(value: str) -> bool:
    return _USER_ID.fullmatch(value) is not None


def is_user_name(name: str) -> bool:
    return name.startswith("users/") and is_user_id(name.removeprefix("users/"))
