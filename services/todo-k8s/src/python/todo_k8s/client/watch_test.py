"""The command that follows a list, against a real server."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from todo_k8s.client.references import short
from todo_k8s.client.testing import ENVIRONMENT, MAIN, Todo
from todo_k8s.client.testing_terminal import at_terminal


@contextmanager
def watching(todo: Todo, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", MAIN, "watch", *arguments]
    environment, pipe = ENVIRONMENT | todo.environment, subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def told(process: "subprocess.Popen[str]") -> tuple[list[dict[str, Any]], str]:
    """The changes up to the next bookmark, and its token."""
    assert process.stdout
    changes: list[dict[str, Any]] = []
    for line in process.stdout:
        message = json.loads(line)
        if "bookmark" in message:
            return changes, message["bookmark"]["syncToken"]
        changes.append(message["change"])
    assert process.stderr
    raise AssertionError(process.stderr.read())


def test_off_a_terminal_changes_are_lines_of_json(todo: Todo) -> None:
    todo.add("Milk")
    with watching(todo) as process:
        there, token = told(process)
        assert [each["task"]["title"] for each in there if "task" in each] == ["Milk"]
        bread = todo.add("Bread")
        (added,), _ = told(process)
        todo("rm", bread)
        (removed,), _ = told(process)
    assert (added["task"]["name"], added["actor"]) == (bread, "users/local")
    assert removed["removal"] == {"name": bread, "reason": "REASON_DELETED"}
    with watching(todo, "--since", token) as process:
        again, _ = told(process)
    assert [each["removal"]["name"] for each in again] == [bread]


def test_it_ends_when_it_is_interrupted(todo: Todo) -> None:
    todo.add("Milk")
    with watching(todo) as process:
        told(process)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert process.stderr
        assert process.stderr.read() == ""


def test_it_ends_when_nobody_reads_any_more(todo: Todo) -> None:
    todo.add("Milk")
    with watching(todo) as process:
        told(process)
        assert process.stdout
        process.stdout.close()
        todo.add("Bread")
        assert process.wait(60) == 141
        assert process.stderr
        assert process.stderr.read() == ""


def test_what_cannot_be_watched_is_told(todo: Todo) -> None:
    todo.add("Milk")
    assert "there is no list" in todo("watch", "nowhere", expect=3).stderr
    assert "SYNC_TOKEN_INVALID" in todo("watch", "--since", "x", expect=5).stderr
    assert "there is no csv of what has no end" in todo("watch", "-o", "csv", expect=2).stderr


def test_on_a_terminal_the_list_changes_with_what_is_done(todo: Todo) -> None:
    milk = todo.add("Milk")
    todo.add("Oat", "--under", milk)
    with at_terminal(todo, "watch") as terminal:
        terminal.wait_for(rf"{short(milk)} .*Milk")
        terminal.wait_for("watching ")
        todo("done", milk, "--with-subtasks")
        terminal.wait_for(r"local completed \w+ and 1 more")
        todo.add("Bread")
        terminal.wait_for("local added Bread")
        terminal.type("\x03")
        assert terminal.end() == 130
        assert "Traceback" not in terminal.shown
