"""Due dates: from what a caller sends to a checked civil date or time."""

from datetime import date, datetime
from functools import cache
from zoneinfo import available_timezones

from todo_k8s.domain.model import Due
from todo_k8s.domain.requests import DateInput, DateTimeInput, DueInput, EmptyDue
from todo_k8s.domain.violations import Violations


@cache
def _zones() -> set[str]:
    """Read once: it takes the whole time zone database. Debian has its machine's own zone among them."""
    return available_timezones() - {"localtime"}


def due_of(given: DueInput | None, field: str, violations: Violations) -> Due | None:
    """The due date, None where there is none; a violation is added for what is not a real one."""
    match given:
        case None:
            return None
        case EmptyDue():
            violations.add(field, "is empty; set date or date_time in it, or leave it out")
            return None
        case DateInput():
            day = day_of(given, f"{field}.date", violations)
            return Due(day) if day else None
        case DateTimeInput():
            return _moment(given, f"{field}.date_time", violations)


def told(due: Due) -> str:
    """As messages and metadata name it: `2026-12-01`, `2026-12-01T10:00:00[Europe/Berlin]`."""
    return due.when.isoformat() + (f"[{due.zone}]" if due.zone else "")


def check_zone(zone: str, field: str, violations: Violations) -> None:
    if zone not in _zones():
        violations.add(field, f"is {zone[:80]!r}; give an IANA name, for example Europe/Berlin")


def day_of(given: DateInput, field: str, violations: Violations) -> date | None:
    try:
        return date(given.year, given.month, given.day)
    except ValueError as error:
        violations.add(field, f"is no day of the calendar ({error}); give year, month and day of a real one")
        return None


def _moment(given: DateTimeInput, field: str, violations: Violations) -> Due | None:
    if given.has_utc_offset:
        violations.add(f"{field}.utc_offset", "is not supported; give time_zone.id, or neither for floating time")
    if given.nanos:
        violations.add(f"{field}.nanos", "is not 0; due times go to the second")
    if given.zone is not None:
        check_zone(given.zone, f"{field}.time_zone.id", violations)
    try:
        moment = datetime(given.year, given.month, given.day, given.hours, given.minutes, given.seconds)
    except ValueError as error:
        violations.add(field, f"is no moment of the calendar ({error}); give a real date and a time before 24:00:00")
        return None
    return Due(moment, given.zone)
