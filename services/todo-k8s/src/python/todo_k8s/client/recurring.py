"""What the options of a recurring task make of it."""

from datetime import date, datetime

import click
from todo.v1.task_pb2 import Recurrence, Task

from todo_k8s.client.due import Due
from todo_k8s.client.due_message import from_message, to_message
from todo_k8s.client.every import Every, told
from todo_k8s.client.form_recurrence import days_of
from todo_k8s.client.zone import machine_zone


def recur(task: Task, every: Every, *, after_done: bool) -> None:
    """Makes it recur from its due date on, or from the first day of the rule that comes.

    Where it recurs already, the days without an occurrence stay, and so does the zone where its completion counts.
    """
    if not task.HasField("due"):
        first = every.first(_today())
        if first is None:
            raise click.UsageError("a rule in RRULE's own words begins with a due date; say --due too")
        task.due.CopyFrom(to_message(Due(first)))
    recurrence = Recurrence(
        rule=every.rule, basis=Recurrence.BASIS_SCHEDULED, excluded_dates=task.recurrence.excluded_dates
    )
    zone = task.recurrence.time_zone
    if after_done:
        recurrence.basis = Recurrence.BASIS_COMPLETED
    task.recurrence.CopyFrom(recurrence)
    if needs_zone(task):
        task.recurrence.time_zone = zone or machine_zone()


def needs_zone(task: Task) -> bool:
    """Whether it recurs after it is done and says not where that day is counted."""
    is_after_done = task.recurrence.basis == Recurrence.BASIS_COMPLETED
    return is_after_done and not (task.recurrence.time_zone or task.due.date_time.HasField("time_zone"))


def recurrence_text(task: Task) -> str:
    """In words, where it is simple enough; empty where the task does not recur."""
    if not task.HasField("recurrence"):
        return ""
    after = " after it is done" if task.recurrence.basis == Recurrence.BASIS_COMPLETED else ""
    excluded = days_of(task.recurrence)
    return told(task.recurrence.rule) + after + (f", but not {' '.join(excluded)}" if excluded else "")


def next_text(task: Task) -> str:
    """When its next occurrence is due; empty where it has none."""
    if not task.HasField("recurrence") or task.state != Task.STATE_ACTIVE:
        return ""
    return f"; next due {from_message(task.due)}"


def _today() -> date:
    return datetime.now().astimezone().date()
