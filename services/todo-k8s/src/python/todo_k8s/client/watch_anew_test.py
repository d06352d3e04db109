"""What is shown where all that is there is told again, since the bookmark was too old."""

import json

import pytest
from todo.v1.sync_service_pb2 import Change
from todo.v1.task_pb2 import Task

from todo_k8s.client.following import Anew, Told
from todo_k8s.client.watch_lines import write
from todo_k8s.client.watch_screen import show


def told(title: str, token: str) -> Told:
    task = Task(name=f"taskLists/x/tasks/{title}", title=title, state=Task.STATE_ACTIVE)
    return Told((Change(task=task),), token)


HAPPENINGS = (told("milk", "1"), Anew("SYNC_TOKEN_EXPIRED"), told("bread", "2"))


def test_a_program_is_told_to_forget_what_was(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BrokenPipeError):
        write(iter(HAPPENINGS), "ndjson")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [key for line in lines for key in line] == ["change", "bookmark", "anew", "change", "bookmark"]
    assert lines[2] == {"anew": {"reason": "SYNC_TOKEN_EXPIRED"}}


def test_on_a_terminal_only_what_is_there_now_is_left(capsys: pytest.CaptureFixture[str]) -> None:
    show(iter(HAPPENINGS), "Home")
    shown = capsys.readouterr().out
    assert "bread" in shown
    assert "milk" not in shown
    assert "watching Home" in shown, "what was read anew is no news"
