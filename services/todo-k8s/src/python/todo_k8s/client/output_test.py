"""What commands write, where, in each form."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from todo_k8s.client.testing import Ran, Todo

INFO = "type.googleapis.com/google.rpc.ErrorInfo"


def status(ran: Ran) -> tuple[int, str]:
    """Of the one status that stderr has: its code and reason."""
    told: dict[str, Any] = json.loads(ran.stderr)
    (info,) = (detail for detail in told["details"] if detail["@type"] == INFO)
    assert (told["message"] != "", info["domain"]) == (True, "todo-k8s")
    return told["code"], info["reason"]


def test_tasks_are_the_same_in_every_form(todo: Todo) -> None:
    names = [todo.add("Milk, fresh", "--note", "a\nb"), todo.add("Bread +home")]
    tasks = json.loads(todo("ls", "-o", "json").stdout)["tasks"]
    assert [task["name"] for task in tasks] == names
    assert [json.loads(line) for line in todo("ls", "-o", "ndjson").stdout.splitlines()] == tasks
    assert yaml.safe_load(todo("ls", "-o", "yaml").stdout) == {"tasks": tasks}
    assert todo("ls", "-o", "name").stdout.split() == names
    rows = list(csv.DictReader(io.StringIO(todo("ls", "-o", "csv").stdout, newline=""), strict=True))
    assert [(row["name"], row["title"], row["labels"], row["notes"]) for row in rows] == [
        (names[0], "Milk, fresh", "", "a\nb"),
        (names[1], "Bread", "+home", ""),
    ]


def test_one_task_is_the_same_in_every_form(todo: Todo) -> None:
    name = todo.add("Milk")
    task = json.loads(todo("show", name, "-o", "json").stdout)
    assert json.loads(todo("show", name, "-o", "ndjson").stdout) == task
    assert yaml.safe_load(todo("show", name, "-o", "yaml").stdout) == task
    assert todo("show", name, "-o", "name").stdout == f"{name}\n"
    (row,) = csv.DictReader(io.StringIO(todo("show", name, "-o", "csv").stdout), strict=True)
    assert (row["name"], row["state"]) == (name, "ACTIVE")


@pytest.mark.parametrize("output", ["json", "ndjson", "yaml", "csv", "name"])
def test_every_command_that_shows_a_task_does_so_in_each_form(todo: Todo, output: str) -> None:
    name = todo.add("Milk")
    for command in (
        ["edit", name, "--title", "Oat milk"],
        ["mv", name, "--first"],
        ["done", name],
        ["reopen", name],
        ["rm", name],
        ["ls", "--deleted"],
        ["restore", name],
        ["show", name],
    ):
        ran = todo(*command, "-o", output)
        assert name in ran.stdout, command
        assert ran.stderr == ""


def test_a_csv_of_nothing_has_its_header_and_an_ndjson_of_nothing_is_empty(todo: Todo) -> None:
    todo("list", "create", todo.environment["TODO_LIST"])
    assert todo("ls", "-o", "csv").stdout.startswith("id,title,state,")
    assert todo("ls", "-o", "ndjson").stdout == ""


def test_remarks_are_for_people(todo: Todo) -> None:
    assert "made the list" in todo("add", "Milk").stderr
    title = f"{todo.environment['TODO_LIST']} 2"
    assert todo("add", "Milk", "--list", title, "-o", "json").stderr == ""


@pytest.mark.parametrize(
    ("arguments", "exit_code", "told"),
    [
        (["show", "taskLists/00000000-0000-4000-8000-000000000000/tasks/x"], 6, (7, "TASK_LIST_FORBIDDEN")),
        (["add", "x" * 2000], 5, (3, "INVALID_FIELD")),
        (["ls", "--list", "nowhere"], 3, (5, "TASK_LIST_NOT_FOUND")),
        (["rm", "00000000", "--bogus"], 2, (3, "USAGE")),
        (["ls", "--timeout", "0"], 2, (3, "USAGE")),
        (["frobnicate"], 2, (3, "USAGE")),
        (["ls", "--server", "nowhere"], 2, (3, "ADDRESS_INVALID")),
        (["ls", "--server", "127.0.0.1:1"], 8, (14, "NO_ANSWER")),
        (["ls", "--profile", "nobodys"], 2, (3, "PROFILE_NOT_FOUND")),
        (["import", "nowhere.csv", "--format", "csv"], 2, (3, "USAGE")),
        (["import", "-", "--format", "csv"], 2, (3, "CSV_HEADER_INVALID")),
    ],
)
def test_whatever_fails_is_one_status_for_programs(
    todo: Todo, arguments: list[str], exit_code: int, told: tuple[int, str]
) -> None:
    ran = todo(*arguments, "-o", "json", expect=exit_code)
    assert (status(ran), ran.stdout) == (told, "")


def test_each_way_to_ask_for_it_is_understood(todo: Todo) -> None:
    name = todo.add("Milk")
    ran = todo("done", name, "taskLists/00000000-0000-4000-8000-000000000000/tasks/x", "--output=ndjson", expect=6)
    assert (status(ran), ran.stdout) == ((7, "TASK_LIST_FORBIDDEN"), "")
    ran = todo("-ondjson", "show", "00000000", expect=3)
    assert (status(ran), ran.stdout) == ((5, "TASK_NOT_FOUND"), "")


def test_a_variable_or_a_profile_makes_failures_a_status_too(todo: Todo, tmp_path: Path) -> None:
    assert status(todo("show", "00000000", TODO_OUTPUT="json", expect=3)) == (5, "TASK_LIST_NOT_FOUND")
    folder = tmp_path / ".config/todo-k8s"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text("[profile.default]\noutput = 'ndjson'\n")
    assert status(todo("show", "00000000", expect=3)) == (5, "TASK_LIST_NOT_FOUND")


def test_a_config_file_that_is_wrong_is_a_status_where_the_command_line_asks_for_one(
    todo: Todo, tmp_path: Path
) -> None:
    folder = tmp_path / ".config/todo-k8s"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text("[profile.default]\nsever = 'x'\n")
    assert status(todo("ls", "-o", "json", expect=2)) == (3, "CONFIG_INVALID")
    assert todo("ls", expect=2).stderr.startswith(f"todo: {folder}/config.toml: profile.default.sever means nothing;")
    assert todo("--help").stderr == ""


def test_a_word_after_two_dashes_is_no_option(todo: Todo) -> None:
    refused = todo("frobnicate", "--", "-o", "json", expect=2).stderr
    assert refused.startswith("Usage: ")
