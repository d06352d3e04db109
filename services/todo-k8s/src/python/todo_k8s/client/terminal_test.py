"""What is only there where a person sits at a terminal, and what is never there where none does."""

import json
import os
import re
import sys
import time
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from todo_k8s.client.progress import DELAY
from todo_k8s.client.references import short
from todo_k8s.client.testing import ENVIRONMENT, MAIN, Todo
from todo_k8s.client.testing_terminal import LIMIT, Terminal, at_terminal

RED, BOLD, RESET = "\x1b[31m", "\x1b[1m", "\x1b[0m"


def shown(todo: Todo, *arguments: str, **environment: str) -> str:
    with at_terminal(todo, *arguments, **environment) as terminal:
        assert terminal.end() == 0, terminal.shown
        return terminal.shown.replace("\r\n", "\n")


def test_rm_of_several_asks_and_takes_no_for_an_answer(todo: Todo) -> None:
    names = [todo.add("Milk"), todo.add("Bread")]
    with at_terminal(todo, "rm", *names) as terminal:
        terminal.wait_for(r"Delete 2 tasks\? \[y/N\]")
        terminal.type("n\n")
        assert terminal.end() == 130
    assert todo.titles() == ["Milk", "Bread"]
    with at_terminal(todo, "rm", *names) as terminal:
        terminal.wait_for(r"Delete 2 tasks\? \[y/N\]")
        terminal.type("y\n")
        assert terminal.end() == 0
    assert todo.titles() == []


def test_a_list_with_tasks_is_asked_for_with_what_is_in_it(todo: Todo) -> None:
    todo.add("Milk")
    title = todo.environment["TODO_LIST"]
    with at_terminal(todo, "list", "rm", title, "--force") as terminal:
        terminal.wait_for(rf"Delete the list {re.escape(title)} and 1 task\? \[y/N\]")
        terminal.type("y\n")
        assert terminal.end() == 0


def test_nobody_is_asked_off_a_terminal(todo: Todo) -> None:
    names = [todo.add("Milk"), todo.add("Bread")]
    assert "to go on, say --yes" in todo("rm", *names, stdin="y\n", expect=2).stderr
    told = json.loads(todo("rm", *names, "-o", "json", stdin="y\n", expect=2).stderr)
    assert told["details"][0]["reason"] == "CONFIRMATION_REQUIRED"
    todo("list", "rm", todo.environment["TODO_LIST"], "--force", stdin="y\n", expect=2)
    assert todo.titles() == ["Milk", "Bread"]
    todo("rm", "--yes", *names)
    assert todo.titles() == []


def test_priorities_are_bold_and_what_is_overdue_is_red(todo: Todo) -> None:
    todo.add("Late", "--priority", "A", "--due", "2001-02-03")
    todo.add("Early", "--due", "2999-02-03")
    table = shown(todo, "ls")
    assert f"{BOLD}A  {RESET}" in table
    assert f"{RED}2001-02-03{RESET}" in table
    assert "  2999-02-03" in table


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_there_is_no_colour_where_it_is_not_wanted(todo: Todo, environment: dict[str, str]) -> None:
    todo.add("Late", "--priority", "A", "--due", "2001-02-03")
    assert "\x1b" not in shown(todo, "ls", **environment)


def test_there_is_no_colour_off_a_terminal(todo: Todo) -> None:
    todo.add("Late", "--priority", "A", "--due", "2001-02-03")
    assert "\x1b" not in todo("ls").stdout


def editor(folder: Path, script: str) -> str:
    """The command of an editor that does what the script says to the file `$1`."""
    path = folder / "editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_edit_at_a_terminal_opens_the_editor_on_a_form(todo: Todo, tmp_path: Path) -> None:
    name = todo.add("Milk +home k:v", "--note", "one\n\ntwo", "--priority", "B", "--due", "2026-12-01")
    command = editor(
        tmp_path, 'sed -i -e "s/^title: .*/title: Oat milk/" -e "s/^due: .*/due:/" -e "s/^two/three/" "$1"'
    )
    assert shown(todo, "edit", short(name), EDITOR=command) == f"Changed {short(name)}: Oat milk\n"
    after = json.loads(todo("show", name, "-o", "json").stdout)
    assert (after["title"], after["labels"], after["notes"]) == ("Oat milk", ["+home"], "one\n\nthree")
    assert (after["priority"], after["annotations"], "due" in after) == (2, {"k": "v"}, False)


def test_a_form_that_was_not_saved_or_says_the_same_changes_nothing(todo: Todo, tmp_path: Path) -> None:
    name = todo.add("Milk")
    before = todo("show", name, "-o", "json").stdout
    for script in ("true", 'touch -d "+1 minute" "$1"', ': > "$1"; touch -d "+1 minute" "$1"'):
        told = shown(todo, "edit", name, EDITOR=editor(tmp_path, script))
        assert told == f"Nothing to change in {short(name)}: Milk\n"
    assert todo("show", name, "-o", "json").stdout == before


def test_a_form_that_makes_no_sense_can_be_mended(todo: Todo, tmp_path: Path) -> None:
    name = todo.add("Milk")
    mend = 'grep -q "^due: *soon" "$1" && sed -i "s/soon/2026-12-01/" "$1" || sed -i "s/^due:/due: soon/" "$1"'
    with at_terminal(todo, "edit", name, EDITOR=editor(tmp_path, mend)) as terminal:
        terminal.wait_for(r"line 8: 'soon' is no due date")
        terminal.wait_for(r"Edit again\? \[Y/n\]")
        terminal.type("\n")
        assert terminal.end() == 0
    assert "2026-12-01" in todo("show", name).stdout


def test_what_was_written_is_kept_where_someone_else_was_quicker(todo: Todo, tmp_path: Path) -> None:
    name = todo.add("Milk")
    quicker = f'"{sys.executable}" -c "{MAIN}" edit "{name}" --title "Soy milk" < /dev/null'
    command = editor(tmp_path, f'{quicker}; sed -i "s/^title: .*/title: Oat milk/" "$1"')
    with at_terminal(todo, "edit", name, EDITOR=command, TMPDIR=str(tmp_path)) as terminal:
        assert terminal.end() == 4
        kept = re.search(r"what you wrote is in (\S+)", terminal.shown)
    assert kept
    assert "title:    Oat milk" not in Path(kept[1]).read_text()
    assert "title: Oat milk" in Path(kept[1]).read_text()
    assert "Soy milk" in todo("show", name).stdout


def test_a_long_import_shows_how_far_it_is(todo: Todo) -> None:
    """Long is what takes a while: the file is a pipe, and nothing more comes through it until the bar is there."""
    reader, writer = os.pipe()
    command = [sys.executable, "-c", MAIN, "import", "-", "--format", "todotxt"]
    with Terminal(command, ENVIRONMENT | todo.environment, stdin=reader) as terminal:
        os.close(reader)
        number, give_up = 0, time.monotonic() + LIMIT
        while "importing" not in terminal.shown:
            number += 1
            os.write(writer, f"task {number}\n".encode())
            assert time.monotonic() < give_up and terminal.read()
        os.write(writer, b"x 2026-02-30 is no day\n")
        # Lines go to the server some at a time; the last ones, and what is wrong with them, at the end.
        os.close(writer)
        terminal.wait_for(r"<stdin>:\d+: 2026-02-30 is not in the calendar")
        terminal.wait_for(rf"{number + 1:,} lines: {number:,} added, 0 already there, 1 refused")
        assert terminal.end() == 1


def test_off_a_terminal_no_import_shows_a_bar(todo: Todo) -> None:
    todo("list", "create", todo.environment["TODO_LIST"])
    command = [sys.executable, "-c", MAIN, "import", "-", "--format", "todotxt"]
    environment = ENVIRONMENT | todo.environment
    with Popen(command, stdin=PIPE, stderr=PIPE, env=environment, text=True) as process:
        assert process.stdin
        process.stdin.write("first\n" * 1_000)
        process.stdin.flush()
        while not todo.titles():
            time.sleep(0.1)
        # From here on it is a long one.
        time.sleep(2 * DELAY)
        _, told = process.communicate("last\n", timeout=LIMIT)
    assert told == "1,001 lines: 1,001 added, 0 already there, 0 refused\n"
