from datetime import date

import pytest

from todo_k8s.client.todotxt.line import Line
from todo_k8s.client.todotxt.parse import parse_line
from todo_k8s.client.todotxt.write import is_exact, write_line


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("pay rec:1w +home due:2026-01-02T10:00:00 @desk", "pay +home @desk due:2026-01-02T10:00 rec:1w"),
        ("x 2026-01-02 (B) 2026-01-01 mom", "x (B) 2026-01-02 2026-01-01 mom"),
        ("x (B) mom pri:B", "x mom pri:B"),
        ("(A)  call   mom ", "(A) call   mom"),
    ],
)
def test_other_lines_are_put_in_order(text: str, canonical: str) -> None:
    assert write_line(parse_line(text)) == canonical


@pytest.mark.parametrize(
    ("line", "nearest"),
    [
        (Line("buy", labels=("home",)), "buy @home"),
        (Line("buy", pairs=(("k", "a b"),)), "buy"),
        (Line("buy", pairs=(("due", "2026-01-01"),)), "buy due:2026-01-01"),
        (Line("buy", done=True, created=date(2026, 1, 1)), "x buy"),
        (Line("x buy"), "x buy"),
        (Line("(A) buy"), "(A) buy"),
        (Line("2026-02-30 buy"), "2026-02-30 buy"),
        (Line("buy +a"), "buy +a"),
        (Line(" buy"), " buy"),
        (Line("b @a", labels=("+c", "@a")), "b @a +c"),
    ],
)
def test_what_todotxt_cannot_say_is_known_not_to_be_exact(line: Line, nearest: str) -> None:
    assert write_line(line) == nearest
    assert not is_exact(line)
