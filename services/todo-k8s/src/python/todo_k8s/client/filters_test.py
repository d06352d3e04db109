from datetime import date

import pytest

from todo_k8s.client.filters import Wanted, quoted

TODAY = date(2026, 2, 28)


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (Wanted(), ""),
        (Wanted(filter="a OR b", priority=1), "a OR b AND priority = 1"),
        (Wanted(due="today"), "due = 2026-02-28"),
        (Wanted(due="tomorrow"), "due = 2026-03-01"),
        (Wanted(due="overdue"), "due < 2026-02-28"),
        (Wanted(due="none"), "-due:*"),
        (Wanted(due="2026-12-01"), "due = 2026-12-01"),
        (Wanted(due="2026-12-01T10:00[Europe/Berlin]"), "due = 2026-12-01T10:00:00"),
        (Wanted(labels=("+a", "b"), search=("x",)), 'labels:"+a" AND labels:"b" AND "x"'),
        (Wanted(assignees=("users/ann",)), 'assignees:"users/ann"'),
    ],
)
def test_what_is_wanted_is_a_filter(wanted: Wanted, text: str) -> None:
    assert wanted.text(TODAY) == text


def test_quotes_and_backslashes_are_escaped() -> None:
    assert quoted('a "b" \\') == '"a \\"b\\" \\\\"'


def test_what_is_no_due_date_is_refused() -> None:
    with pytest.raises(ValueError, match="is no due date"):
        Wanted(due="soon").text(TODAY)
