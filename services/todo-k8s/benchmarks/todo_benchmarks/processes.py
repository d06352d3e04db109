"""Servers as processes of their own, and what each has used of the processor."""

import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Server:
    process: "subprocess.Popen[str]"
    address: str

    def cpu_seconds(self) -> float:
        """What its threads have used so far, those that ended among them: its clock as clock_getcpuclockid(3)
        has it."""
        return time.clock_gettime(~self.process.pid << 3 | 2)


@contextmanager
def serving(command: Sequence[str], environ: Mapping[str, str]) -> Iterator[Server]:
    """Runs a server that says `listening on ADDRESS` in its first line."""
    process = subprocess.Popen(command, env={**os.environ, **environ}, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        line = process.stdout.readline()
        if not line.startswith("listening on "):
            raise RuntimeError(f"{command} did not start; it said {line!r}")
        yield Server(process, line.removeprefix("listening on ").strip())
    finally:
        process.kill()
        process.communicate()


INTERPRETER = "BENCHMARKS_PYTHON"
"""The environment's name for the Python that servers run on; that of this process where there is none."""


def interpreter() -> str:
    return os.environ.get(INTERPRETER, sys.executable)


def module(name: str, *arguments: str) -> Sequence[str]:
    """The command that runs one of our modules in a process of its own."""
    return interpreter(), "-m", name, *arguments


def _own_path() -> Sequence[str]:
    """Without the standard library, which another Python has itself."""
    library = Path(sysconfig.get_path("stdlib"))
    return [each for each in sys.path if each and Path(each).parent not in (library, library.parent)]


PYTHON: Mapping[str, str] = {"PYTHONPATH": os.pathsep.join(_own_path())}
"""What such a process needs in its environment."""
