"""npm packages from a committed lock file, installed once into the user's cache."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path


def installed(source: Path, name: str) -> Path:
    """The folder whose `node_modules` the lock file in `source` describes, installed where it is not there.

    Safe when two processes ask at once. `name` is what the cache calls it."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "todo-k8s" / name
    target = cache / sha256((source / "package-lock.json").read_bytes()).hexdigest()[:16]
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            _install(source, target)
    return target


def _install(source: Path, target: Path) -> None:
    with tempfile.TemporaryDirectory(dir=target.parent) as unfinished:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(source / name, unfinished)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=unfinished, check=True, stdout=subprocess.DEVNULL)
        # A rename is all or nothing: an interrupted install leaves nothing that looks whole.
        Path(unfinished).rename(target)
        Path(unfinished).mkdir()
