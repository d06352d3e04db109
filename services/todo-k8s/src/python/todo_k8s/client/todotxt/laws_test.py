"""The laws of reading and writing todo.txt, over lines of every kind."""

from hypothesis import assume, example, given

from todo_k8s.client.todotxt.line import Line, LineError
from todo_k8s.client.todotxt.parse import parse_line
from todo_k8s.client.todotxt.strategies import LAW, canonical_lines, lines
from todo_k8s.client.todotxt.write import is_exact, write_line


def parsed(text: str) -> Line:
    try:
        return parse_line(text)
    except LineError:
        assume(False)
        raise


@LAW
@given(lines())
@example("foo +a +a")
@example("x (A) 2026-01-01 (C) foo pri:A")
@example("x (A) (B) pri:A")
@example("foo due:2026-01-01 due:2026-01-02 due:later")
def test_what_was_written_reads_as_the_same(text: str) -> None:
    line = parsed(text)
    assert parse_line(write_line(line)) == line
    assert is_exact(line)


@LAW
@given(lines())
def test_writing_settles_at_once(text: str) -> None:
    written = write_line(parsed(text))
    assert write_line(parse_line(written)) == written


@LAW
@given(canonical_lines())
@example("x (A) 2026-01-02 2026-01-01 call mom +family @phone due:2026-02-01 rec:1w")
@example("x 2026-01-02 2026-01-01 call mom pri:A")
def test_canonical_lines_come_back_byte_for_byte(text: str) -> None:
    assert write_line(parse_line(text)) == text


@LAW
@given(lines())
def test_no_word_is_lost(text: str) -> None:
    """But for a priority that is there as `(A)` and as `pri:A`, and the way to write a time."""
    line = parsed(text)
    kept = [word for word in text.split() if not word.startswith(("due:", "("))]
    assert sorted(kept) == sorted(word for word in write_line(line).split() if not word.startswith(("due:", "(")))
