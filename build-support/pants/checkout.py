"""A copy of what starts Pants, and runs of it, for tests."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Checkout:
    """A repository of nothing but the launcher, with a home of its own."""

    root: Path
    home: Path

    @property
    def cache(self) -> Path:
        return self.home / ".cache" / "todo-k8s-build"

    def start(self, *args: str, **environ: str) -> subprocess.Popen[str]:
        """Starts ./pants in a session of its own, so that a test can kill all of it."""
        return subprocess.Popen(
            [self.root / "pants", *args],
            cwd=self.root,
            env={"PATH": os.environ["PATH"], "HOME": str(self.home), **pyenv_root(), **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *args: str, **environ: str) -> tuple[int, str, str]:
        """The exit code, stdout and stderr of ./pants."""
        process = self.start(*args, **environ)
        stdout, stderr = process.communicate()
        return process.returncode, stdout, stderr


def pyenv_root() -> Mapping[str, str]:
    """The home of a test is new, so pyenv's folder is no longer where it would be looked for."""
    return {"PYENV_ROOT": os.environ.get("PYENV_ROOT") or str(Path.home() / ".pyenv")}


def checkout(folder: Path) -> Checkout:
    made = Checkout(folder / "checkout", folder / "home")
    made.home.mkdir()
    shutil.copytree(ROOT / "build-support" / "pants", made.root / "build-support" / "pants")
    shutil.copy(ROOT / "pants", made.root / "pants")
    (made.root / "pants.toml").write_text('[GLOBAL]\npants_version = "2.17.1"\npantsd = false\n')
    return made
