"""The command that follows a list, while a test does something else."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from todo_k8s.client.testing import ENVIRONMENT, MAIN, Todo

LIMIT = 60.0
"""Seconds that a test has for all that it does meanwhile; none asserts that it takes less."""


@contextmanager
def watching(todo: Todo, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", MAIN, "watch", *arguments]
    environment, pipe = ENVIRONMENT | todo.environment, subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True) as process:
        # Who waits for what does not come reads the end instead.
        enough = threading.Timer(LIMIT, process.kill)
        enough.start()
        try:
            yield process
        finally:
            enough.cancel()
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
