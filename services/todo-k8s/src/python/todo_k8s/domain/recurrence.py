"""Recurring tasks: which rules they may have, and what comes after the occurrence that they are at."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from todo_k8s.domain import limits
from todo_k8s.domain.due import check_zone, day_of, told
from todo_k8s.domain.model import Basis, Due, Recurrence, Run, TaskContent
from todo_k8s.domain.requests import RecurrenceInput
from todo_k8s.domain.rrule import Rule, parse_rule
from todo_k8s.domain.rrule_instances import Civil, instances, settled
from todo_k8s.domain.violations import Violations

_FIELD = "task.recurrence"
_RULE = f"{_FIELD}.rule"


def recurrence_of(given: RecurrenceInput | None, violations: Violations) -> Recurrence | None:
    """None where there is none; violations are added for what is wrong in itself, whatever the due date is."""
    if given is None:
        return None
    try:
        parse_rule(given.rule)
    except ValueError as error:
        violations.add(_RULE, str(error))
    if not isinstance(given.basis, Basis):
        violations.add(f"{_FIELD}.basis", f"is {given.basis}, which is none; give 1 (SCHEDULED) or 2 (COMPLETED)")
    if given.zone:
        check_zone(given.zone, f"{_FIELD}.time_zone", violations)
    basis = given.basis if isinstance(given.basis, Basis) else Basis.SCHEDULED
    return Recurrence(given.rule, basis, _excluded_dates(given, violations), given.zone or None)


def _excluded_dates(given: RecurrenceInput, violations: Violations) -> tuple[date, ...]:
    field = f"{_FIELD}.excluded_dates"
    if len(given.excluded_dates) > limits.EXCLUDED_DATES:
        violations.add(field, f"has {len(given.excluded_dates)} dates; keep {limits.EXCLUDED_DATES} at most")
        return ()
    days = [day_of(each, f"{field}[{place}]", violations) for place, each in enumerate(given.excluded_dates)]
    found = tuple(day for day in days if day)
    if len(set(found)) < len(found):
        violations.add(field, "has a date twice; give each once")
    return found


def begun(content: TaskContent, violations: Violations) -> Run | None:
    """The run of a task whose due date is the first occurrence; None where it does not recur. Violations are added
    where the due date is not the first one that the rule makes of it."""
    recurrence, due = content.recurrence, content.due
    if recurrence is None:
        return None
    if due is None:
        violations.add(_FIELD, "needs a due date, its first occurrence; set task.due, or leave recurrence out")
        return None
    rule = parse_rule(recurrence.rule)
    problems = [*_mismatches(rule, recurrence, due)] or [*_wrong_beginnings(rule, recurrence, due)]
    for field, problem in problems:
        violations.add(field, problem)
    return Run(due.when, 1)


def fits(content: TaskContent, run: Run | None) -> bool:
    """Whether the run is one of this recurrence and of this kind of due date, which undoing a change can part."""
    recurrence, due = content.recurrence, content.due
    if recurrence is None or run is None:
        return recurrence is None and run is None
    if due is None or isinstance(due.when, datetime) is not isinstance(run.anchor, datetime):
        return False
    return not any(_mismatches(parse_rule(recurrence.rule), recurrence, due))


def _mismatches(rule: Rule, recurrence: Recurrence, due: Due) -> Iterator[tuple[str, str]]:
    """What of the rule does not go with a due date of this kind (RFC 5545 §3.3.10)."""
    is_day = not isinstance(due.when, datetime)
    if is_day and rule.has_times:
        yield _RULE, "has BYHOUR, BYMINUTE or BYSECOND, and due is a whole day; leave them out, or give due a time"
    if rule.until is not None:
        until = rule.until
        kind = "day" if not isinstance(until, datetime) else "UTC" if until.tzinfo else "floating"
        wanted = "day" if is_day else "UTC" if due.zone else "floating"
        if kind != wanted:
            form = {"day": "20261231", "UTC": "20261231T090000Z", "floating": "20261231T090000"}[wanted]
            yield _RULE, f"has an UNTIL that is not of the kind of due; write it like UNTIL={form}"
    if recurrence.zone and (due.zone or recurrence.basis is not Basis.COMPLETED):
        problem = "is only for basis COMPLETED and a due date that has no zone itself; leave it out"
        yield f"{_FIELD}.time_zone", problem


def _wrong_beginnings(rule: Rule, recurrence: Recurrence, due: Due) -> Iterator[tuple[str, str]]:
    if due.zone and (shown := settled(due.when, due.zone)) != due.when:
        yield "task.due", f"is {told(due)}, which the clocks there skip; give {told(Due(shown, due.zone))}"
        return
    found = instances(rule, due.when, due.zone, _day(due.when))
    first = next((each for each in _included(found, recurrence) if each >= due.when), None)
    if first is None:
        span = (
            f"in the {limits.RULE_YEARS} years from {told(due)} on"
            if rule.until is None
            else f"from {told(due)} to UNTIL"
        )
        yield _RULE, f"has no date {span}; give a rule that has some"
    elif first != due.when:
        yield "task.due", f"is {told(due)}, no date of the rule; its first one from then on is {first.isoformat()}"


def following(content: TaskContent, run: Run, now: datetime) -> tuple[Due, Run] | None:
    """The occurrence behind the one that the task is at; None where that is the last.

    Where the basis is COMPLETED, that is now, the rule begins anew on this day, at the time of day that it had, and the
    occurrence comes behind this day, and behind the one that was completed early.
    """
    recurrence, due = content.recurrence, content.due
    assert recurrence is not None and due is not None, "a task that has a run has both"
    rule = parse_rule(recurrence.rule)
    anchor, after = run.anchor, due.when
    if recurrence.basis is Basis.COMPLETED:
        day = now.astimezone(ZoneInfo(due.zone or recurrence.zone or "UTC")).date()
        anchor, end = _on(day, run.anchor)
        after = max(after, end)
    ordinal = run.ordinal
    # A clock that skips a whole day moves what stands on it to the next one.
    first = max(_day(after), date.min + timedelta(days=1)) - timedelta(days=1 if due.zone else 0)
    for moment in instances(rule, anchor, due.zone, first):
        if moment > after:
            ordinal += 1
            if rule.count and ordinal > rule.count:
                return None
            if _day(moment) not in recurrence.excluded_dates:
                return Due(moment, due.zone), Run(anchor, ordinal)
    return None


def _included(found: Iterator[Civil], recurrence: Recurrence) -> Iterator[Civil]:
    return (each for each in found if _day(each) not in recurrence.excluded_dates)


def _on(day: date, anchor: Civil) -> tuple[Civil, Civil]:
    """The anchor on this day, and the day's end."""
    if not isinstance(anchor, datetime):
        return day, day
    return datetime.combine(day, anchor.time()), datetime.combine(day, time.max)


def _day(moment: Civil) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
