import pytest

from todo_k8s.client.input_lines import decoded, numbered_lines
from todo_k8s.client.todotxt.line import LineError


def test_lines_are_numbered_as_an_editor_does() -> None:
    raw = [b"\xef\xbb\xbfone\r\n", b"\r\n", b"  \n", b"\xe2\x80\xa8 is no line end\x0c\n", b"last"]
    assert list(numbered_lines(raw)) == [(1, b"one"), (4, b"\xe2\x80\xa8 is no line end\x0c"), (5, b"last")]


def test_a_mark_inside_the_file_is_text() -> None:
    assert list(numbered_lines([b"one\n", b"\xef\xbb\xbftwo\n"])) == [(1, b"one"), (2, b"\xef\xbb\xbftwo")]


def test_what_is_not_utf8_is_said_with_its_place() -> None:
    with pytest.raises(LineError, match="not UTF-8: byte 3 is 0xff"):
        decoded(b"ab\xffc")
