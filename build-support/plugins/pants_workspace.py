from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BUILD_ROOT = Path.cwd()
CONFIGURATION = (
    "3rdparty",
    "buf.yaml",
    "build-support/pants",
    "build-support/plugins",
    "pants",
    "pants.toml",
    "pyproject.toml",
)


@dataclass(frozen=True)
class Ran:
    """A run of Pants: its exit code, and what it printed on both streams."""

    code: int
    output: str


@dataclass(frozen=True)
class Workspace:
    """A folder with this repository's build configuration and none of its code."""

    root: Path

    def write(self, path: str, content: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)

    def copy(self, *paths: str) -> None:
        """Takes files and folders of the repository along."""
        for path in paths:
            source, target = BUILD_ROOT / path, self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target)
            else:
                shutil.copy2(source, target)

    def pants(self, *args: str) -> Ran:
        done = subprocess.run(
            [self.root / "pants", "--no-dynamic-ui", "--no-colors", *args],
            cwd=self.root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return Ran(done.returncode, done.stdout)


@contextmanager
def workspace(root: Path) -> Iterator[Workspace]:
    """A workspace whose Pants daemon ends with it: to start one takes longer than all that a test asks of it."""
    space = Workspace(root)
    space.copy(*CONFIGURATION)
    try:
        yield space
    finally:
        for pid in root.glob(".pids/*/pantsd/pid"):
            os.kill(int(pid.read_text()), signal.SIGTERM)
