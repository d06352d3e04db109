"""Random rules give the instances that python-dateutil gives them, which goes through every period there is."""

from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile
from random import Random

from dateutil import rrule as dateutil
from hypothesis import assume, given, seed, settings
from hypothesis import strategies as st

from todo_k8s.domain.rrule import WEEKDAYS, Freq, parse_rule
from todo_k8s.domain.rrule_instances import instances

TAKEN = 12
YEARS = 6
"""As far as both are asked: dateutil needs seconds for a rule that never comes true."""


def some(chance: Random, *values: int, most: int = 3) -> str:
    return ",".join(map(str, chance.sample(values, chance.randint(1, min(most, len(values))))))


def by_day(chance: Random, freq: Freq, *, plain: bool) -> str:
    # All with a number or none: dateutil takes what a mixture of both has in common.
    ordinals = [""] if plain or chance.random() < 0.5 else ["1", "-1", "2", "5", "-5"]
    if freq is Freq.YEARLY and len(ordinals) > 1:
        # The 53rd ends with an IndexError there.
        ordinals += ["20", "-51"]
    days = {f"{chance.choice(ordinals)}{chance.choice(WEEKDAYS)}" for _ in range(chance.randint(1, 3))}
    return ",".join(sorted(days))


def any_rule(chance: Random) -> str:
    freq = chance.choice(list(Freq))
    parts = {"FREQ": freq.value}
    if chance.random() < 0.5:
        parts["INTERVAL"] = str(chance.choice((1, 2, 3, 5, 7, 12, 18, 40)))
    if chance.random() < 0.3:
        parts["WKST"] = chance.choice(WEEKDAYS)
    if chance.random() < 0.35:
        parts["BYMONTH"] = some(chance, *range(1, 13))
    if chance.random() < 0.4 and freq is not Freq.WEEKLY:
        parts["BYMONTHDAY"] = some(chance, 1, 2, 13, 28, 29, 30, 31, -1, -2, -30, -31, most=6)
    if freq is Freq.YEARLY and chance.random() < 0.3:
        parts["BYYEARDAY"] = some(chance, 1, 60, 100, 365, 366, -1, -100, -366, most=6)
    if freq is Freq.YEARLY and chance.random() < 0.3:
        parts["BYWEEKNO"] = some(chance, 1, 2, 9, 20, 52, 53, -1)
    if chance.random() < 0.5 or set(parts) & {"BYWEEKNO"}:
        # Without a day, all days of a numbered week are dateutil's, and the anchor's weekday is the RFC's.
        parts["BYDAY"] = by_day(chance, freq, plain=freq in (Freq.DAILY, Freq.WEEKLY) or "BYWEEKNO" in parts)
    if chance.random() < 0.2:
        parts["BYHOUR"] = some(chance, 0, 9, 18)
    if chance.random() < 0.3 and set(parts) & {"BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYDAY", "BYHOUR"}:
        parts["BYSETPOS"] = some(chance, 1, 2, 3, -1, -2)
    return ";".join(f"{name}={value}" for name, value in parts.items())


@seed(1)
@settings(max_examples=150, deadline=None, database=None)
@given(number=st.integers(0, 2**32), days=st.integers(0, 4000), ahead=st.integers(0, 1500))
def test_random_rules_give_what_dateutil_gives(number: int, days: int, ahead: int) -> None:
    text = any_rule(Random(number))
    anchor = datetime(1996, 1, 1, 9, 30) + timedelta(days=days)
    first = anchor.date() + timedelta(days=ahead)
    last = date(first.year + YEARS, 12, 31)
    # For what never comes dateutil goes through all years to 9999, which takes seconds: once in a while is enough.
    assume(next(instances(parse_rule(text), anchor, None, first), None) is not None or number % 8 == 0)
    oracle = dateutil.rrulestr(f"{text};UNTIL={last:%Y%m%d}T235959", dtstart=anchor)
    expected = list(islice(oracle.xafter(datetime.combine(first, time.min), inc=True), TAKEN))
    found = (each for each in instances(parse_rule(text), anchor, None, first) if each >= anchor)
    end = datetime.combine(last, time.max)
    assert list(islice(takewhile(lambda each: each <= end, found), TAKEN)) == expected, (text, anchor, first)
