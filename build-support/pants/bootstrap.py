"""Makes what `./pants` needs and does not find: an environment for Pants and the pex tool, from hash-locked wheels."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shlex
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

import provide
import wheels
from provide import say

PLATFORMS = ("linux_x86_64", "linux_arm64", "macos_x86_64", "macos_arm64")


@contextmanager
def locked(cache: Path) -> Iterator[None]:
    """One bootstrap at a time. The kernel drops the lock with its process, so a killed one leaves none behind."""
    with open(cache / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another ./pants that is making the environment")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_pex_tool(python: str, through: wheels.Network, folder: Path) -> dict[str, str]:
    """Builds the tool that Pants would otherwise download, and returns the settings that make Pants take it.

    Its bytes depend on the locked wheel alone, so that the keys of Pants' cache are the same on every machine.
    """
    unpacked, tool = folder / "pex-wheel", folder / "pex"
    wheels.install(python, "pex.lock", through, f"--target={unpacked}", "--no-compile")
    environ = {"PYTHONPATH": str(unpacked), "PEX_ROOT": str(folder / "pex-root")}
    build = ["-m", "pex", f"--sources-directory={unpacked}", "-m", "pex", "-o", str(tool), "--no-compile"]
    wheels.run([python, *build, "--python-shebang=/usr/bin/env python3"], **environ)
    version = "v" + wheels.run([python, "-m", "pex", "--version"], **environ)
    content = tool.read_bytes()
    digest = f"{hashlib.sha256(content).hexdigest()}|{len(content)}"
    return {
        "pex_tool": str(tool),
        "PANTS_PEX_CLI_URL_TEMPLATE": f"file:{tool}",
        "PANTS_PEX_CLI_VERSION": version,
        "PANTS_PEX_CLI_KNOWN_VERSIONS": str([f"{version}|{platform}|{digest}" for platform in PLATFORMS]),
    }


def make(state: Path) -> None:
    """Makes everything in a new folder and writes `state`, which says that all is there, last and at once."""
    for leftover in state.parent.glob(f"{state.name}-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    python, code_python = provide.pants_interpreter(state.parent), provide.code_interpreter(state.parent)
    say("making the environment for Pants, once for each locked release; this takes about a minute")
    folder = Path(tempfile.mkdtemp(prefix=f"{state.name}-{python.version}-", dir=state.parent))
    wheels.run([python.path, "-m", "venv", str(folder / "venv")])
    pants_python = str(folder / "venv" / "bin" / "python")
    configured = wheels.configured_network(pants_python)
    wheels.install(pants_python, "pants.lock", wheels.network(configured))
    settings = make_pex_tool(pants_python, wheels.network(configured), folder)
    settings.update(pants_python=pants_python, code_python=code_python.path, index=configured.index, ca=configured.ca)
    (folder / "state").write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in settings.items()))
    os.replace(folder / "state", state)


def usable(state: Path) -> bool:
    """Whether the state and what it names are there: interpreters get uninstalled and caches get cleaned."""
    if not state.exists():
        return False
    lines = dict(line.split("=", 1) for line in state.read_text().splitlines())
    return all(Path(shlex.split(lines[name])[0]).exists() for name in ("pants_python", "code_python", "pex_tool"))


def main(state: Path) -> None:
    # The state may hold the credentials of an index.
    os.umask(0o077)
    state.parent.mkdir(parents=True, exist_ok=True)
    with locked(state.parent):
        if not usable(state):
            make(state)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except (provide.Missing, wheels.StepFailed) as problem:
        say(str(problem))
        sys.exit(1)
