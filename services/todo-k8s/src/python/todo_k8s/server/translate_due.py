"""Due dates and recurrences between protobuf and the domain's types."""

from datetime import date, datetime

from google.type.date_pb2 import Date
from google.type.datetime_pb2 import DateTime, TimeZone

from todo.v1 import task_pb2
from todo_k8s.domain.model import Basis, Due, Recurrence
from todo_k8s.domain.requests import DateInput, DateTimeInput, DueInput, EmptyDue, RecurrenceInput

_BASES = {
    task_pb2.Recurrence.BASIS_UNSPECIFIED: Basis.SCHEDULED,
    task_pb2.Recurrence.BASIS_SCHEDULED: Basis.SCHEDULED,
    task_pb2.Recurrence.BASIS_COMPLETED: Basis.COMPLETED,
}
_BASIS_NUMBERS = {
    Basis.SCHEDULED: task_pb2.Recurrence.BASIS_SCHEDULED,
    Basis.COMPLETED: task_pb2.Recurrence.BASIS_COMPLETED,
}


def due_input(due: task_pb2.Due) -> DueInput:
    match due.WhichOneof("when"):
        case "date":
            return _date_input(due.date)
        case "date_time":
            return _date_time_input(due.date_time)
    return EmptyDue()


def recurrence_input(recurrence: task_pb2.Recurrence) -> RecurrenceInput:
    return RecurrenceInput(
        rule=recurrence.rule,
        basis=_BASES.get(recurrence.basis, int(recurrence.basis)),
        excluded_dates=tuple(map(_date_input, recurrence.excluded_dates)),
        zone=recurrence.time_zone,
    )


def due_message(due: Due) -> task_pb2.Due:
    when = due.when
    if not isinstance(when, datetime):
        return task_pb2.Due(date=_date(when))
    zone = TimeZone(id=due.zone) if due.zone is not None else None
    moment = DateTime(
        year=when.year,
        month=when.month,
        day=when.day,
        hours=when.hour,
        minutes=when.minute,
        seconds=when.second,
        time_zone=zone,
    )
    return task_pb2.Due(date_time=moment)


def recurrence_message(recurrence: Recurrence) -> task_pb2.Recurrence:
    return task_pb2.Recurrence(
        rule=recurrence.rule,
        basis=_BASIS_NUMBERS[recurrence.basis],
        excluded_dates=map(_date, recurrence.excluded_dates),
        time_zone=recurrence.zone or "",
    )


def _date_input(day: Date) -> DateInput:
    return DateInput(day.year, day.month, day.day)


def _date_time_input(when: DateTime) -> DateTimeInput:
    return DateTimeInput(
        year=when.year,
        month=when.month,
        day=when.day,
        hours=when.hours,
        minutes=when.minutes,
        seconds=when.seconds,
        nanos=when.nanos,
        zone=when.time_zone.id if when.HasField("time_zone") else None,
        has_utc_offset=when.HasField("utc_offset"),
    )


def _date(day: date) -> Date:
    return Date(year=day.year, month=day.month, day=day.day)
