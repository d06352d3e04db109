import pytest
from hypothesis import given
from hypothesis import strategies as st
from todo.v1.task_pb2 import Task

from todo_k8s.client.due import parse_due
from todo_k8s.client.due_message import to_message
from todo_k8s.client.form import from_form, to_form
from todo_k8s.client.todotxt.strategies import LAW

TITLES = st.text(alphabet="a:#é中- ", min_size=1, max_size=9).map(str.strip).filter(bool)
NOTES = st.text(alphabet="a:#\n\t é", max_size=12)


@LAW
@given(
    TITLES,
    NOTES,
    st.integers(0, 26),
    st.lists(st.sampled_from(["+a", "@b", "#c", "d:"]), unique=True),
    st.lists(st.sampled_from(["users/ann", "users/b"]), unique=True),
)
def test_a_form_that_is_left_alone_says_what_the_task_says(
    title: str, notes: str, priority: int, labels: list[str], users: list[str]
) -> None:
    task = Task(title=title, notes=notes, priority=priority, labels=labels, assignees=users)
    task.due.CopyFrom(to_message(parse_due("2026-12-01T10:00[Europe/Berlin]")))
    assert from_form(to_form(task)) == task


def test_notes_are_taken_as_they_are() -> None:
    assert from_form("title: a\n\n# no remark\n\ntitle: b\n") == Task(title="a", notes="# no remark\n\ntitle: b")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "title: a\ncolour: red\n",
            "line 2: 'colour: red' is no field; the fields are title, priority, due, labels and assigned",
        ),
        ("# hello\npriority: AA\n", "line 2: 'AA' is no priority; give a letter"),
        ("due: 2026-02-30\n", "line 1: '2026-02-30' is not in the calendar"),
        ("just text\n", "line 1: 'just text' is no field"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_line(text: str, reason: str) -> None:
    with pytest.raises(ValueError) as wrong:
        from_form(text)
    assert str(wrong.value).startswith(reason)
