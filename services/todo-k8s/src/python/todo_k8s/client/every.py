"""How often a task recurs, as people write it: `2 weeks`, `monday,thursday`, `month on the 31st`, or an RRULE."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

FORMS = "day, weekday, 2 weeks, monday,thursday, month on the 31st, month on the last day, year, or FREQ=…"

_UNITS = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CODES = {day: day[:2].upper() for day in _DAYS}
_WEEKDAYS = {"weekday": _DAYS[:5], "weekend": _DAYS[5:]}
_MONTHLY = re.compile(r"(?P<often>.*\bmonths?) on the (?P<day>last day|\d{1,2}(?:st|nd|rd|th)?)")
_OFTEN = re.compile(r"(?:(?P<number>\d{1,3}|other) )?(?P<unit>day|week|month|year)s?")


@dataclass(frozen=True, slots=True)
class Every:
    """A rule, and the weekdays (0 is Monday) or the day of the month (-1 is the last) on which it falls, if it says
    some."""

    rule: str
    weekdays: tuple[int, ...] = ()
    month_day: int = 0
    is_raw: bool = False

    def first(self, today: date) -> date | None:
        """The first of its days from today on; None where the rule is raw, and could fall on any."""
        if self.is_raw:
            return None
        # A day of the month comes within two months.
        days = (today + timedelta(days=number) for number in range(63))
        return next(day for day in days if self._falls_on(day))

    def _falls_on(self, day: date) -> bool:
        if self.month_day < 0:
            return (day + timedelta(days=1)).day == 1
        return (not self.weekdays or day.weekday() in self.weekdays) and self.month_day in (0, day.day)


def parse_every(text: str) -> Every:
    """Raises ValueError with a sentence for people. Whether a raw rule is one is for the server to say."""
    if "=" in text:
        return Every(text.strip().removeprefix("RRULE:"), is_raw=True)
    words = " ".join(text.lower().removeprefix("every ").split())
    weekdays = _weekdays(words)
    if weekdays:
        codes = ",".join(_CODES[_DAYS[each]] for each in weekdays)
        return Every(f"FREQ=WEEKLY;BYDAY={codes}", weekdays)
    if monthly := _MONTHLY.fullmatch(words):
        number = -1 if monthly["day"] == "last day" else int(re.sub(r"\D", "", monthly["day"]))
        rule, unit = _often(monthly["often"], text)
        if unit == "month" and (number == -1 or 1 <= number <= 31):
            return Every(f"{rule};BYMONTHDAY={number}", month_day=number)
        raise _not_understood(text)
    return Every(_often(words, text)[0])


def told(rule: str) -> str:
    """The rule in words, where it is one that `parse_every` makes; else as it is."""
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    unit = {freq: unit for unit, freq in _UNITS.items()}.get(parts.pop("FREQ", ""))
    number = parts.pop("INTERVAL", "1")
    often = f"every {unit}" if number == "1" else f"every {number} {unit}s"
    days = [day for day, code in _CODES.items() if code in parts.get("BYDAY", "").split(",")]
    if unit is None or set(parts) - {"BYDAY", "BYMONTHDAY"} or len(parts) > 1:
        return rule
    if month_day := parts.get("BYMONTHDAY"):
        is_one = unit == "month" and re.fullmatch(r"-1|\d+", month_day)
        return f"{often} on the {'last day' if month_day == '-1' else month_day}" if is_one else rule
    if "BYDAY" in parts:
        is_plain = unit == "week" and number == "1" and len(days) == len(parts["BYDAY"].split(","))
        return f"every {', '.join(days)}" if is_plain else rule
    return often


def _weekdays(words: str) -> tuple[int, ...]:
    """Those that the words name, none where one of them is no weekday."""
    found: set[str] = set()
    for word in re.split(r"\s*(?:,|\band\b)\s*", words):
        named = [day for day in _DAYS if len(word) >= 2 and day.startswith(word.removesuffix("s"))]
        group = _WEEKDAYS.get(word.removesuffix("s"), named if len(named) == 1 else [])
        if not group:
            return ()
        found.update(group)
    return tuple(number for number, day in enumerate(_DAYS) if day in found)


def _often(words: str, text: str) -> tuple[str, str]:
    """The rule, and its unit."""
    match = _OFTEN.fullmatch({"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}.get(words, words))
    number = {None: 1, "other": 2}.get(match["number"]) or int(match["number"]) if match else 0
    if match is None or number == 0:
        raise _not_understood(text)
    rule = f"FREQ={_UNITS[match['unit']]}"
    return (rule if number == 1 else f"{rule};INTERVAL={number}"), match["unit"]


def _not_understood(text: str) -> ValueError:
    return ValueError(f"{text!r} says not how often; write {FORMS}")
