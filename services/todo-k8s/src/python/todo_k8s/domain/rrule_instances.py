"""What a recurrence rule makes of an anchor: its instances, in civil time."""

from calendar import isleap
from collections.abc import Iterator, Sequence
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from itertools import groupby, product
from typing import TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from todo_k8s.domain import limits
from todo_k8s.domain.rrule import Freq, Rule
from todo_k8s.domain.rrule_days import MONTH_LENGTHS, RuleDays, week_start

Civil: TypeAlias = date | datetime
"""A day, or a naive moment to the second."""

T = TypeVar("T")


def instances(rule: Rule, anchor: Civil, zone: str | None, first: date) -> Iterator[Civil]:
    """The instances from the day `first` on, ascending and each once, for 400 years at most; COUNT is not looked at.

    They need not have the anchor among them, from which INTERVAL counts. A moment that the clocks of its zone skip is
    moved forward by what they skip; one that they show twice is the first of the two (RFC 5545 §3.3.5).
    """
    found = _raw(rule, anchor, first)
    there = ZoneInfo(zone) if zone is not None else None
    for moment in _settled_days(found, zone) if zone is not None else found:
        if rule.until is not None and _instant(moment, there) > rule.until:
            return
        yield moment


def settled(moment: Civil, zone: str) -> Civil:
    """The moment as the clocks of the zone show it."""
    if not isinstance(moment, datetime) or not 1 < moment.year < MAXYEAR:
        return moment
    there = ZoneInfo(zone)
    return moment.replace(tzinfo=there).astimezone(UTC).astimezone(there).replace(tzinfo=None)


def _day(moment: Civil) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _settled_days(found: Iterator[Civil], zone: str) -> Iterator[Civil]:
    """A moment that is moved can come behind others of its day, or meet another one."""
    last = None
    for _, moments in groupby(found, _day):
        for moment in sorted(settled(moment, zone) for moment in moments):
            if last is None or moment > last:
                yield moment
            last = moment


def _instant(moment: Civil, zone: ZoneInfo | None) -> Civil:
    return moment.replace(tzinfo=zone) if zone and isinstance(moment, datetime) else moment


def _raw(rule: Rule, anchor: Civil, first: date) -> Iterator[Civil]:
    days = RuleDays(rule, _day(anchor))
    times = _times(rule, anchor) if isinstance(anchor, datetime) else [None]
    if rule.by_position and rule.freq is Freq.DAILY:
        times = _picked(times, rule.by_position)
    if rule.by_position and rule.freq is not Freq.DAILY:
        yield from _picked_instances(rule, days, times, first)
        return
    for year in _years(first):
        bits = days.in_year(year) if times else 0
        if year == first.year:
            bits &= -1 << (first.timetuple().tm_yday - 1)
        for day in _dates(bits, date(year, 1, 1)):
            yield from (_at(day, clock) for clock in times)


def _picked_instances(rule: Rule, days: RuleDays, times: Sequence[time | None], first: date) -> Iterator[Civil]:
    """BYSETPOS picks in each period by itself, of all that the rest of the rule makes of it."""
    nearest = min(abs(position) for position in rule.by_position)
    if rule.freq is Freq.WEEKLY and nearest > days.most_in_week * len(times):
        # There are too many weeks in 400 years to look for that in each of them.
        return
    for start, bits in _periods(rule, days, first):
        if bits.bit_count() * len(times) >= nearest:
            everything = [(day, clock) for day in _dates(bits, start) for clock in times]
            yield from (_at(day, clock) for day, clock in _picked(everything, rule.by_position) if day >= first)


def _periods(rule: Rule, days: RuleDays, first: date) -> Iterator[tuple[date, int]]:
    """The first day of each period that does not end before `first`, and its days."""
    match rule.freq:
        case Freq.WEEKLY:
            yield from _weeks(rule, days, first)
        case Freq.MONTHLY:
            for year in _years(first):
                bits = days.in_year(year)
                for month, length in enumerate(MONTH_LENGTHS[isleap(year)], 1):
                    if not bits:
                        break
                    yield date(year, month, 1), bits & ((1 << length) - 1)
                    bits >>= length
        case _:
            yield from ((date(year, 1, 1), days.in_year(year)) for year in _years(first))


def _weeks(rule: Rule, days: RuleDays, first: date) -> Iterator[tuple[date, int]]:
    step = 7 * rule.interval
    start = week_start(rule, first)
    start += (days.anchor_week - start) % step
    # There is no day before the first of the calendar, in which a week may begin.
    for ordinal in range(start if start > 0 else start + step, date(_years(first)[-1], 12, 31).toordinal() + 1, step):
        week = date.fromordinal(ordinal)
        yield week, days.in_week(week)


def _years(first: date) -> range:
    return range(first.year, min(first.year + limits.RULE_YEARS, MAXYEAR) + 1)


def _dates(bits: int, start: date) -> Iterator[date]:
    while bits:
        lowest = bits & -bits
        yield start + timedelta(days=lowest.bit_length() - 1)
        bits ^= lowest


def _times(rule: Rule, anchor: datetime) -> list[time | None]:
    clocks = product(
        rule.by_hour or (anchor.hour,), rule.by_minute or (anchor.minute,), rule.by_second or (anchor.second,)
    )
    return [time(*clock) for clock in clocks]


def _at(day: date, clock: time | None) -> Civil:
    return day if clock is None else datetime.combine(day, clock)


def _picked(everything: Sequence[T], positions: Sequence[int]) -> list[T]:
    places = {position - 1 if position > 0 else len(everything) + position for position in positions}
    return [everything[place] for place in sorted(places) if 0 <= place < len(everything)]
