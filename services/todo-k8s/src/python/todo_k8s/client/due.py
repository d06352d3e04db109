"""Due dates as people write them: `2026-12-01`, `2026-12-01T10:00`, `2026-12-01T10:00[Europe/Berlin]`."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

_DUE = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:T(?P<clock>\d{2}:\d{2}(?::\d{2})?)(?:\[(?P<zone>[A-Za-z0-9_+/-]{1,64})\])?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Due:
    """A day, or a moment to the second; without a zone it is the same clock time wherever the reader is."""

    day: date
    clock: time | None = None
    zone: str | None = None

    def __str__(self) -> str:
        if self.clock is None:
            return self.day.isoformat()
        shown = self.clock.isoformat("seconds" if self.clock.second else "minutes")
        return f"{self.day.isoformat()}T{shown}" + (f"[{self.zone}]" if self.zone else "")

    def is_over(self, now: datetime) -> bool:
        """Whether the day, or the moment, is past; `now` has a zone, in which days and floating times are meant."""
        if self.clock is None:
            return self.day < now.date()
        there = _in_zone(now, self.zone) if self.zone else now
        return there is not None and datetime.combine(self.day, self.clock) < there.replace(tzinfo=None)


def parse_due(text: str) -> Due:
    """Raises ValueError with a sentence for people. Whether the zone exists is for the server to say."""
    match = _DUE.fullmatch(text)
    if match is None:
        raise ValueError(
            f"{text!r} is no due date; write 2026-12-01, 2026-12-01T10:00 or 2026-12-01T10:00[Europe/Berlin]"
        )
    clock = match["clock"]
    try:
        return Due(date.fromisoformat(match["day"]), time.fromisoformat(clock) if clock else None, match["zone"])
    except ValueError as error:
        raise ValueError(f"{text!r} is not in the calendar: {error}") from None


def _in_zone(now: datetime, zone: str) -> datetime | None:
    """None where this machine does not know the zone."""
    from zoneinfo import ZoneInfo

    try:
        return now.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError):
        return None
