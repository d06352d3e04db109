"""Completion, asked of the shells themselves, of an alias for the program and of the program itself."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from provided import missing
from todo_k8s.client.completers import PATIENCE
from todo_k8s.client.references import short
from todo_k8s.client.testing import ENVIRONMENT, Todo, program
from todo_k8s.client.testing_terminal import LIMIT, Terminal

START = {
    "bash": (["bash", "--norc", "--noprofile"], "bind 'set enable-bracketed-paste off'"),
    "zsh": (["zsh", "-f"], "unsetopt zle_bracketed_paste; bindkey -e; autoload -U compinit; compinit -u -D"),
}


# However busy the machine is.
PATIENT = {PATIENCE: str(LIMIT)}


def require(shell: str) -> None:
    if shutil.which(shell) is None:
        missing(f"there is no {shell}; build-support/ci/provide_engines installs it on Debian")


@pytest.fixture(params=["bash", "zsh"])
def shell(request: pytest.FixtureRequest, todo: Todo, tmp_path: Path) -> Iterator[Terminal]:
    """One that has read the script, at its prompt."""
    require(request.param)
    command, prepare = START[request.param]
    with Terminal(command, ENVIRONMENT | todo.environment | PATIENT) as terminal:
        terminal.type(f"{prepare}; alias todo={program(tmp_path)}\n")
        terminal.type(f"source <(todo completion {request.param}); echo rea''dy\n")
        terminal.wait_for("ready\r")
        yield terminal


def words(terminal: Terminal, typed: str) -> list[str]:
    """Of the line, once what was typed was completed."""
    terminal.type(f"{typed}\t\x01printf '<%s>' \x05; echo '<'end'>'\n")
    seen = terminal.wait_for(r"<end>")
    assert "todo: " not in seen, "a message of the program stands in the midst of what is typed"
    return re.findall("<([^>]*)>", seen.splitlines()[-1])[:-1]


def test_commands_and_options_are_completed(shell: Terminal) -> None:
    assert words(shell, "todo vers") == ["todo", "version"]
    assert words(shell, "todo list ren") == ["todo", "list", "rename"]
    assert words(shell, "todo ls --ord") == ["todo", "ls", "--order"]
    assert words(shell, "todo ls --order upd") == ["todo", "ls", "--order", "updated"]


def test_members_are_completed(shell: Terminal, todo: Todo) -> None:
    """Of the list that is named, or of the one that is meant."""
    title = todo.environment["TODO_LIST"]
    todo("list", "create", title)
    todo("share", title, "zoe")
    assert words(shell, f"todo unshare {title} zo") == ["todo", "unshare", title, "zoe"]
    assert words(shell, "todo ls --assignee zo") == ["todo", "ls", "--assignee", "zoe"]


def test_references_are_completed(shell: Terminal, todo: Todo) -> None:
    milk, bread = todo.add("Milk"), todo.add("Bread")
    todo("done", bread)
    assert words(shell, "todo done ") == ["todo", "done", short(milk)]
    assert words(shell, "todo reopen ") == ["todo", "reopen", short(bread)]
    assert words(shell, f"todo mv {short(milk)} --before {short(milk)[:-1]}")[-1] == short(milk)
    # One to complete what both ids begin with, which may be something, and two to see them.
    shell.type("todo show \t\t\t")
    shell.wait_for("Milk")


def test_titles_of_lists_are_completed_whatever_is_in_them(shell: Terminal, todo: Todo) -> None:
    title = f'{todo.environment["TODO_LIST"]} it\'s: a "list", $HOME'
    todo("list", "create", title)
    begun = title[: title.index(" it")]
    assert words(shell, f"todo ls --list {begun}") == ["todo", "ls", "--list", title]
    assert words(shell, f"todo list show {begun}") == ["todo", "list", "show", title]


def test_the_program_itself_is_completed_too(shell: Terminal, tmp_path: Path) -> None:
    path = str(tmp_path / "todo-k8s-client.pex")
    assert words(shell, f"{path} vers") == [path, "version"]


def test_files_are_completed(shell: Terminal, tmp_path: Path) -> None:
    (tmp_path / "trip.txt").touch()
    assert words(shell, f"todo import {tmp_path}/tri") == ["todo", "import", f"{tmp_path}/trip.txt"]


def test_where_nothing_answers_nothing_is_said(shell: Terminal) -> None:
    assert words(shell, "todo --server 127.0.0.1:1 show ab") == ["todo", "--server", "127.0.0.1:1", "show", "ab"]
    assert words(shell, "todo --profile nobodys show ab")[-1] == "ab"


def test_fish_completes(todo: Todo, tmp_path: Path) -> None:
    require("fish")
    milk, title = todo.add("Milk"), todo.environment["TODO_LIST"]
    todo("list", "create", f"{title} a, b")

    def candidates(typed: str) -> list[str]:
        script = f"alias todo={program(tmp_path)}; todo completion fish | source; complete -C '{typed}'"
        ran = subprocess.run(
            ["fish", "--no-config", "-c", script],
            capture_output=True,
            text=True,
            env=ENVIRONMENT | todo.environment | PATIENT,
            check=True,
            timeout=60,
        )
        assert ran.stderr == ""
        return ran.stdout.splitlines()

    assert candidates("todo vers") == ["version\tSay which version this is."]
    assert candidates("todo done ") == [f"{short(milk)}\tMilk"]
    assert candidates(f"todo ls --list {title}\\ ") == [f"{title} a, b"]
    assert candidates("todo --server 127.0.0.1:1 done a") == []


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_the_script_calls_the_program_by_its_path(todo: Todo, tmp_path: Path, name: str) -> None:
    path = program(tmp_path)
    written = todo("completion", name, PEX=str(path)).stdout
    assert f"_TODO_COMPLETE={name}_complete" in written
    assert str(path) in written
    assert " todo todo-k8s-client.pex" in written
