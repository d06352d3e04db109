import click
import pytest
from google.type.date_pb2 import Date
from todo.v1.task_pb2 import Recurrence, Task

from todo_k8s.client.due import parse_due
from todo_k8s.client.edits import Edits
from todo_k8s.client.every import parse_every

TASK = Task(name="taskLists/l/tasks/t", title="Milk", notes="two", priority=2, labels=["+home", "@shop"], etag="e")


@pytest.mark.parametrize(
    ("edits", "fields"),
    [
        (Edits(title="Oat milk"), ["title"]),
        (Edits(title="Milk", notes="two", priority=2), []),
        (Edits(notes=""), ["notes"]),
        (Edits(due=parse_due("2026-12-01")), ["due"]),
        (Edits(clear=("due", "labels", "notes")), ["notes", "labels"]),
        (Edits(labels=("+home",)), []),
        (Edits(assignees=("users/ann",), unassigned=("users/bob",)), ["assignees"]),
        (Edits(unassigned=("users/bob",)), []),
        (Edits(labels=("+home", "new"), unlabels=("@shop", "other")), ["labels"]),
    ],
)
def test_only_what_changes_is_sent(edits: Edits, fields: list[str]) -> None:
    assert edits.applied(TASK, given_etag="")[1] == fields


def test_labels_keep_their_order_and_new_ones_come_last() -> None:
    assert Edits(labels=("new",), unlabels=("+home",)).applied(TASK, "")[0].labels == ["@shop", "new"]


def test_a_user_is_not_assigned_and_unassigned_at_once() -> None:
    for edits in (Edits(assignees=("a",), unassigned=("a",)), Edits(unassigned=("a",), clear=("assignees",))):
        with pytest.raises(click.UsageError, match="a user cannot"):
            edits.refuse_contradictions()


def test_what_comes_from_an_old_value_needs_it_to_be_there_still() -> None:
    assert Edits(labels=("new",)).applied(TASK, "")[0].etag == "e"
    assert Edits(title="Oat milk").applied(TASK, "")[0].etag == ""
    assert Edits(title="Oat milk").applied(TASK, "given")[0].etag == "given"


def test_another_rule_keeps_the_days_without_an_occurrence_and_the_zone() -> None:
    task = Task(recurrence=Recurrence(rule="FREQ=DAILY", time_zone="Asia/Tokyo", basis=Recurrence.BASIS_COMPLETED))
    task.recurrence.excluded_dates.append(Date(year=2026, month=12, day=24))
    weekly = parse_every("week")
    changed, fields = Edits(every=weekly, after_done=True).applied(task, "")
    assert fields == ["due", "recurrence"]
    assert changed.recurrence == Recurrence(
        rule="FREQ=WEEKLY",
        time_zone="Asia/Tokyo",
        basis=Recurrence.BASIS_COMPLETED,
        excluded_dates=task.recurrence.excluded_dates,
    )
    scheduled = Edits(every=weekly).applied(task, "")[0].recurrence
    assert (scheduled.excluded_dates, scheduled.time_zone) == (task.recurrence.excluded_dates, "")
