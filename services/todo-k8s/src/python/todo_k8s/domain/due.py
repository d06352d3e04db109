"""Due dates: from what a caller sends to a checked civil date or time."""

from datetime import date, datetime
from functools import cache
from zoneinfo import available_timezones

from todo_k8s.domain.model import Due
from todo_k8s.domain.requests import DateInput, DateTimeInput, EmptyDue
from todo_k8s.domain.violations import Violations

# Listing the zones reads the whole time zone database, so it is done once.
_zones = cache(available_timezones)


def due_of(given: DateInput | DateTimeInput | EmptyDue | None, field: str, violations: Violations) -> Due | None:
    """The due date, None where there is none; a violation is added for what is not a real one."""
    match given:
        case None:
            return None
        case EmptyDue():
            violations.add(field, "is empty; set date or date_time in it, or leave it out")
            return None
        case DateInput():
            return _day(given, f"{field}.date", violations)
        case DateTimeInput():
            return _moment(given, f"{field}.date_time", violations)


def _day(given: DateInput, field: str, violations: Violations) -> Due | None:
    try:
        return Due(date(given.year, given.month, given.day))
    except ValueError as error:
        violations.add(field, f"is no day of the calendar ({error}); give year, month and day of a real one")
        return None


def _moment(given: DateTimeInput, field: str, violations: Violations) -> Due | None:
    if given.has_utc_offset:
        violations.add(f"{field}.utc_offset", "is not supported; give time_zone.id, or neither for floating time")
    if given.nanos:
        violations.add(f"{field}.nanos", "is not 0; due times go to the second")
    if given.zone is not None and given.zone not in _zones():
        violations.add(f"{field}.time_zone.id", f"is {given.zone[:80]!r}; give an IANA name, for example Europe/Berlin")
    try:
        moment = datetime(given.year, given.month, given.day, given.hours, given.minutes, given.seconds)
    except ValueError as error:
        violations.add(field, f"is no moment of the calendar ({error}); give a real date and a time before 24:00:00")
        return None
    return Due(moment, given.zone)
