"""No rule costs more than some milliseconds, counted in calls of functions: 60,000 of them take about 8 ms."""

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import FrameType

import pytest

from todo_k8s.domain.model import Due, Recurrence, Run, TaskContent
from todo_k8s.domain.recurrence import begun, following
from todo_k8s.domain.violations import Violations

CALLS = 60_000
BEGIN = datetime(2026, 2, 2, 0, 30)
EXCLUDED = tuple(date(2026, 2, 3) + timedelta(days=number) for number in range(100))
HOURS = ",".join(map(str, range(24)))
DAYS = ",".join(map(str, range(1, 32)))

WORST = [
    "FREQ=DAILY",
    f"FREQ=DAILY;BYHOUR={HOURS}",
    "FREQ=DAILY;INTERVAL=399;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;BYSETPOS=2;BYMINUTE=30",
    f"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR={HOURS}",
    "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
    "FREQ=WEEKLY;BYDAY=MO,TU;BYMONTH=2;BYSETPOS=3",
    f"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYMONTH=2;BYHOUR={HOURS};BYSETPOS=168",
    "FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=2",
    f"FREQ=MONTHLY;BYMONTHDAY={DAYS};BYDAY=1MO,2MO,3TU,4WE,-1FR;BYSETPOS=366",
    f"FREQ=MONTHLY;BYMONTHDAY={DAYS};BYHOUR={HOURS};BYSETPOS=-366,366",
    "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;INTERVAL=399;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
    f"FREQ=YEARLY;BYWEEKNO={DAYS};BYYEARDAY={DAYS};BYMONTHDAY={DAYS};BYMONTH=12",
    f"FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR={HOURS};BYSETPOS=366,-366",
]


def calls(of: Callable[[], object]) -> int:
    """Of functions of Python and of C alike."""
    count = 0

    def profile(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        of()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("rule", WORST)
def test_no_rule_is_dear(rule: str) -> None:
    content = TaskContent("t", due=Due(BEGIN, "Europe/Berlin"), recurrence=Recurrence(rule, excluded_dates=EXCLUDED))
    last = Run(BEGIN.replace(hour=23), 1)
    at_night = TaskContent("t", due=Due(last.anchor, "Europe/Berlin"), recurrence=content.recurrence)
    assert calls(lambda: begun(content, Violations())) < CALLS
    assert calls(lambda: following(at_night, last, datetime.now(UTC))) < CALLS
