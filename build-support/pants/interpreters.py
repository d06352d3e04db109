"""Finds a CPython of a wanted minor version, by running candidates."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Iterator, NamedTuple

PROBE = """
import json, platform, sys
executable = getattr(sys, "_base_executable", None) or sys.executable
print(json.dumps([sys.implementation.name, platform.python_version(), executable]))
"""


class Interpreter(NamedTuple):
    """A CPython that was run, not only seen. A virtual environment is traced back to the interpreter it came from."""

    path: str
    version: str

    @property
    def minor(self) -> str:
        return ".".join(self.version.split(".")[:2])


def probe(candidate: str) -> Interpreter | None:
    """Runs the candidate and says what it is; None where it does not run or is no CPython.

    pyenv has a shim for every version, and those that are not selected fail when they are run: a name proves nothing.
    """
    try:
        answer = subprocess.run(
            [candidate, "-I", "-c", PROBE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60, check=True
        )
        implementation, version, path = json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return Interpreter(path, version) if implementation == "cpython" else None


def on_path(minor: str) -> Iterator[str]:
    """Every match on PATH, not only the first: that one may be a shim that fails."""
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        for name in (f"python{minor}", "python3", "python"):
            candidate = Path(folder or ".", name)
            if os.access(candidate, os.X_OK):
                yield str(candidate)


def in_pyenv(minor: str) -> Iterator[str]:
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    return (str(candidate) for candidate in sorted(root.glob(f"versions/{minor}.*/bin/python"), reverse=True))


def on_this_machine(minors: tuple[str, ...]) -> Interpreter | None:
    """The first that runs, for the first minor version that has one: on PATH, then in pyenv's versions folder."""
    for minor in minors:
        for candidate in (*on_path(minor), *in_pyenv(minor)):
            found = probe(candidate)
            if found and found.minor == minor:
                return found
    return None


def from_uv(uv: str, minor: str) -> Interpreter | None:
    """What uv finds, or else installs; None where it can do neither, and then uv has said why on stderr."""
    find = [uv, "python", "find", "--no-project", "--system", minor]
    if subprocess.run(find, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode != 0:
        subprocess.run([uv, "python", "install", minor], stdout=subprocess.DEVNULL)
    answer = subprocess.run(find, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    found = probe(answer.stdout.decode().strip()) if answer.returncode == 0 else None
    return found if found and found.minor == minor else None
