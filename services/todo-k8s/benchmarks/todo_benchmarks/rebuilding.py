"""How long the pexes take to build after a change of a line, in a clone: the change is nobody's."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHANGED = "services/todo-k8s/src/python/todo_k8s/version.py"
PROGRAMS = ("server", "client")


@contextmanager
def cloned(folder: Path) -> Iterator[Path]:
    """A clone of what is committed here, with both pexes built, and a pantsd of its own which ends with it."""
    clone = folder / "monorepo"
    subprocess.run(["git", "clone", "-q", Path.cwd(), clone], check=True)
    try:
        built(clone, *PROGRAMS)
        yield clone
    finally:
        for file in clone.glob(".pids/*/pantsd/pid"):
            os.kill(int(file.read_text()), signal.SIGTERM)


def pex(clone: Path, program: str) -> Path:
    return clone / f"dist/todo-k8s-{program}.pex"


def rebuilt(clone: Path, program: str, number: int) -> float:
    """The seconds that it took after one more line in a file that both programs are made of."""
    with (clone / CHANGED).open("a") as file:
        file.write(f"# Change {number} for the {program}.\n")
    return built(clone, program)


def built(clone: Path, *programs: str) -> float:
    """The seconds that it took."""
    # What is set for the run of Pants and the pex that this is in is not for another; ./pants sets its own.
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PANTS_", "PEX", "PYTHON"))}
    before = time.monotonic()
    targets = [f"services/todo-k8s/src/python:todo-k8s-{program}" for program in programs]
    subprocess.run(["./pants", "binary", *targets], cwd=clone, env=environ, check=True)
    return time.monotonic() - before
