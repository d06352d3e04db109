from datetime import UTC, date, datetime
from itertools import islice
from random import Random

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from todo_k8s.domain.errors import InvalidArgument
from todo_k8s.domain.model import Basis, Due, Recurrence, TaskContent
from todo_k8s.domain.recurrence import begun, following, recurrence_of
from todo_k8s.domain.requests import DateInput, RecurrenceInput
from todo_k8s.domain.rrule import parse_rule
from todo_k8s.domain.rrule_instances import instances
from todo_k8s.domain.violations import Violations

NOON = datetime(2026, 2, 4, 12, tzinfo=UTC)
BERLIN = "Europe/Berlin"


def recurring(rule: str, when: str, there: str | None = None, **more: object) -> TaskContent:
    due = Due(datetime.fromisoformat(when) if "T" in when else date.fromisoformat(when), there)
    return TaskContent("water", due=due, recurrence=Recurrence(rule, **more))  # type: ignore[arg-type]


def dues(content: TaskContent, count: int = 99, now: datetime = NOON) -> list[str]:
    """The occurrences from the first on."""
    violations = Violations()
    run = begun(content, violations)
    violations.raise_if_any()
    found = []
    while True:
        assert content.due is not None and run is not None
        found.append(content.due.when.isoformat())
        after = following(content, run, now)
        if after is None or len(found) == count:
            return found
        due, run = after
        content = TaskContent(content.title, due=due, recurrence=content.recurrence)


def test_days_that_a_month_does_not_have_are_left_out() -> None:
    assert dues(recurring("FREQ=MONTHLY", "2026-01-31"), 3) == ["2026-01-31", "2026-03-31", "2026-05-31"]


def test_29_february_is_in_leap_years_and_not_in_2100() -> None:
    found = dues(recurring("FREQ=YEARLY", "2092-02-29"), 3)
    assert found == ["2092-02-29", "2096-02-29", "2104-02-29"]


def test_a_time_that_clocks_skip_moves_forward_and_the_next_one_is_at_the_old_time() -> None:
    found = dues(recurring("FREQ=DAILY", "2026-03-28T02:30", BERLIN), 3)
    assert found == ["2026-03-28T02:30:00", "2026-03-29T03:30:00", "2026-03-30T02:30:00"]


def test_a_time_that_is_moved_onto_another_one_is_no_second_occurrence() -> None:
    found = dues(recurring("FREQ=DAILY;BYHOUR=2,3", "2026-03-28T03:30", BERLIN), 4)
    assert found == ["2026-03-28T03:30:00", "2026-03-29T03:30:00", "2026-03-30T02:30:00", "2026-03-30T03:30:00"]


def test_a_time_that_is_moved_behind_another_one_comes_behind_it() -> None:
    found = dues(recurring("FREQ=DAILY;BYHOUR=2,3;BYMINUTE=15,30", "2026-03-29T03:15", BERLIN), 3)
    assert found == ["2026-03-29T03:15:00", "2026-03-29T03:30:00", "2026-03-30T02:15:00"]


def test_a_day_that_clocks_skip_moves_to_the_next_one() -> None:
    found = dues(recurring("FREQ=WEEKLY", "2011-12-23T10:00", "Pacific/Apia"), 3)
    assert found == ["2011-12-23T10:00:00", "2011-12-31T10:00:00", "2012-01-06T10:00:00"]


def test_a_time_that_clocks_show_twice_is_the_first_of_them() -> None:
    # 2:30 is at 0:30 UTC, and once more at 1:30 UTC, which would be behind the end.
    rule = "FREQ=DAILY;UNTIL=20261025T003000Z"
    assert dues(recurring(rule, "2026-10-24T02:30", BERLIN)) == ["2026-10-24T02:30:00", "2026-10-25T02:30:00"]


def test_excluded_dates_count() -> None:
    content = recurring("FREQ=DAILY;COUNT=4", "2026-02-01", excluded_dates=(date(2026, 2, 2), date(2026, 2, 4)))
    assert dues(content) == ["2026-02-01", "2026-02-03"]


@pytest.mark.parametrize(
    ("until", "last"),
    [("20260203", "2026-02-03"), ("20260202", "2026-02-02")],
)
def test_until_is_the_last_day(until: str, last: str) -> None:
    assert dues(recurring(f"FREQ=DAILY;UNTIL={until}", "2026-02-01"))[-1] == last


def test_a_floating_until_goes_with_a_floating_time() -> None:
    found = dues(recurring("FREQ=DAILY;UNTIL=20260202T090000", "2026-02-01T09:00"))
    assert found == ["2026-02-01T09:00:00", "2026-02-02T09:00:00"]


@pytest.mark.parametrize(
    ("rule", "due", "after"),
    [
        ("FREQ=DAILY;INTERVAL=3", "2026-01-20", "2026-02-07"),
        ("FREQ=WEEKLY", "2026-01-20", "2026-02-11"),
        ("FREQ=WEEKLY;BYDAY=TU", "2026-01-20", "2026-02-10"),
        ("FREQ=MONTHLY", "2026-01-20", "2026-03-04"),
        ("FREQ=DAILY;INTERVAL=3", "2026-01-20T09:00", "2026-02-07T09:00:00"),
        # Completed early: the same occurrence does not come back.
        ("FREQ=DAILY", "2026-02-05", "2026-02-06"),
    ],
)
def test_after_a_completion_the_rule_begins_anew(rule: str, due: str, after: str) -> None:
    assert dues(recurring(rule, due, basis=Basis.COMPLETED), 2) == [due if "T" not in due else f"{due}:00", after]


@pytest.mark.parametrize(
    ("due", "zone", "rule_zone", "after"),
    [
        ("2026-02-01", None, None, "2026-02-05"),
        ("2026-02-01", None, "Pacific/Auckland", "2026-02-06"),
        ("2026-02-01T09:00", "Pacific/Auckland", None, "2026-02-06T09:00:00"),
    ],
)
def test_the_day_of_a_completion_is_that_of_the_zone(
    due: str, zone: str | None, rule_zone: str | None, after: str
) -> None:
    content = recurring("FREQ=DAILY", due, zone, basis=Basis.COMPLETED, zone=rule_zone)
    assert dues(content, 2)[1] == after


def test_the_count_goes_on_after_completions() -> None:
    assert len(dues(recurring("FREQ=DAILY;COUNT=3", "2026-02-01", basis=Basis.COMPLETED))) == 3


@pytest.mark.parametrize(
    ("content", "field", "told"),
    [
        (TaskContent("t", recurrence=Recurrence("FREQ=DAILY")), "task.recurrence", "needs a due date"),
        (recurring("FREQ=WEEKLY;BYDAY=MO", "2026-02-03"), "task.due", "first one from then on is 2026-02-09"),
        (recurring("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-02-28"), "task.recurrence.rule", "no date in the 400"),
        (recurring("FREQ=DAILY;UNTIL=20260131", "2026-02-01"), "task.recurrence.rule", "from 2026-02-01 to UNTIL"),
        (recurring("FREQ=DAILY", "2026-02-01", excluded_dates=(date(2026, 2, 1),)), "task.due", "2026-02-02"),
        (recurring("FREQ=DAILY;BYHOUR=9", "2026-02-01"), "task.recurrence.rule", "whole day"),
        (recurring("FREQ=DAILY;UNTIL=20261231T090000Z", "2026-02-01"), "task.recurrence.rule", "UNTIL=20261231"),
        (recurring("FREQ=DAILY;UNTIL=20261231", "2026-02-01T09:00"), "task.recurrence.rule", "UNTIL=20261231T090000"),
        (
            recurring("FREQ=DAILY;UNTIL=20261231", "2026-02-01T09:00", BERLIN),
            "task.recurrence.rule",
            "UNTIL=20261231T090000Z",
        ),
        (recurring("FREQ=DAILY", "2026-03-29T02:30", BERLIN), "task.due", "give 2026-03-29T03:30:00"),
        (recurring("FREQ=DAILY", "2026-02-01", zone=BERLIN), "task.recurrence.time_zone", "only for basis COMPLETED"),
        (
            recurring("FREQ=DAILY", "2026-02-01T09:00", BERLIN, zone=BERLIN, basis=Basis.COMPLETED),
            "task.recurrence.time_zone",
            "no zone itself",
        ),
    ],
)
def test_what_a_task_cannot_begin_with_is_told(content: TaskContent, field: str, told: str) -> None:
    violations = Violations()
    begun(content, violations)
    (found,) = violations.found
    assert found.field == field
    assert told in found.description


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        (RecurrenceInput("FREQ=HOURLY", 7, [DateInput(2026, 2, 30)], "Mars"), "rule basis time_zone excluded_dates[0]"),
        (RecurrenceInput("FREQ=DAILY", excluded_dates=[DateInput(2026, 2, 1)] * 2), "excluded_dates"),
        (RecurrenceInput("FREQ=DAILY", excluded_dates=[DateInput(2026, 2, 1)] * 101), "excluded_dates"),
    ],
)
def test_what_is_wrong_in_itself_is_told(given: RecurrenceInput, fields: str) -> None:
    violations = Violations()
    recurrence_of(given, violations)
    with pytest.raises(InvalidArgument) as refused:
        violations.raise_if_any()
    assert [each.field for each in refused.value.violations] == [f"task.recurrence.{name}" for name in fields.split()]


RULES = (
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=30",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU",
    "FREQ=MONTHLY;BYMONTHDAY=31,-1,28",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,1",
    "FREQ=YEARLY;BYMONTH=2,3,10;BYDAY=-1SU",
    "FREQ=YEARLY;BYYEARDAY=1,60,366",
)


@seed(1)
@settings(max_examples=100, deadline=None, database=None)
@given(number=st.integers(0, 2**32))
def test_occurrences_ascend_and_are_those_of_the_rule_that_are_not_excluded(number: int) -> None:
    chance = Random(number)
    rule = chance.choice(RULES)
    zone = chance.choice((None, BERLIN, "America/New_York", "Australia/Lord_Howe"))
    begin = datetime(2020 + chance.randint(0, 9), chance.randint(1, 12), 1, chance.randint(0, 3), 30)
    count = chance.randint(1, 12)
    everything = list(map(str, islice(instances(parse_rule(rule), begin, zone, begin.date()), count)))
    days = sorted({each[:10] for each in everything} - {everything[0][:10]})
    excluded = tuple(date.fromisoformat(day) for day in days if chance.random() < 0.3)
    first = everything[0].replace(" ", "T")
    found = dues(recurring(f"{rule};COUNT={count}", first, zone, excluded_dates=excluded))
    assert found == sorted({each.replace(" ", "T") for each in everything if each[:10] not in map(str, excluded)})
