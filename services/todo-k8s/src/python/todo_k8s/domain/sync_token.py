"""How far a reader has come in what changes, and the tokens that say so.

Changes stand in the order of their numbers, and whatever changes again moves on to behind all others: who has read up
to a place has missed nothing before it. What was removed leaves its mark for 30 days, so a place is good for as long.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from todo_k8s.domain import limits
from todo_k8s.domain.errors import FailedPrecondition, InvalidArgument, Violation
from todo_k8s.domain.paging import packed, unpacked
from todo_k8s.storage import keys

MARGIN = timedelta(hours=1)
"""By how much the clocks of processes may differ: a mark that one of them made can expire so much early."""

_PLACE = re.compile("[0-9]{20}(~|#[!-}]{1,200})")


@dataclass(frozen=True, slots=True)
class Progress:
    """`place` is the `chg` string up to which all is read, or `behind` a number. Whatever is not read yet was changed
    after `since`; removals up to the number `known` are not told, since the reader has not heard of what went."""

    place: str
    since: datetime
    known: int = 0

    @property
    def number(self) -> int:
        return keys.number_of(self.place)


def behind(number: int) -> str:
    """The place behind everything that has this number; several things can."""
    return f"{keys.padded(number)}~"


def token_of(progress: Progress, parent: str) -> str:
    return packed(parent, progress.place, keys.micros(progress.since), progress.known)


def progress_of(token: str, parent: str) -> Progress:
    """Raises InvalidArgument `SYNC_TOKEN_INVALID` for a token that was not made here, or for another parent."""
    try:
        return unpacked(token, parent, _checked)
    except ValueError:
        raise invalid_token() from None


def refuse_unfit(progress: Progress, name: str, sequence: int, now: datetime) -> None:
    """Raises FailedPrecondition `SYNC_TOKEN_EXPIRED` where marks of what was removed since can be gone, and
    InvalidArgument where the parent, which is at this number, has not come so far."""
    if progress.number > sequence or progress.since > now + MARGIN:
        raise invalid_token()
    if now - progress.since >= timedelta(days=limits.DELETED_DAYS) - MARGIN:
        message = (
            f"the sync_token of {name} is of {progress.since:%Y-%m-%d}; what was removed since is known for"
            f" {limits.DELETED_DAYS} days: begin again with an empty sync_token, and keep nothing of before"
        )
        raise FailedPrecondition("SYNC_TOKEN_EXPIRED", message, {"name": name})


def invalid_token() -> InvalidArgument:
    problem = "does not belong to this parent; begin again with an empty sync_token"
    return InvalidArgument([Violation("sync_token", problem)], "SYNC_TOKEN_INVALID")


def _checked(place: object, since: object, known: object) -> Progress:
    if not (isinstance(place, str) and _PLACE.fullmatch(place) and type(since) is int and type(known) is int):
        raise ValueError("no place in an order of changes")
    # Years beyond those of a datetime overflow.
    if not 0 <= since < 2**57 or known < 0:
        raise ValueError("no time, or no number")
    return Progress(place, keys.moment_of(since), known)
