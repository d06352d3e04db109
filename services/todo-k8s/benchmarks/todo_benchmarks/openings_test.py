from pathlib import Path

import pytest

from todo_benchmarks import openings


async def test_a_row_for_each_size(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await openings.main(tmp_path, (10, 100))
    rows = [line.split("|")[1].strip() for line in capsys.readouterr().out.splitlines()]
    assert rows == ["tasks", "---", "10", "100"]
