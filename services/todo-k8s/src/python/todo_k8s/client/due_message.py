"""Due dates to and from `todo.v1.Due`."""

from datetime import date, time

from google.type.date_pb2 import Date
from google.type.datetime_pb2 import DateTime, TimeZone

from todo.v1 import task_pb2
from todo_k8s.client.due import Due


def to_message(due: Due) -> task_pb2.Due:
    day, clock = due.day, due.clock
    if clock is None:
        return task_pb2.Due(date=Date(year=day.year, month=day.month, day=day.day))
    moment = DateTime(
        year=day.year, month=day.month, day=day.day, hours=clock.hour, minutes=clock.minute, seconds=clock.second
    )
    if due.zone:
        moment.time_zone.CopyFrom(TimeZone(id=due.zone))
    return task_pb2.Due(date_time=moment)


def from_message(message: task_pb2.Due) -> Due:
    if message.WhichOneof("when") == "date":
        day = message.date
        return Due(date(day.year, day.month, day.day))
    moment = message.date_time
    clock = time(moment.hours, moment.minutes, moment.seconds)
    return Due(date(moment.year, moment.month, moment.day), clock, moment.time_zone.id or None)
