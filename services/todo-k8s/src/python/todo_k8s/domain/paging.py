"""Pages and their tokens (AIP-158).

A token only says where inside the stretch of the authorised request to go on, so a forged one reaches nothing new; it
carries a fingerprint of the request, so one that is used with another request is refused.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Generic, TypeVar

from todo_k8s.domain import limits
from todo_k8s.domain.errors import InvalidArgument, Violation
from todo_k8s.domain.requests import PageRequest
from todo_k8s.domain.violations import Violations
from todo_k8s.storage.table import Cursor, Range

T = TypeVar("T")

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """A page of results; `next_token` is empty on the last one."""

    items: tuple[T, ...]
    next_token: str


def page_size(request: PageRequest, violations: Violations) -> int:
    violations.page_size(request.size)
    return min(request.size or limits.PAGE_SIZE_DEFAULT, limits.PAGE_SIZE_MAX)


def token_of(cursor: Cursor | None, request: PageRequest) -> str:
    if cursor is None:
        return ""
    parts = [_VERSION, request.fingerprint, cursor.position, cursor.sk]
    return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def cursor_of(request: PageRequest, stretch: Range) -> Cursor | None:
    """Where to go on; None at the beginning. Raises InvalidArgument `PAGE_TOKEN_INVALID` for a token not made here, or
    made for another request."""
    if not request.token:
        return None
    try:
        padded = request.token + "=" * (-len(request.token) % 4)
        version, fingerprint, position, sk = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        valid = version == _VERSION and fingerprint == request.fingerprint and _within(stretch, position, sk)
    except (ValueError, TypeError, RecursionError, binascii.Error):
        valid = False
    if not valid:
        raise invalid_token()
    return Cursor(position, sk)


def invalid_token() -> InvalidArgument:
    problem = "does not belong to this request; begin again with an empty page_token"
    return InvalidArgument([Violation("page_token", problem)], "PAGE_TOKEN_INVALID")


def _within(stretch: Range, position: object, sk: object) -> bool:
    """Whether a store can go on from there; lone surrogates raise UnicodeEncodeError, a ValueError."""
    if not (isinstance(position, str) and isinstance(sk, str) and 0 < len(sk.encode()) <= 1_024):
        return False
    return stretch.low <= position <= stretch.high and len(position.encode()) <= 1_024
