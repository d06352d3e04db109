"""The command line as far as it goes without a server; services/todo-k8s/tests has the rest."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from todo_k8s.client.testing import ENVIRONMENT, MAIN, Todo
from todo_k8s.version import VERSION

todo = Todo()


@pytest.fixture
def nobody() -> str:
    """An address where nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


def test_help_has_the_exit_codes() -> None:
    assert "    8  nothing answers" in todo("--help").stdout


@pytest.mark.parametrize("place", ["before", "after"])
def test_nothing_at_the_address_is_said_with_the_way_out(nobody: str, place: str) -> None:
    option = ["--server", nobody]
    ran = todo(*option, "list", "ls", expect=8) if place == "before" else todo("list", "ls", *option, expect=8)
    assert ran.stderr.startswith(f"todo: nothing answers at {nobody}; start the server with ")


def test_the_environment_names_the_server(nobody: str) -> None:
    assert f"nothing answers at {nobody};" in todo("ls", TODO_SERVER=nobody, expect=8).stderr


def test_an_option_before_the_command_wins_over_the_environment(nobody: str) -> None:
    assert f"nothing answers at {nobody};" in todo("--server", nobody, "ls", TODO_SERVER="127.0.0.1:1", expect=8).stderr


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["add"], "Missing argument"),
        (["add", "x", "--due", "2026-02-30"], "not in the calendar"),
        (["add", "x", "--priority", "AA"], "give a letter from A"),
        (["add", "x due:2026-01-01", "--due", "2026-01-01"], "twice"),
        (["add", "x due:2026-02-30"], "not in the calendar"),
        (["add", b"caf\xe9"], "is not UTF-8"),
        (["ls", "--done", "--order", "due"], "is for active tasks"),
        (["ls", "-o", "xml"], "'xml' is not one of"),
        (["ls", "--timeout", "0"], "0"),
        (["ls", "--server", "localhost"], "'localhost' (--server) is no address"),
        (["import", "/there/is/no/such/file", "--format", "todotxt"], "No such file"),
        (["export"], "--format"),
        (["list", "frobnicate"], "No such command"),
    ],
)
def test_a_wrong_command_line_is_exit_code_2(arguments: list[str | bytes], reason: str) -> None:
    ran = todo(*arguments, expect=2)
    assert reason in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_version_is_the_same_without_a_command_line() -> None:
    assert todo("version").stdout == todo("--timeout", "5", "version").stdout == f"todo {VERSION}\n"


def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    script = tmp_path / "help.sh"
    script.write_text('"$@" --help | exec true; echo "${PIPESTATUS[0]}"\n')
    command = ["bash", str(script), sys.executable, "-c", f"import time; time.sleep(0.5); {MAIN}"]
    ran = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, check=True, timeout=60)
    assert (ran.stdout, ran.stderr) == ("141\n", "")


def test_a_full_disk_is_said_in_one_line() -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        command = [sys.executable, "-c", MAIN, "version"]
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT, timeout=60)
    assert (ran.returncode, ran.stderr) == (2, "todo: [Errno 28] No space left on device\n")
