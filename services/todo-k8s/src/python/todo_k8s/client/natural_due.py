"""Due dates in words: `tomorrow`, `fri 17:30`, `in 2 weeks`, `6 feb 17:30 Europe/Berlin`.

No library does this: those there are guess where a text can mean two days, and here a guess is a missed date. Whoever
calls this shows what was understood, and asks where there are several readings.
"""

import calendar
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from todo_k8s.client.due import Due

FORMS = "today, tomorrow, fri, next fri, 6 feb, in 3 days (or weeks, months), with or without 17:30 or 5pm behind it"

_DAYS = [name.lower() for name in calendar.day_name]
_MONTHS = [name.lower() for name in calendar.month_name]
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?(?P<half>am|pm)?|(?P<noon>noon)", re.ASCII)
_SPAN = re.compile(r"in (?P<number>\d{1,4}|an?) (?P<unit>minute|hour|day|week|month|year)s?", re.ASCII)
_DATE = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<month>[a-z]{3,9})"
    r"|(?P<month2>[a-z]{3,9}) (?P<day2>\d{1,2})(?:st|nd|rd|th)?)(?:,? (?P<year>\d{4}))?",
    re.ASCII,
)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?", re.ASCII)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def readings(text: str, now: datetime) -> Sequence[Due]:
    """All that the text can mean, the nearest first; none where it is no date in words. `now` has a zone, which is that
    of the reader. Raises ValueError with a sentence for people where the text names what there is not."""
    words, zone = _without_zone(text.split(), now)
    if zone:
        now = now.astimezone(ZoneInfo(zone))
    lower = " ".join(words).lower()
    if (span := _SPAN.fullmatch(lower)) and span["unit"] in ("minute", "hour"):
        # Counted in UTC: in between the clocks can change.
        then = now.astimezone(UTC) + timedelta(minutes=_number(span) * (60 if span["unit"] == "hour" else 1))
        then = then.astimezone(now.tzinfo)
        return [Due(then.date(), then.time().replace(second=0, microsecond=0), zone)]
    clocks, rest = _without_clock(lower.split())
    if zone and not clocks:
        raise ValueError(f"{text!r} has a time zone and no time; write the time before it")
    if clocks and not rest:
        return sorted((_next_at(clock, zone, now) for clock in clocks), key=str)
    days = _days(" ".join(rest), now.date())
    at: Sequence[time | None] = clocks or [None]
    return sorted({Due(day, clock, zone) for day in days for clock in at}, key=str)


def described(due: Due, today: date) -> str:
    """What a person reads to see whether they were understood: `Fri 6 Feb 17:30 Europe/Berlin`."""
    parts = [f"{due.day:%a}", str(due.day.day), f"{due.day:%b}"]
    parts += [f"{due.day.year:04}"] if due.day.year != today.year else []
    parts += [due.clock.isoformat("seconds" if due.clock.second else "minutes")] if due.clock else []
    return " ".join(parts + ([due.zone] if due.zone else []))


def _without_zone(words: list[str], now: datetime) -> tuple[list[str], str | None]:
    if len(words) < 2 or not ("/" in words[-1] or words[-1] == "UTC") or _SLASHED.fullmatch(words[-1]):
        return words, None
    try:
        now.astimezone(ZoneInfo(words[-1]))
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{words[-1]!r} is no time zone that this machine knows, such as Europe/Berlin") from None
    return words[:-1], words[-1]


def _without_clock(words: list[str]) -> tuple[Sequence[time], list[str]]:
    """The times that the last word can mean, none where it is no time, and the words before it."""
    match = _CLOCK.fullmatch(words[-1]) if words else None
    clocks = _clocks(match) if match else ()
    if not clocks:
        return (), words
    rest = words[:-1]
    return clocks, rest[:-1] if rest[-1:] == ["at"] else rest


def _clocks(match: re.Match[str]) -> Sequence[time]:
    if match["noon"]:
        return [time(12)]
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        return ()
    if half:
        return [time(hour % 12 + (12 if half == "pm" else 0), minute)]
    if not match["minute"]:
        # A day of a month, or an hour? Nobody could tell.
        return ()
    if len(match["hour"]) == 2 or hour == 0:
        return [time(hour, minute)]
    return [time(hour, minute), time(hour + 12, minute)]


def _next_at(clock: time, zone: str | None, now: datetime) -> Due:
    today = now.date()
    return Due(today if now.time() < clock else today + timedelta(days=1), clock, zone)


def _days(text: str, today: date) -> Sequence[date]:
    text = text.removeprefix("on ")
    named = {"today": 0, "tomorrow": 1, "next week": 7}
    if text in named:
        return [today + timedelta(days=named[text])]
    if text == "next month":
        return [_months_later(today, 1)]
    if span := _SPAN.fullmatch(text):
        return [_later(today, _number(span), span["unit"])]
    if (weekday := _place(text.removeprefix("next "), _DAYS)) is not None:
        return _weekdays(weekday, today, is_next=text.startswith("next "))
    if _ISO.fullmatch(text):
        return [_checked(text, *map(int, text.split("-")))]
    if slashed := _SLASHED.fullmatch(text):
        return _slashed(text, slashed, today)
    weekday_first, _, rest = text.partition(" ")
    weekday = _place(weekday_first.removesuffix(","), _DAYS)
    days = _dates(text if weekday is None else rest, today)
    if weekday is not None and days and days[0].weekday() != weekday:
        raise ValueError(
            f"{text!r} is a {calendar.day_name[days[0].weekday()]}; leave the day of the week out, or mend it"
        )
    return days


def _weekdays(weekday: int, today: date, *, is_next: bool) -> Sequence[date]:
    """On that very day, and behind `next`, people differ: the coming one, or the one of next week?"""
    ahead = (weekday - today.weekday()) % 7
    coming = today + timedelta(days=ahead)
    if not is_next:
        return [coming] if ahead else [today, today + timedelta(days=7)]
    next_week = today + timedelta(days=7 - today.weekday() + weekday)
    return sorted({coming if ahead else today + timedelta(days=7), next_week})


def _dates(text: str, today: date) -> Sequence[date]:
    match = _DATE.fullmatch(text)
    month = _place(match["month"] or match["month2"], _MONTHS) if match else None
    if not match or not month:
        return ()
    day = int(match["day"] or match["day2"])
    if match["year"]:
        return [_checked(text, int(match["year"]), month, day)]
    return [_coming(text, month, day, today)]


def _slashed(text: str, match: re.Match[str], today: date) -> Sequence[date]:
    """Half of the world writes the day first, the other half the month."""
    first, second = int(match[1]), int(match[2])
    found = set()
    for month, day in ((first, second), (second, first)):
        if 1 <= month <= 12 and 1 <= day <= 31:
            found.add(_checked(text, int(match[3]), month, day) if match[3] else _coming(text, month, day, today))
    return sorted(found)


def _coming(text: str, month: int, day: int, today: date) -> date:
    """The next such day; 29 February can be some years away."""
    for year in range(today.year, min(today.year + 9, date.max.year + 1)):
        if day <= calendar.monthrange(year, month)[1] and (found := date(year, month, day)) >= today:
            return found
    raise ValueError(f"{text!r} is not in the calendar")


def _checked(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(f"{text!r} is not in the calendar: {error}") from None


def _place(word: str, names: Sequence[str]) -> int | None:
    """Of the name that the word is, or begins with three letters or more."""
    found = [place for place, name in enumerate(names) if len(word) >= 3 and name.startswith(word)]
    return found[0] if found else None


def _number(span: re.Match[str]) -> int:
    return int(span["number"]) if span["number"].isdecimal() else 1


def _later(today: date, number: int, unit: str) -> date:
    try:
        if unit in ("month", "year"):
            return _months_later(today, number * (12 if unit == "year" else 1))
        return today + timedelta(days=number * (7 if unit == "week" else 1))
    except (OverflowError, ValueError):
        raise ValueError(f"in {number} {unit}s is not in the calendar") from None


def _months_later(today: date, months: int) -> date:
    """The same day of the month, or its last one."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
