"""Due dates as people write them: `2026-12-01`, `2026-12-01T10:00`, `2026-12-01T10:00[Europe/Berlin]`."""

import re
from dataclasses import dataclass
from datetime import date, time

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
