import pytest

from todo_k8s.domain.rrule import Freq, Rule, parse_rule


def test_a_rule_is_understood_whatever_its_case_and_order() -> None:
    assert parse_rule("byday=-1fr,2mo;freq=monthly;INTERVAL=02;wkst=SU") == Rule(
        Freq.MONTHLY, interval=2, week_start=6, by_day=((-1, 4), (2, 0))
    )


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("", "no part"),
        ("BYDAY=MO", "FREQ"),
        ("FREQ=HOURLY", "one of DAILY, WEEKLY, MONTHLY, YEARLY"),
        ("FREQ=SECONDLY;BYSECOND=1", "FREQ"),
        ("FREQ=DAILY;FREQ=DAILY", "twice"),
        ("RRULE:FREQ=DAILY", "no part"),
        ("FREQ=DAILY;", "no part"),
        ("FREQ=DAILY;BYEASTER=0", "no part"),
        ("FREQ=DAILY;INTERVAL=0", "1 to 400"),
        ("FREQ=DAILY;INTERVAL=401", "1 to 400"),
        ("FREQ=DAILY;INTERVAL=٣", "1 to 400"),
        ("FREQ=DAILY;COUNT=10001", "1 to 10,000"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20261231", "both"),
        ("FREQ=DAILY;UNTIL=2026-12-31", "UNTIL"),
        ("FREQ=DAILY;UNTIL=20260230", "calendar"),
        ("FREQ=DAILY;BYMONTH=13", "BYMONTH"),
        ("FREQ=DAILY;BYMONTH=-1", "BYMONTH"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYMONTHDAY=", "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["1"] * 32), "31 at most"),
        ("FREQ=WEEKLY;BYDAY=XX", "BYDAY"),
        ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY"),
        ("FREQ=YEARLY;BYDAY=54MO", "BYDAY"),
        ("FREQ=WEEKLY;BYDAY=1MO", "MONTHLY"),
        ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO", "BYWEEKNO"),
        ("FREQ=MONTHLY;BYWEEKNO=1", "YEARLY"),
        ("FREQ=MONTHLY;BYYEARDAY=1", "YEARLY"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "WEEKLY"),
        ("FREQ=WEEKLY;WKST=XX", "WKST"),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS"),
        ("FREQ=DAILY;BYSECOND=60", "BYSECOND"),
        ("FREQ=DAILY;BYHOUR=0,1,2,3,4;BYMINUTE=0,1,2,3,4", "24 times"),
        ("FREQ=DAILY;BYMONTH=" + ",".join(["1"] * 500), "512"),
    ],
)
def test_what_is_no_rule_is_told(rule: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_rule(rule)
