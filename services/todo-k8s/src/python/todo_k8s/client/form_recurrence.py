"""How a task recurs, as text to edit: `every 2 weeks after it is done in Europe/Berlin`."""

import re
from datetime import date

from google.type.date_pb2 import Date
from todo.v1.task_pb2 import Recurrence

from todo_k8s.client.every import parse_every, told

FORM = "every 2 weeks, or an RRULE; behind it: after it is done [in Europe/Berlin]"

_AFTER = " after it is done"
_TEXT = re.compile(rf"(?P<rule>.+?)(?P<after>{_AFTER}(?: in (?P<zone>\S+))?)?")


def to_text(recurrence: Recurrence) -> str:
    """All but the excluded days."""
    if recurrence.basis != Recurrence.BASIS_COMPLETED:
        return told(recurrence.rule)
    zone = f" in {recurrence.time_zone}" if recurrence.time_zone else ""
    return f"{told(recurrence.rule)}{_AFTER}{zone}"


def from_text(text: str) -> Recurrence:
    """Raises ValueError with a sentence for people."""
    match = _TEXT.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} says not how often; write {FORM}")
    basis = Recurrence.BASIS_COMPLETED if match["after"] else Recurrence.BASIS_SCHEDULED
    return Recurrence(rule=parse_every(match["rule"]).rule, basis=basis, time_zone=match["zone"] or "")


def days_of(recurrence: Recurrence) -> list[str]:
    """Those that it leaves out."""
    return [date(day.year, day.month, day.day).isoformat() for day in recurrence.excluded_dates]


def day_from_text(text: str) -> Date:
    """Raises ValueError with a sentence for people."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no day; write 2026-12-01, and blanks between several") from None
    return Date(year=day.year, month=day.month, day=day.day)
