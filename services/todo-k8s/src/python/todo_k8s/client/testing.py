"""The command `todo` as a process of its own, for tests, and a server to talk to."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

# Pants gives a test what it imports.
from todo_k8s.client import main
from todo_k8s.server import main as server_main

MAIN = f"from {main.__name__} import main; main()"
CODE = os.pathsep.join(sys.path)
# A new user's. Unbuffered, nothing would be left to write when the command ends, which is when a closed pipe hurts.
ENVIRONMENT = {"PATH": os.environ["PATH"], "PYTHONPATH": CODE, "HOME": os.devnull, "LC_ALL": "C.UTF-8"}

Ran = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Todo:
    """Runs the command in an environment."""

    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str | bytes, stdin: str = "", expect: int = 0, **environment: str) -> Ran:
        """Fails unless it exits as expected; the environment's names are in capitals."""
        ran = python(MAIN, *arguments, stdin=stdin, **{**self.environment, **environment})
        assert ran.returncode == expect, f"{arguments} exited {ran.returncode}: {ran.stderr}{ran.stdout}"
        return ran

    def add(self, *words: str) -> str:
        """Adds a task and returns its name."""
        return self("add", "-o", "name", *words).stdout.strip()

    def titles(self, *arguments: str) -> list[str]:
        """What `ls` shows, in its order."""
        shown = self("ls", "-o", "ndjson", *arguments).stdout
        return [json.loads(line)["title"] for line in shown.splitlines()]


def python(script: str, *arguments: str | bytes, stdin: str = "", **environment: str) -> Ran:
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        env=ENVIRONMENT | environment,
        check=False,
        timeout=60,
    )


def program(folder: Path) -> Path:
    """A file that runs the command as its pex does, which says in PEX where it lies."""
    path = folder / "todo-k8s-client.pex"
    start = f"exec {shlex.quote(sys.executable)} -c {shlex.quote(MAIN)}"
    path.write_text(f'#!/bin/sh\nexport PEX="$0" PYTHONPATH={shlex.quote(CODE)}\n{start} "$@"\n')
    path.chmod(0o755)
    return path


@contextmanager
def serving(folder: Path, before: str = "", **environment: str) -> Iterator[str]:
    """A server over a store of its own, in whose process `before` is run; its address. The environment's names are in
    capitals."""
    options = ["--listen", "127.0.0.1:0", "--store", f"sqlite:{folder}/todo.db"]
    script = f"{before}\nfrom {server_main.__name__} import main; main()"
    command = [sys.executable, "-c", script, *options]
    with (
        (folder / "server.log").open("wb") as log,
        subprocess.Popen(
            command, env=ENVIRONMENT | environment, text=True, stdout=subprocess.PIPE, stderr=log
        ) as process,
    ):
        try:
            assert process.stdout
            line = process.stdout.readline()
            assert line.startswith("listening on "), (folder / "server.log").read_text()
            yield line.removeprefix("listening on ").strip()
        finally:
            process.kill()
