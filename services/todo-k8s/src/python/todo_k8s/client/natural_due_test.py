from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todo_k8s.client.due import Due
from todo_k8s.client.natural_due import described, readings

# A Wednesday.
NOW = datetime(2026, 2, 4, 12, 30, tzinfo=ZoneInfo("Europe/Berlin"))


def day(text: str) -> Due:
    return Due(date.fromisoformat(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", "2026-02-04"),
        ("Tomorrow", "2026-02-05"),
        ("fri", "2026-02-06"),
        ("on Friday", "2026-02-06"),
        ("tues", "2026-02-10"),
        ("next wed", "2026-02-11"),
        ("next week", "2026-02-11"),
        ("in 3 days", "2026-02-07"),
        ("in a week", "2026-02-11"),
        ("in 10 months", "2026-12-04"),
        ("in 2 years", "2028-02-04"),
        ("6 feb", "2026-02-06"),
        ("February 6th", "2026-02-06"),
        ("4 feb", "2026-02-04"),
        ("3 feb", "2027-02-03"),
        ("29 feb", "2028-02-29"),
        ("6 feb 2030", "2030-02-06"),
        ("fri 6 feb", "2026-02-06"),
        ("Fri, 6 Feb 2026", "2026-02-06"),
        ("25/12", "2026-12-25"),
        ("12/25/2027", "2027-12-25"),
        ("3/3", "2026-03-03"),
    ],
)
def test_a_day_in_words_is_understood(text: str, expected: str) -> None:
    assert readings(text, NOW) == [day(expected)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fri 17:30", Due(date(2026, 2, 6), time(17, 30))),
        ("fri at 5:30pm", Due(date(2026, 2, 6), time(17, 30))),
        ("tomorrow 12am", Due(date(2026, 2, 5), time(0))),
        ("tomorrow noon", Due(date(2026, 2, 5), time(12))),
        ("17:30", Due(date(2026, 2, 4), time(17, 30))),
        ("12:30", Due(date(2026, 2, 5), time(12, 30))),
        ("09:00", Due(date(2026, 2, 5), time(9))),
        ("6 feb 17:30 Europe/Berlin", Due(date(2026, 2, 6), time(17, 30), "Europe/Berlin")),
        ("2026-02-06 17:30 Europe/Berlin", Due(date(2026, 2, 6), time(17, 30), "Europe/Berlin")),
        # It is tomorrow there already.
        ("today 09:00 Pacific/Kiritimati", Due(date(2026, 2, 5), time(9), "Pacific/Kiritimati")),
        ("in 2 hours", Due(date(2026, 2, 4), time(14, 30))),
        ("in 90 minutes UTC", Due(date(2026, 2, 4), time(13), "UTC")),
    ],
)
def test_a_moment_in_words_is_understood(text: str, expected: Due) -> None:
    assert readings(text, NOW) == [expected]


@pytest.mark.parametrize(
    ("day", "text", "expected"),
    [
        # The clocks skip the hour behind 2, and show it again in October.
        (date(2026, 3, 29), "in 3 hours", "2026-03-29T05:30"),
        (date(2026, 3, 29), "in 3 hours Europe/Berlin", "2026-03-29T05:30[Europe/Berlin]"),
        (date(2026, 10, 25), "in 150 minutes", "2026-10-25T03:00"),
        (date(2026, 10, 25), "in 150 minutes UTC", "2026-10-25T02:00[UTC]"),
    ],
)
def test_hours_are_counted_while_the_clocks_change(day: date, text: str, expected: str) -> None:
    assert list(map(str, readings(text, datetime.combine(day, time(1, 30), NOW.tzinfo)))) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wed", ["2026-02-04", "2026-02-11"]),
        ("next fri", ["2026-02-06", "2026-02-13"]),
        ("6/3", ["2026-03-06", "2026-06-03"]),
        ("1/2/2027", ["2027-01-02", "2027-02-01"]),
        ("fri 5:30", ["2026-02-06T05:30", "2026-02-06T17:30"]),
        ("5:30", ["2026-02-04T17:30", "2026-02-05T05:30"]),
    ],
)
def test_what_can_mean_two_things_has_two_readings(text: str, expected: list[str]) -> None:
    assert list(map(str, readings(text, NOW))) == expected


@pytest.mark.parametrize("text", ["", "milk", "fr", "next", "in days", "6", "fri 25:00", "fri 13pm", "6 foo", "13/13"])
def test_what_is_no_date_in_words_is_none(text: str) -> None:
    assert readings(text, NOW) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("thu 6 feb", "is a Friday"),
        ("32 feb", "not in the calendar"),
        ("30 feb", "not in the calendar"),
        ("2026-02-30", "not in the calendar"),
        ("fri 17:30 Mars/Base", "no time zone"),
        ("fri Europe/Berlin", "no time"),
        ("in 9999 years", "not in the calendar"),
    ],
)
def test_what_there_is_not_is_said(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        readings(text, NOW)


@given(
    st.integers(0, 3_000),
    st.none() | st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    st.sampled_from([None, "Europe/Berlin", "UTC"]),
)
def test_what_is_described_is_understood_the_same(ahead: int, clock: time | None, zone: str | None) -> None:
    due = Due(NOW.date() + timedelta(days=ahead), clock, zone if clock else None)
    assert readings(described(due, NOW.date()), NOW) == [due]


def test_the_year_is_told_where_it_is_another() -> None:
    moment = Due(date(2026, 2, 6), time(17, 30), "Europe/Berlin")
    assert described(moment, NOW.date()) == "Fri 6 Feb 17:30 Europe/Berlin"
    assert described(day("2027-02-06"), NOW.date()) == "Sat 6 Feb 2027"
