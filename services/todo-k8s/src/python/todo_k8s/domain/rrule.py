"""Recurrence rules: the value of an RRULE (RFC 5545 §3.3.10), understood and bounded."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from todo_k8s.domain import limits

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_ORDINAL_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,5}", re.ASCII)
_UNTIL = re.compile(r"\d{8}(T\d{6}Z?)?", re.ASCII)
# Name, least and greatest; negative numbers count from the end.
_LISTS = {
    "BYMONTH": (1, 12),
    "BYWEEKNO": (-53, 53),
    "BYYEARDAY": (-366, 366),
    "BYMONTHDAY": (-31, 31),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 59),
    "BYSETPOS": (-366, 366),
}
_NAMES = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", *_LISTS)


class Freq(StrEnum):
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True, slots=True)
class Rule:
    """`by_day` has pairs of an ordinal, 0 where there is none, and a weekday, 0 for Monday; `until` is aware where it
    is told in UTC. Lists are sorted."""

    freq: Freq
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    week_start: int = 0
    by_day: tuple[tuple[int, int], ...] = ()
    by_month: tuple[int, ...] = ()
    by_week_number: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_hour: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_second: tuple[int, ...] = ()
    by_position: tuple[int, ...] = ()

    @property
    def has_times(self) -> bool:
        return bool(self.by_hour or self.by_minute or self.by_second)


def parse_rule(text: str) -> Rule:
    """Raises ValueError with the rest of a sentence that begins with the rule's field."""
    if len(text) > limits.RULE_CHARACTERS:
        raise ValueError(f"has {len(text):,} characters; shorten it to {limits.RULE_CHARACTERS}")
    parts = _parts(text.upper())
    rule = Rule(
        freq=_freq(parts.get("FREQ", "")),
        interval=_number("INTERVAL", parts.get("INTERVAL", "1"), limits.RULE_INTERVAL),
        count=_number("COUNT", parts["COUNT"], limits.RULE_COUNT) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        week_start=_weekday(parts.get("WKST", "MO")),
        by_day=_days(parts["BYDAY"]) if "BYDAY" in parts else (),
        by_month=_numbers("BYMONTH", parts),
        by_week_number=_numbers("BYWEEKNO", parts),
        by_year_day=_numbers("BYYEARDAY", parts),
        by_month_day=_numbers("BYMONTHDAY", parts),
        by_hour=_numbers("BYHOUR", parts),
        by_minute=_numbers("BYMINUTE", parts),
        by_second=_numbers("BYSECOND", parts),
        by_position=_numbers("BYSETPOS", parts),
    )
    for problem in _contradictions(rule, parts):
        raise ValueError(problem)
    return rule


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if not equals or name not in _NAMES:
            known = "the parts are " + ", ".join(_NAMES)
            raise ValueError(f"has {part[:40]!r}, which is no part of a rule; write FREQ=WEEKLY;BYDAY=MO, {known}")
        if name in parts:
            raise ValueError(f"has {name} twice; give it once")
        parts[name] = value
    return parts


def _freq(value: str) -> Freq:
    try:
        return Freq(value)
    except ValueError:
        allowed = ", ".join(Freq)
        raise ValueError(f"has FREQ={value[:40]}; FREQ is required and is one of {allowed}") from None


def _number(name: str, value: str, most: int) -> int:
    if not _NUMBER.fullmatch(value) or not 1 <= int(value) <= most:
        raise ValueError(f"has {name}={value[:40]}; give 1 to {most:,}")
    return int(value)


def _numbers(name: str, parts: Mapping[str, str]) -> tuple[int, ...]:
    if name not in parts:
        return ()
    low, high = _LISTS[name]
    values = _values(name, parts[name])
    for value in values:
        if not _NUMBER.fullmatch(value) or not low <= int(value) <= high or (int(value) == 0 and low != 0):
            bounds = f"{low} to {high}" if low >= 0 else f"1 to {high}, or -1 to {low}"
            raise ValueError(f"has {value[:40]!r} in {name}; give {bounds}")
    return tuple(sorted(set(map(int, values))))


def _days(text: str) -> tuple[tuple[int, int], ...]:
    days = set()
    for value in _values("BYDAY", text):
        match = _ORDINAL_DAY.fullmatch(value)
        ordinal = int(match[1] or 0) if match else 0
        if match is None or abs(ordinal) > 53 or (match[1] and ordinal == 0):
            raise ValueError(f"has {value[:40]!r} in BYDAY; give MO to SU, or 1MO to 53MO, -1MO to -53MO and so on")
        days.add((ordinal, WEEKDAYS.index(match[2])))
    return tuple(sorted(days))


def _values(name: str, text: str) -> list[str]:
    values = text.split(",")
    if len(values) > limits.RULE_VALUES:
        raise ValueError(f"has {len(values)} values in {name}; give {limits.RULE_VALUES} at most")
    return values


def _weekday(value: str) -> int:
    if value not in WEEKDAYS:
        raise ValueError(f"has WKST={value[:40]}; give one of {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(value)


def _until(value: str) -> date | datetime:
    if not _UNTIL.fullmatch(value):
        raise ValueError(f"has UNTIL={value[:40]}; write 20261231, 20261231T090000 or 20261231T090000Z")
    try:
        return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"has UNTIL={value[:40]}, which is not in the calendar; give a real date") from None


def _contradictions(rule: Rule, parts: Mapping[str, str]) -> Iterator[str]:
    """What RFC 5545 §3.3.10 forbids, and a rule that would have too many times in one day."""
    if rule.count and rule.until:
        yield "has both COUNT and UNTIL; give one of them"
    if rule.by_week_number and rule.freq is not Freq.YEARLY:
        yield "has BYWEEKNO, which only FREQ=YEARLY may have"
    if rule.by_year_day and rule.freq is not Freq.YEARLY:
        yield "has BYYEARDAY, which only FREQ=YEARLY may have"
    if rule.by_month_day and rule.freq is Freq.WEEKLY:
        yield "has BYMONTHDAY, which FREQ=WEEKLY may not have"
    if any(ordinal for ordinal, _ in rule.by_day):
        if rule.freq not in (Freq.MONTHLY, Freq.YEARLY):
            yield "has a number in BYDAY, which only FREQ=MONTHLY and FREQ=YEARLY may have"
        if rule.by_week_number:
            yield "has a number in BYDAY beside BYWEEKNO; give the weekday alone"
    if rule.by_position and not any(name.startswith("BY") for name in parts if name != "BYSETPOS"):
        yield "has BYSETPOS alone; give another part that begins with BY, of which it picks"
    if len(rule.by_hour or (0,)) * len(rule.by_minute or (0,)) * len(rule.by_second or (0,)) > limits.RULE_TIMES:
        yield f"has more than {limits.RULE_TIMES} times of a day; give fewer in BYHOUR, BYMINUTE and BYSECOND"
