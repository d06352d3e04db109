"""Finds the CPythons that a checkout needs: one that runs Pants and one that runs the code."""

import json
import os
import subprocess
from pathlib import Path
from typing import Dict, Iterator, NamedTuple, Optional, Tuple

PROBE = """
import json, platform, sys
print(json.dumps([sys.implementation.name, platform.python_version(), getattr(sys, "_base_executable", sys.executable)]))
"""


class Interpreter(NamedTuple):
    """A CPython that was run, not only seen."""

    path: str
    version: str

    @property
    def minor(self) -> str:
        return ".".join(self.version.split(".")[:2])


def probe(candidate: str) -> Optional[Interpreter]:
    """Runs the candidate and says what it is; None where it does not run or is no CPython.

    A pyenv shim exists for versions that are not selected and fails when it is run, so a name on PATH proves nothing.
    """
    command = [candidate, "-I", "-c", PROBE]
    try:
        answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60, check=True)
        implementation, version, path = json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return Interpreter(path, version) if implementation == "cpython" else None


def on_path(minor: str, environ: Dict[str, str]) -> Iterator[str]:
    """Names on every folder of PATH, since the first one may be a shim that fails."""
    for folder in environ.get("PATH", "").split(os.pathsep):
        for name in ("python" + minor, "python3", "python"):
            candidate = Path(folder or ".", name)
            if os.access(candidate, os.X_OK):
                yield str(candidate)


def in_pyenv(minor: str, environ: Dict[str, str]) -> Iterator[str]:
    root = Path(environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    newest_first = sorted(root.glob("versions/" + minor + ".*/bin/python"), reverse=True)
    return (str(candidate) for candidate in newest_first)


def on_this_machine(minors: Tuple[str, ...], environ: Dict[str, str]) -> Optional[Interpreter]:
    """The first CPython of the first of the minor versions: PATH, then pyenv's versions folder."""
    for minor in minors:
        for candidate in (*on_path(minor, environ), *in_pyenv(minor, environ)):
            found = probe(candidate)
            if found and found.minor == minor:
                return found
    return None


def from_uv(uv: str, minor: str) -> Optional[Interpreter]:
    """What uv finds, or else installs; None where it can do neither (uv has then said why on stderr)."""
    find = [uv, "python", "find", "--no-project", minor]
    if subprocess.run(find, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode != 0:
        subprocess.run([uv, "python", "install", minor], stdout=subprocess.DEVNULL)
    answer = subprocess.run(find, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    found = probe(answer.stdout.decode().strip()) if answer.returncode == 0 else None
    return found if found and found.minor == minor else None
