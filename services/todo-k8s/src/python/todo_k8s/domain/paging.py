"""Pages and their tokens (AIP-158).

A token only says where inside the stretch of the authorised request to go on, so a forged one reaches nothing new; it
carries a fingerprint of the request, so one that is used with another request is refused.
"""

import base64
from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

import msgspec

from todo_k8s.domain import limits
from todo_k8s.domain.errors import InvalidArgument, Violation
from todo_k8s.domain.requests import PageRequest
from todo_k8s.domain.violations import Violations
from todo_k8s.storage.table import Cursor, Json, Range
from todo_k8s.value import value

T = TypeVar("T")

_VERSION = 1


@value
class Listing(Generic[T]):
    """A page of results; `next_token` is empty on the last one."""

    items: Sequence[T]
    next_token: str


def page_size(request: PageRequest, violations: Violations) -> int:
    violations.page_size(request.size)
    return min(request.size or limits.PAGE_SIZE_DEFAULT, limits.PAGE_SIZE_MAX)


def token_of(cursor: Cursor | None, request: PageRequest) -> str:
    return "" if cursor is None else packed(request.fingerprint, cursor.position, cursor.sk)


def cursor_of(request: PageRequest, stretch: Range) -> Cursor | None:
    """Where to go on; None at the beginning. Raises InvalidArgument `PAGE_TOKEN_INVALID` for a token not made here, or
    made for another request."""
    return read_token(request, partial(checked_cursor, stretch)) if request.token else None


def read_token(request: PageRequest, read: Callable[..., T]) -> T:
    """What `read` makes of the parts of the request's token. Where it raises ValueError or TypeError, and for a token
    of another request, InvalidArgument `PAGE_TOKEN_INVALID` is raised."""
    try:
        return unpacked(request.token, request.fingerprint, read)
    except ValueError:
        raise invalid_token() from None


def packed(purpose: str, *parts: Json) -> str:
    """A token that holds this, and is good for one purpose."""
    text = msgspec.json.encode((_VERSION, purpose, *parts))
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def unpacked(token: str, purpose: str, read: Callable[..., T]) -> T:
    """What `read` makes of the parts of the token. Raises ValueError where it does, or cannot take them, and where the
    token was not made for this."""
    try:
        padded = token + "=" * (-len(token) % 4)
        version, fingerprint, *parts = msgspec.json.decode(base64.b64decode(padded, altchars=b"-_", validate=True))
        if version == _VERSION and fingerprint == purpose:
            return read(*parts)
    except (ValueError, TypeError, RecursionError) as error:
        raise ValueError("not a token of ours") from error
    raise ValueError("a token for something else")


def checked_cursor(stretch: Range, position: object, sk: object) -> Cursor:
    """Raises ValueError where a store cannot go on from there; UnicodeEncodeError, for lone surrogates, is one."""
    if not (isinstance(position, str) and isinstance(sk, str) and 0 < len(sk.encode()) <= 1_024):
        raise ValueError("no place in an order")
    if not (stretch.low <= position <= stretch.high and len(position.encode()) <= 1_024):
        raise ValueError("outside the stretch")
    return Cursor(position, sk)


def invalid_token() -> InvalidArgument:
    problem = "does not belong to this request; begin again with an empty page_token"
    return InvalidArgument([Violation("page_token", problem)], "PAGE_TOKEN_INVALID")
