from datetime import date

import pytest

from todo_k8s.client.every import Every, parse_every, told

# A Wednesday.
TODAY = date(2026, 2, 4)


@pytest.mark.parametrize(
    ("text", "rule", "first", "words"),
    [
        ("day", "FREQ=DAILY", "2026-02-04", "every day"),
        ("Daily", "FREQ=DAILY", "2026-02-04", "every day"),
        ("every 2 weeks", "FREQ=WEEKLY;INTERVAL=2", "2026-02-04", "every 2 weeks"),
        ("other  month", "FREQ=MONTHLY;INTERVAL=2", "2026-02-04", "every 2 months"),
        ("1 year", "FREQ=YEARLY", "2026-02-04", "every year"),
        ("Monday,Thursday", "FREQ=WEEKLY;BYDAY=MO,TH", "2026-02-05", "every monday, thursday"),
        ("mon and thu", "FREQ=WEEKLY;BYDAY=MO,TH", "2026-02-05", "every monday, thursday"),
        ("tuesdays", "FREQ=WEEKLY;BYDAY=TU", "2026-02-10", "every tuesday"),
        (
            "weekday",
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            "2026-02-04",
            "every monday, tuesday, wednesday, thursday, friday",
        ),
        ("weekend", "FREQ=WEEKLY;BYDAY=SA,SU", "2026-02-07", "every saturday, sunday"),
        ("month on the 31st", "FREQ=MONTHLY;BYMONTHDAY=31", "2026-03-31", "every month on the 31"),
        ("month on the last day", "FREQ=MONTHLY;BYMONTHDAY=-1", "2026-02-28", "every month on the last day"),
        ("3 months on the 4th", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=4", "2026-02-04", "every 3 months on the 4"),
    ],
)
def test_what_people_write(text: str, rule: str, first: str, words: str) -> None:
    every = parse_every(text)
    assert (every.rule, every.first(TODAY)) == (rule, date.fromisoformat(first))
    assert told(rule) == words


@pytest.mark.parametrize("text", ["RRULE:FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=-1FR"])
def test_a_raw_rule_stays_as_it_is(text: str) -> None:
    assert parse_every(text) == Every("FREQ=MONTHLY;BYDAY=-1FR", is_raw=True)
    assert parse_every(text).first(TODAY) is None


@pytest.mark.parametrize(
    "text",
    ["", "t", "now and then", "0 days", "monday,never", "month on the 32nd", "2 weeks on the 3rd", "hour", "1000 days"],
)
def test_what_says_not_how_often(text: str) -> None:
    with pytest.raises(ValueError, match="month on the last day"):
        parse_every(text)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
        "FREQ=MONTHLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYMONTHDAY=1,15",
        "FREQ=DAILY;COUNT=3",
        "FREQ=YEARLY;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=1",
    ],
)
def test_what_words_would_not_tell_whole_is_told_as_it_is(rule: str) -> None:
    assert told(rule) == rule
