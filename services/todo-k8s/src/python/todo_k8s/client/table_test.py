import pytest

from todo_k8s.client.table import fitted, width, write_table


def test_columns_are_aligned_by_cells(capsys: pytest.CaptureFixture[str]) -> None:
    write_table([("A", "B"), ("中文字", "1"), ("e\u0301t\u00e9", "2"), ("👩‍👩‍👧", "3")], flexible=0)
    assert capsys.readouterr().out == "A       B\n中文字  1\ne\u0301t\u00e9     2\n👩‍👩‍👧      3\n"


def test_nothing_is_cut_off_a_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    write_table([("TITLE", "L"), ("word " * 50 + "end", "+a")], flexible=0)
    assert "word end  +a\n" in capsys.readouterr().out


def test_no_line_ends_in_blanks(capsys: pytest.CaptureFixture[str]) -> None:
    write_table([("TITLE", "LABELS"), ("a", "")], flexible=0)
    assert capsys.readouterr().out == "TITLE  LABELS\na\n"


@pytest.mark.parametrize("text", ["a long title", "中文字的標題很長"])
def test_a_cut_text_fills_its_cells_and_says_so(text: str) -> None:
    assert width(fitted(text, 8)) == 8
    assert fitted(text, 8).endswith("…")
