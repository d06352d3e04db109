"""The days of a year on which a recurrence rule falls, as the bits of a number: bit 0 is 1 January.

Sets of days are combined by single operations on such numbers, so a year takes microseconds, whatever the rule.
"""

from calendar import isleap
from collections.abc import Callable, Iterator
from datetime import MAXYEAR, date
from itertools import accumulate

from todo_k8s.domain.rrule import Freq, Rule

_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTH_LENGTHS = {False: _MONTHS, True: (31, 29, *_MONTHS[2:])}
_STARTS = {leap: tuple(accumulate(lengths, initial=0)) for leap, lengths in MONTH_LENGTHS.items()}
_LONGEST = 366


def _comb(step: int, width: int = 1) -> int:
    """`width` bits in a row, again every `step` bits, for longer than a year."""
    teeth = (1 << width) - 1
    return sum(teeth << place for place in range(0, _LONGEST + step, step))


_WEEKLY = _comb(7)


class RuleDays:
    """`anchor` is the day from which INTERVAL counts, and from which the rule takes what it does not say."""

    def __init__(self, rule: Rule, anchor: date) -> None:
        self._rule = rule
        self._anchor = anchor
        self._by_day, self._by_month, self._by_month_day = _implied(rule, anchor)
        self._kinds: dict[tuple[bool, bool, int], int] = {}
        self._in_step = _in_step(rule, anchor)
        self.anchor_week = week_start(rule, anchor)
        """The ordinal of the first day of the anchor's week."""
        self.most_in_week = len(self._by_day)
        """How many days of one week a WEEKLY rule has at most."""

    def in_year(self, year: int) -> int:
        return self._of_kind(year) & self._in_step(year)

    def in_week(self, first: date) -> int:
        """Bit 0 is the first day, which may be late in its year."""
        place = first.timetuple().tm_yday - 1
        bits = self.in_year(first.year) >> place
        length = 366 if isleap(first.year) else 365
        if place + 7 > length and first.year < MAXYEAR:
            bits |= self.in_year(first.year + 1) << (length - place)
        return bits & 127

    def _of_kind(self, year: int) -> int:
        """Without INTERVAL, years are alike that begin with the same weekday and are as long."""
        kind = isleap(year), isleap(year - 1), date(year, 1, 1).weekday()
        if kind not in self._kinds:
            self._kinds[kind] = self._all(year)
        return self._kinds[kind]

    def _all(self, year: int) -> int:
        rule, leap, weekday = self._rule, isleap(year), date(year, 1, 1).weekday()
        length = 366 if leap else 365
        starts, lengths = _STARTS[leap], MONTH_LENGTHS[leap]
        bits = (1 << length) - 1
        if self._by_month:
            bits &= _union(((1 << lengths[month - 1]) - 1) << starts[month - 1] for month in self._by_month)
        if rule.by_year_day:
            places = (day - 1 if day > 0 else length + day for day in rule.by_year_day)
            bits &= _union(1 << place for place in places if 0 <= place < length)
        if self._by_month_day:
            bits &= _month_days(self._by_month_day, starts, lengths)
        if rule.by_week_number:
            bits &= _week_days(rule.by_week_number, rule.week_start, year)
        if self._by_day:
            bits &= self._weekdays(weekday, starts, lengths)
        return bits

    def _weekdays(self, new_year: int, starts: tuple[int, ...], lengths: tuple[int, ...]) -> int:
        """Numbers count in the month, or in the year where the rule is YEARLY and names no month."""
        ranges = [(starts[month - 1], lengths[month - 1]) for month in self._by_month or range(1, 13)]
        if self._rule.freq is Freq.YEARLY and not self._by_month:
            ranges = [(0, sum(lengths))]
        bits = 0
        for ordinal, weekday in self._by_day:
            if ordinal == 0:
                bits |= _WEEKLY << ((weekday - new_year) % 7)
            for start, length in ranges if ordinal else ():
                first = (weekday - new_year - start) % 7
                count = (length - first + 6) // 7
                place = ordinal - 1 if ordinal > 0 else count + ordinal
                bits |= 1 << (start + first + 7 * place) if 0 <= place < count else 0
        return bits


def week_start(rule: Rule, day: date) -> int:
    """The ordinal of the first day of the day's week."""
    return day.toordinal() - (day.weekday() - rule.week_start) % 7


def _implied(rule: Rule, anchor: date) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...], tuple[int, ...]]:
    """BYDAY, BYMONTH and BYMONTHDAY, from the anchor where the rule tells no day (RFC 5545 §3.3.10)."""
    by_day, by_month, by_month_day = rule.by_day, rule.by_month, rule.by_month_day
    if by_day or by_month_day or rule.by_year_day or rule.freq is Freq.DAILY:
        return by_day, by_month, by_month_day
    if rule.freq is Freq.WEEKLY or rule.by_week_number:
        return ((0, anchor.weekday()),), by_month, ()
    if rule.freq is Freq.YEARLY:
        by_month = by_month or (anchor.month,)
    return (), by_month, (anchor.day,)


def _in_step(rule: Rule, anchor: date) -> Callable[[int], int]:
    """The days of a year that are in one of the periods that INTERVAL leaves."""
    step, every = rule.interval, (1 << _LONGEST) - 1
    if step == 1:
        return lambda _: every
    match rule.freq:
        case Freq.YEARLY:
            return lambda year: every if (year - anchor.year) % step == 0 else 0
        case Freq.MONTHLY:
            return lambda year: _every_months(year, anchor, step)
        case Freq.WEEKLY:
            width, phase = 7, week_start(rule, anchor)
        case Freq.DAILY:
            width, phase = 1, anchor.toordinal()
    return _every(phase, width * step, width)


def _every(phase: int, step: int, width: int) -> Callable[[int], int]:
    comb = _comb(step, width)

    def days(year: int) -> int:
        shifted = comb << ((phase - date(year, 1, 1).toordinal()) % step)
        # A period that began in the year before can reach into this one.
        return shifted | shifted >> step

    return days


def _every_months(year: int, anchor: date, step: int) -> int:
    leap = isleap(year)
    since = 12 * (year - anchor.year) + 1 - anchor.month
    return _union(
        ((1 << MONTH_LENGTHS[leap][place]) - 1) << _STARTS[leap][place] for place in range(-since % step, 12, step)
    )


def _month_days(days: tuple[int, ...], starts: tuple[int, ...], lengths: tuple[int, ...]) -> int:
    bits = 0
    for start, length in zip(starts, lengths, strict=False):
        for day in days:
            place = day - 1 if day > 0 else length + day
            if 0 <= place < length:
                bits |= 1 << (start + place)
    return bits


def _week_days(numbers: tuple[int, ...], week_start: int, year: int) -> int:
    """The days of the weeks of these numbers, which belong to the year that has four of their days."""
    new_year = date(year, 1, 1).weekday()
    length = 366 if isleap(year) else 365
    bits = 0
    for place in range(-((new_year - week_start) % 7), length, 7):
        number, count = _week_number(place + 3, year)
        if number in numbers or number - count - 1 in numbers:
            bits |= 127 << place if place >= 0 else 127 >> -place
    return bits


def _week_number(middle: int, year: int) -> tuple[int, int]:
    """Of the week whose fourth day is `middle` days behind 1 January, and how many weeks its year has."""
    length = 366 if isleap(year) else 365
    if middle < 0:
        length = 366 if isleap(year - 1) else 365
        middle += length
    elif middle >= length:
        middle -= length
        length = 366 if isleap(year + 1) else 365
    first = middle % 7
    return middle // 7 + 1, (length - first + 6) // 7


def _union(sets: Iterator[int]) -> int:
    bits = 0
    for each in sets:
        bits |= each
    return bits
