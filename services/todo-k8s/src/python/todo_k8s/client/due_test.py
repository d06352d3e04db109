from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from todo_k8s.client.due import Due, parse_due


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2026-12-01", Due(date(2026, 12, 1))),
        ("0001-01-01", Due(date(1, 1, 1))),
        ("2026-12-01T09:05", Due(date(2026, 12, 1), time(9, 5))),
        ("2026-12-01T09:05:07", Due(date(2026, 12, 1), time(9, 5, 7))),
        ("2026-12-01T09:05[Etc/GMT+5]", Due(date(2026, 12, 1), time(9, 5), "Etc/GMT+5")),
    ],
)
def test_a_due_date_is_read_and_written_the_same(text: str, due: Due) -> None:
    assert parse_due(text) == due
    assert str(due) == text


def test_seconds_of_nought_are_not_written() -> None:
    assert str(parse_due("2026-12-01T09:05:00")) == "2026-12-01T09:05"


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "2026-2-1", "2026-02-30", "0000-01-01", "2026-12-01T24:00", "2026-12-01T10:00:60"]
    + ["2026-12-01[UTC]", "2026-12-01T10:00Z", "2026-12-01T10:00+02:00", "2026-12-01 10:00", "２０２６-12-01"],
)
def test_what_is_no_due_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no due date|is not in the calendar"):
        parse_due(text)


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("2026-05-04", True),
        ("2026-05-05", False),
        ("2026-05-05T11:59", True),
        ("2026-05-05T12:00", False),
        # It is noon in Berlin, and six in the morning in New York.
        ("2026-05-05T05:59[America/New_York]", True),
        ("2026-05-05T06:01[America/New_York]", False),
        ("2026-05-05T11:59[No/Where]", False),
    ],
)
def test_what_is_past_is_over_in_its_own_zone(text: str, over: bool) -> None:
    now = datetime(2026, 5, 5, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    assert parse_due(text).is_over(now) is over
