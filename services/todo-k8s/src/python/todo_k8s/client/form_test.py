import pytest
from google.type.date_pb2 import Date
from hypothesis import given
from hypothesis import strategies as st
from todo.v1.task_pb2 import Recurrence, Task

from todo_k8s.client.due import parse_due
from todo_k8s.client.due_message import to_message
from todo_k8s.client.form import from_form, to_form
from todo_k8s.client.todotxt.strategies import LAW

TITLES = st.text(alphabet="a:#é中- ", min_size=1, max_size=9).map(str.strip).filter(bool)
NOTES = st.text(alphabet="a:#\n\t é", max_size=12)

RECURRENCES = st.builds(
    Recurrence,
    rule=st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=-1FR"]),
    basis=st.sampled_from([Recurrence.BASIS_SCHEDULED, Recurrence.BASIS_COMPLETED]),
    excluded_dates=st.lists(st.builds(Date, year=st.just(2026), month=st.integers(1, 12), day=st.just(1)), max_size=3),
)


@LAW
@given(
    TITLES,
    NOTES,
    st.integers(0, 26),
    st.lists(st.sampled_from(["+a", "@b", "#c", "d:"]), unique=True),
    st.lists(st.sampled_from(["users/ann", "users/b"]), unique=True),
    st.none() | RECURRENCES,
)
def test_a_form_that_is_left_alone_says_what_the_task_says(
    title: str, notes: str, priority: int, labels: list[str], users: list[str], recurrence: Recurrence | None
) -> None:
    task = Task(title=title, notes=notes, priority=priority, labels=labels, assignees=users)
    task.due.CopyFrom(to_message(parse_due("2026-12-01T10:00[Europe/Berlin]")))
    if recurrence:
        task.recurrence.CopyFrom(recurrence)
    assert from_form(to_form(task)) == task


def test_notes_are_taken_as_they_are() -> None:
    assert from_form("title: a\n\n# no remark\n\ntitle: b\n") == Task(title="a", notes="# no remark\n\ntitle: b")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "title: a\ncolour: red\n",
            "line 2: 'colour: red' is no field; the fields are title, priority, due, recurs, except, labels and",
        ),
        ("# hello\npriority: AA\n", "line 2: 'AA' is no priority; give a letter"),
        ("due: 2026-02-30\n", "line 1: '2026-02-30' is not in the calendar"),
        ("recurs: now\n", "line 1: 'now' says not how often"),
        ("except: monday\n", "line 1: 'monday' is no day; write 2026-12-01"),
        ("except: 2026-12-24\n", "except: leaves days out of nothing"),
        ("just text\n", "line 1: 'just text' is no field"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_line(text: str, reason: str) -> None:
    with pytest.raises(ValueError) as wrong:
        from_form(text)
    assert str(wrong.value).startswith(reason)


def test_what_recurs_after_it_is_done_says_where_the_day_is_counted() -> None:
    text = "recurs:   every 2 weeks after it is done in Europe/Berlin"
    task = from_form(f"{text}\n")
    assert (task.recurrence.rule, task.recurrence.time_zone) == ("FREQ=WEEKLY;INTERVAL=2", "Europe/Berlin")
    assert f"{text}\n" in to_form(task)
