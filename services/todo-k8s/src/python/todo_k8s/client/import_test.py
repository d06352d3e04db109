"""Import and export of CSV, against a real server."""

import json
from pathlib import Path

from todo_k8s.client.testing import Todo

FILE = """title,state,priority,due,labels,notes,annotations
Milk,,A,2026-12-01T10:00[Europe/Berlin],+home @shop,"two
lines","{""k"": ""v""}"
Bread,COMPLETED,,,,,
"""


def test_what_was_exported_is_imported_as_it_was(todo: Todo) -> None:
    assert todo("import", "-", "--format", "csv", stdin=FILE).stderr.endswith(
        "2 lines: 2 added, 0 already there, 0 refused\n"
    )
    exported = todo("export", "--format", "csv")
    assert exported.stderr == "todo: 1 cell begins as formulas do (= + - @): open it in a spreadsheet as text\n"
    copy = f"{todo.environment['TODO_LIST']} 2"
    todo("import", "-", "--format", "csv", "--list", copy, stdin=exported.stdout)
    again = todo("export", "--format", "csv", "--list", copy).stdout
    assert [line.split(",2026-")[0] for line in again.splitlines()] == [
        line.split(",2026-")[0] for line in exported.stdout.splitlines()
    ]
    assert todo("export", "--format", "todotxt").stdout == todo("export", "--format", "todotxt", "--list", copy).stdout


def test_a_second_import_adds_nothing(todo: Todo) -> None:
    for tally in ("2 added, 0 already there", "0 added, 2 already there"):
        assert tally in todo("import", "-", "--format", "csv", stdin=FILE).stderr


def test_what_is_refused_is_told_with_file_and_line(todo: Todo, tmp_path: Path) -> None:
    file = tmp_path / "to do.csv"
    file.write_text(f'title,notes\n"{"x" * 2000}",\n"a\nb",\nMilk,"1\n2"\n\nBread\nEnd,\n')
    refused = todo("import", str(file), "--format", "csv", expect=1).stderr.splitlines()[1:]
    assert refused[0].startswith(f"{file}:2: task.title ")
    assert refused[1].startswith(f"{file}:3: task.title ")
    assert refused[2] == f"{file}:8: has 1 cells; the header has 2"
    assert refused[3] == "5 lines: 2 added, 0 already there, 3 refused"
    assert todo.titles() == ["Milk", "End"]


def test_for_programs_the_counts_and_what_was_refused(todo: Todo) -> None:
    ran = todo("import", "-", "--format", "csv", "-o", "json", stdin="title,priority\nMilk,AA\nBread,B\n", expect=1)
    assert json.loads(ran.stdout) == {"added": 1, "alreadyThere": 0, "refused": 1}
    _, wrong = json.loads(ran.stderr)["details"]
    assert wrong["fieldViolations"] == [
        {"field": "<stdin>:2", "description": "'AA' is no priority; give a letter from A, the most urgent, to Z"}
    ]
    assert todo("import", "-", "--format", "csv", "-o", "json", stdin="title\nMilk\n").stderr == ""


def test_a_header_that_is_wrong_makes_no_list(todo: Todo) -> None:
    assert "<stdin>:1: no column 'titel'" in todo("import", "-", "--format", "csv", stdin="titel\n", expect=2).stderr
    todo("ls", expect=3)
