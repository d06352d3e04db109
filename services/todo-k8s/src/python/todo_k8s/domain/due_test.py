from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todo_k8s.domain.due import due_of
from todo_k8s.domain.errors import InvalidArgument
from todo_k8s.domain.model import Due
from todo_k8s.domain.requests import DateInput, DateTimeInput, EmptyDue
from todo_k8s.domain.violations import Violations


def moment(
    day: int = 1, hours: int = 12, seconds: int = 0, nanos: int = 0, zone: str | None = None, offset: bool = False
) -> DateTimeInput:
    return DateTimeInput(2026, 2, day, hours, 30, seconds, nanos, zone, offset)


def wrong_fields(given: DateInput | DateTimeInput | EmptyDue) -> list[str]:
    violations = Violations()
    due_of(given, "due", violations)
    with pytest.raises(InvalidArgument) as caught:
        violations.raise_if_any()
    return [violation.field for violation in caught.value.violations]


@pytest.mark.parametrize(
    ("given", "due"),
    [
        (None, None),
        (DateInput(2028, 2, 29), Due(date(2028, 2, 29))),
        (moment(), Due(datetime(2026, 2, 1, 12, 30))),
        (moment(zone="Europe/Berlin"), Due(datetime(2026, 2, 1, 12, 30), "Europe/Berlin")),
    ],
)
def test_real_dates_are_taken(given: DateInput | DateTimeInput | None, due: Due | None) -> None:
    violations = Violations()
    assert due_of(given, "due", violations) == due
    violations.raise_if_any()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (EmptyDue(), "due"),
        (DateInput(2026, 2, 29), "due.date"),
        (DateInput(2026, 2, 0), "due.date"),
        (DateInput(0, 2, 1), "due.date"),
        (moment(day=31), "due.date_time"),
        (moment(hours=24), "due.date_time"),
        (moment(seconds=60), "due.date_time"),
        (moment(nanos=1), "due.date_time.nanos"),
        (moment(offset=True), "due.date_time.utc_offset"),
        (moment(zone=""), "due.date_time.time_zone.id"),
        (moment(zone="Europe"), "due.date_time.time_zone.id"),
        # It would mean another zone on each machine.
        (moment(zone="localtime"), "due.date_time.time_zone.id"),
        (moment(zone="../../etc/passwd"), "due.date_time.time_zone.id"),
    ],
)
def test_others_are_refused_by_their_field(given: DateInput | DateTimeInput | EmptyDue, field: str) -> None:
    assert wrong_fields(given) == [field]


numbers = st.integers(-(2**31), 2**31 - 1)
any_moment = st.builds(DateTimeInput, *[numbers] * 7, st.none() | st.text(), st.booleans())


@settings(deadline=None)
@given(st.builds(DateInput, numbers, numbers, numbers) | any_moment)
def test_whatever_comes_is_a_due_date_or_a_violation(given: DateInput | DateTimeInput) -> None:
    violations = Violations()
    due = due_of(given, "due", violations)
    if due is None:
        with pytest.raises(InvalidArgument):
            violations.raise_if_any()
