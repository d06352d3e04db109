from datetime import date, time

import pytest

from todo_k8s.client.due import Due
from todo_k8s.client.todotxt.line import Line, LineError
from todo_k8s.client.todotxt.parse import parse_line

D1, D2 = date(2026, 1, 1), date(2026, 1, 2)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("call mom", Line("call mom")),
        ("  call  mom ", Line("call  mom")),
        ("(A) call mom", Line("call mom", priority=1)),
        ("(A) 2026-01-01 call mom", Line("call mom", priority=1, created=D1)),
        ("2026-01-01 call mom", Line("call mom", created=D1)),
        ("x call mom", Line("call mom", done=True)),
        ("x 2026-01-02 call mom", Line("call mom", done=True, completed=D2)),
        ("x 2026-01-02 2026-01-01 call mom", Line("call mom", done=True, completed=D2, created=D1)),
        ("x (B) 2026-01-02 2026-01-01 mom", Line("mom", done=True, priority=2, completed=D2, created=D1)),
        ("x 2026-01-02 (B) 2026-01-01 mom", Line("mom", done=True, priority=2, completed=D2, created=D1)),
        ("x mom pri:B", Line("mom", done=True, priority=2, pairs=(("pri", "B"),))),
        ("mom pri:B", Line("mom", pairs=(("pri", "B"),))),
        ("mom +family @phone", Line("mom", labels=("+family", "@phone"))),
        ("call @mom now +family", Line("call @mom now", labels=("@mom", "+family"))),
        ("pay due:2026-01-02", Line("pay", due=Due(D2))),
        ("pay due:2026-01-02T10:00[Europe/Berlin]", Line("pay", due=Due(D2, time(10), "Europe/Berlin"))),
        ("pay rec:1w due:2026-01-02 h:1", Line("pay", due=Due(D2), pairs=(("h", "1"), ("rec", "1w")))),
        ("pay due:later", Line("pay", pairs=(("due", "later"),))),
    ],
)
def test_a_line_says(text: str, line: Line) -> None:
    assert parse_line(text) == line


@pytest.mark.parametrize(
    "text",
    ["xylophone", "X done", "(a) low", "(AA) two", "(A)", "x", "2026-01-01", "A +", "me@home.org", "at 10:30", "see:"]
    + ["read http://a.b/c", "fix C:\\temp", "to mailto:a@b.c", "a due:", "a key: b", "a todo.txt/created:2026-01-01"],
)
def test_a_title_stays_whole(text: str) -> None:
    assert parse_line(text) == Line(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("+family", Line("+family", labels=("+family",))),
        ("due:2026-01-01", Line("due:2026-01-01")),
        ("(A) k:v", Line("k:v", priority=1)),
        ("buy +a +a", Line("buy +a +a", labels=("+a",))),
        ("buy k:1 k:2", Line("buy k:1", pairs=(("k", "2"),))),
        ("buy due:2026-01-01 due:2026-01-02", Line("buy due:2026-01-01", due=Due(D2))),
    ],
)
def test_what_cannot_be_kept_apart_stays_in_the_title(text: str, line: Line) -> None:
    assert parse_line(text) == line


def test_of_more_labels_than_a_task_has_the_title_keeps_all() -> None:
    labels = [f"+l{number}" for number in range(21)]
    line = parse_line("many " + " ".join(labels) + " k:v")
    assert line == Line("many " + " ".join(labels), labels=tuple(labels[:20]), pairs=(("k", "v"),))


def test_of_more_pairs_than_a_task_has_the_title_keeps_the_first() -> None:
    pairs = [f"k{number:02}:v" for number in range(50)]
    line = parse_line("many " + " ".join(pairs))
    assert line.title == "many k00:v k01:v"
    assert len(line.pairs) == 48


@pytest.mark.parametrize(
    "text", ["2026-02-30 x", "x 2026-13-01 x", "a due:2026-02-30", "a due:2026-01-01T25:00", "a due:2026-1-1"]
)
def test_a_date_that_is_not_in_the_calendar_is_said(text: str) -> None:
    with pytest.raises(LineError, match="calendar|no due date"):
        parse_line(text)
