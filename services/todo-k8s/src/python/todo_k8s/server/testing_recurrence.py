"""Recurring tasks in the oracle. Its dates are python-dateutil's, of rules that dateutil goes through quickly."""

import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime, time
from typing import TypeAlias
from zoneinfo import ZoneInfo, available_timezones

from dateutil.rrule import rrulestr
from google.type.date_pb2 import Date
from google.type.datetime_pb2 import DateTime, TimeZone
from todo.v1.task_pb2 import Due, Recurrence, Task
from todo.v1.task_service_pb2 import CompleteTaskRequest, SkipOccurrenceRequest, UpdateTaskRequest

from todo_k8s.server.testing_effects import made_task, stamp
from todo_k8s.server.testing_mutations import Mutation, TaskMutation
from todo_k8s.server.testing_refusals import Refusal, not_now

MADE_UP = "?"
"""In place of the name of a completed occurrence, which the server makes up."""

Run: TypeAlias = tuple[datetime, int]
"""What the rule counts from, a day at midnight, and the number of the occurrence that the task is at."""
Progress: TypeAlias = tuple[Run | None, int]
"""With how many occurrences were completed."""


def _on(day: int, hours: int | None = None, zone: str = "") -> Due:
    if hours is None:
        return Due(date=Date(year=2026, month=2, day=day))
    time_zone = TimeZone(id=zone) if zone else None
    return Due(date_time=DateTime(year=2026, month=2, day=day, hours=hours, time_zone=time_zone))


def _recurring(due: Due | None, rule: str, basis: int = 1, excluded: tuple[int, ...] = (), zone: str = "") -> Task:
    days = [Date(year=2026, month=2, day=day) for day in excluded]
    recurrence = Recurrence(rule=rule, basis=basis, excluded_dates=days, time_zone=zone)  # type: ignore[arg-type]
    return Task(title="water", due=due, recurrence=recurrence)


WATER = _recurring(_on(1), "FREQ=DAILY;INTERVAL=2")
ODD_OCCURRENCES = (_on(1), _on(1, 9), Due())
_IMPOSSIBLE = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"
RECURRING = (
    WATER,
    _recurring(_on(1), "FREQ=DAILY;COUNT=2"),
    _recurring(_on(1), "FREQ=DAILY;COUNT=3", excluded=(2,)),
    _recurring(_on(2), "FREQ=WEEKLY;BYDAY=MO,TH"),
    _recurring(_on(1), "FREQ=DAILY;INTERVAL=3", basis=2, zone="Pacific/Auckland"),
    _recurring(_on(1), "FREQ=WEEKLY", basis=2),
    _recurring(_on(1, 9), "FREQ=DAILY;BYHOUR=9,17;UNTIL=20260202T170000"),
    _recurring(_on(1, 9, "Europe/Berlin"), "FREQ=DAILY;UNTIL=20260203T080000Z"),
    _recurring(_on(1, 9, "Europe/Berlin"), "FREQ=MONTHLY", basis=2),
)
NOT_RECURRING = (
    _recurring(_on(1), "FREQ=HOURLY"),
    _recurring(_on(1), "FREQ=DAILY;COUNT=0"),
    _recurring(_on(1), "FREQ=DAILY", basis=3),
    _recurring(_on(1), "FREQ=DAILY", basis=2, zone="Mars"),
    _recurring(_on(1), "FREQ=DAILY", excluded=(3, 3)),
    _recurring(_on(1), "FREQ=DAILY", excluded=(30,)),
    _recurring(None, "FREQ=DAILY"),
    _recurring(_on(1), "FREQ=WEEKLY;BYDAY=MO"),
    _recurring(_on(1), "FREQ=DAILY", excluded=(1,)),
    _recurring(_on(1), _IMPOSSIBLE),
    _recurring(_on(1), "FREQ=DAILY;BYHOUR=9"),
    _recurring(_on(1), "FREQ=DAILY;UNTIL=20260203T080000"),
    _recurring(_on(1, 9), "FREQ=DAILY;UNTIL=20260203"),
    _recurring(_on(1), "FREQ=DAILY", zone="Europe/Berlin"),
)


def is_wrong(recurrence: Recurrence) -> bool:
    """Whether it is wrong in itself, whatever the due date is; of rules, those in this file."""
    days = [(day.year, day.month, day.day) for day in recurrence.excluded_dates]
    return (
        not re.match("FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)", recurrence.rule)
        or "COUNT=0" in recurrence.rule
        or recurrence.basis not in (1, 2)
        or (recurrence.time_zone != "" and recurrence.time_zone not in available_timezones())
        or len(set(days)) < len(days)
        or any(day > 28 for _, _, day in days)
    )


def misfit(task: Task) -> str | None:
    """The field that is told where the due date is not the first that the recurrence makes of it."""
    recurrence = task.recurrence
    if not task.HasField("recurrence"):
        return None
    if _is_for_other_dues(task) or recurrence.rule == _IMPOSSIBLE:
        return "task.recurrence"
    begin = _moment(task.due)
    dates = rrulestr(_bare(recurrence.rule), dtstart=begin)
    first = next((each for each in dates if not _is_excluded(recurrence, each)), None)
    return None if first == begin else "task.due" if first else "task.recurrence"


def _is_for_other_dues(task: Task) -> bool:
    recurrence = task.recurrence
    zoned = task.due.date_time.HasField("time_zone")
    is_day = task.due.HasField("date")
    until = re.search(r"UNTIL=\d+(T\d+)?(Z)?", recurrence.rule)
    return bool(
        not task.HasField("due")
        or (is_day and "BYHOUR" in recurrence.rule)
        or (until and (bool(until[1]), bool(until[2])) != (not is_day, zoned))
        or (recurrence.time_zone and (zoned or recurrence.basis != 2))
    )


def is_torn(task: Task, run: Run | None) -> bool:
    """Whether due date, recurrence and run do not go together, as undoing a part of them can leave them."""
    if not task.HasField("recurrence") or run is None:
        return task.HasField("recurrence") or run is not None
    return _is_for_other_dues(task) or _has_subtasks(task)


class Runs:
    """How far each recurring task has come, by its name."""

    def __init__(self) -> None:
        self._runs: dict[str, Run] = {}
        self._completed: Counter[str] = Counter()

    def progress(self, name: str) -> Progress:
        return self._runs.get(name), self._completed[name]

    def restore(self, name: str, progress: Progress) -> None:
        run, self._completed[name] = progress
        self._runs.pop(name, None)
        if run:
            self._runs[name] = run

    def against(self, request: Mutation, task: Task, now: datetime) -> Iterator[Refusal]:
        if isinstance(request, UpdateTaskRequest):
            made = made_task(request, task, now)
            field = misfit(made) if _differ(made, task) else None
            if field:
                yield Refusal("INVALID_ARGUMENT", "INVALID_FIELD", frozenset({field}))
            elif made.HasField("recurrence") and _differ(made, task) and _has_subtasks(task):
                yield not_now("TASK_HAS_SUBTASKS")
        if not isinstance(request, CompleteTaskRequest | SkipOccurrenceRequest):
            return
        if not task.HasField("recurrence"):
            if request.HasField("occurrence"):
                yield not_now("TASK_NOT_RECURRING")
        elif not request.HasField("occurrence"):
            yield Refusal("INVALID_ARGUMENT", "INVALID_FIELD", frozenset({"occurrence"}))
        elif request.occurrence != task.due:
            yield not_now("OCCURRENCE_NOT_CURRENT")
        elif isinstance(request, SkipOccurrenceRequest) and self._next(task, now) is None:
            yield not_now("NO_NEXT_OCCURRENCE")

    def made(self, request: TaskMutation, before: Task | None, now: datetime) -> Task:
        if (
            isinstance(request, CompleteTaskRequest | SkipOccurrenceRequest)
            and before
            and before.HasField("recurrence")
        ):
            after = self._next(before, now)
            if after:
                made = deepcopy(before)
                made.update_time.CopyFrom(stamp(now))
                _move(made.due, after[0])
                if isinstance(request, CompleteTaskRequest):
                    made.last_occurrence = MADE_UP
                return made
        return made_task(request, before, now)

    def settle(self, request: TaskMutation, before: Task | None, after: Task, now: datetime) -> None:
        if before is None:
            self._completed[after.name] = 0
        if not after.HasField("recurrence"):
            self._runs.pop(after.name, None)
        elif isinstance(request, CompleteTaskRequest | SkipOccurrenceRequest):
            found = self._next(before, now) if before else None
            self._runs[after.name] = found[1] if found else self._runs[after.name]
            self._completed[after.name] += bool(found) and isinstance(request, CompleteTaskRequest)
        elif before is None or _differ(before, after):
            self._runs[after.name] = _moment(after.due), 1

    def rename(self, old: str, new: str) -> None:
        self.restore(new, self.progress(old))
        self.restore(old, (None, 0))

    def _next(self, task: Task, now: datetime) -> tuple[datetime, Run] | None:
        anchor, number = self._runs[task.name]
        begin, after = anchor, _moment(task.due)
        if task.recurrence.basis == Recurrence.BASIS_COMPLETED:
            zone = task.due.date_time.time_zone.id or task.recurrence.time_zone or "UTC"
            today = now.astimezone(ZoneInfo(zone)).date()
            begin = datetime.combine(today, anchor.time())
            after = max(after, datetime.combine(today, time.max))
        most = re.search(r"COUNT=(\d+)", task.recurrence.rule)
        for each in rrulestr(_bare(task.recurrence.rule), dtstart=begin).xafter(after):
            number += 1
            if most and number > int(most[1]):
                return None
            if not _is_excluded(task.recurrence, each):
                return each, (begin, number)
        return None


def occurrence_of(before: Task, name: str, now: datetime) -> Task:
    """The completed occurrence of a task, without what the server makes up."""
    made = deepcopy(before)
    for field in ("recurrence", "last_occurrence", "parent_task", "uid", "etag"):
        made.ClearField(field)
    made.name, made.series, made.state = name, before.name, Task.STATE_COMPLETED
    for moment in (made.create_time, made.update_time, made.complete_time):
        moment.CopyFrom(stamp(now))
    return made


def _differ(one: Task, other: Task) -> bool:
    return (one.due, one.recurrence) != (other.due, other.recurrence)


def _has_subtasks(task: Task) -> bool:
    return task.active_subtask_count + task.completed_subtask_count > 0


def _bare(rule: str) -> str:
    """Without COUNT, which goes on where a rule begins anew; in the zone of `due`, an hour behind UTC, is its end."""
    rule = re.sub(r";COUNT=\d+", "", rule)
    return re.sub(r"UNTIL=(\d+)T08(\d+)Z", r"UNTIL=\1T09\2", rule)


def _is_excluded(recurrence: Recurrence, each: datetime) -> bool:
    return Date(year=each.year, month=each.month, day=each.day) in recurrence.excluded_dates


def _moment(due: Due) -> datetime:
    if due.HasField("date"):
        return datetime(due.date.year, due.date.month, due.date.day)
    when = due.date_time
    return datetime(when.year, when.month, when.day, when.hours, when.minutes, when.seconds)


def _move(due: Due, to: datetime) -> None:
    day = due.date if due.HasField("date") else due.date_time
    day.year, day.month, day.day = to.year, to.month, to.day
    if due.HasField("date_time"):
        due.date_time.hours, due.date_time.minutes, due.date_time.seconds = to.hour, to.minute, to.second
