"""Makes what `./pants` needs and does not find: an environment for Pants and the pex tool, from hash-locked wheels."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shlex
import shutil
import sys
import tempfile
import zipfile
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


def build_pex_tool(python: str, through: wheels.Network, tool: Path) -> str:
    """Builds the tool that Pants would otherwise download, and returns its version.

    Its bytes depend on the locked wheel and pex_tool/ alone, so that the keys of Pants' cache agree between machines.
    """
    with tempfile.TemporaryDirectory(dir=tool.parent) as scratch:
        wheels.pip(python, "download", "pex.lock", through, f"--dest={scratch}")
        (wheel,) = Path(scratch).glob("*.whl")
        unpacked = Path(scratch, "unpacked")
        zipfile.ZipFile(wheel).extractall(unpacked)
        environ = {"PYTHONPATH": str(unpacked), "PEX_ROOT": f"{scratch}/root", **wheels.NO_CONFIG_FILE}
        entry_point = [f"--sources-directory={wheels.HERE / 'pex_tool'}", "--entry-point=sh_boot"]
        build = [python, "-m", "pex", str(wheel), "--no-pypi", *entry_point, "--no-compile", f"--output-file={tool}"]
        # It starts for each pex that Pants builds, as a venv in less than half of the time.
        wheels.run([*build, "--venv", "--python-shebang=/usr/bin/env python3"], **environ)
    return "v" + wheel.name.split("-")[1]


def pex_settings(version: str, tool: Path) -> dict[str, str]:
    """What makes Pants take the tool; it wants a digest for each platform, and the tool is the same on all."""
    content = tool.read_bytes()
    digest = f"{hashlib.sha256(content).hexdigest()}|{len(content)}"
    return {
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
    through = wheels.network(configured)
    # Python compiles what Pants imports when it does, a small part of what is installed.
    wheels.pip(pants_python, "install", "pants.lock", through, "--no-compile")
    tool = folder / "pex"
    settings = pex_settings(build_pex_tool(pants_python, through, tool), tool)
    settings.update(pants_python=pants_python, code_python=code_python.path, pex_tool=str(tool))
    settings.update(index=configured.index, ca=configured.ca)
    (folder / "state").write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in settings.items()))
    os.replace(folder / "state", state)


def usable(state: Path) -> bool:
    """Whether the state and what it names are there: interpreters get uninstalled and caches get cleaned."""
    if not state.exists():
        return False
    lines = dict(line.split("=", 1) for line in state.read_text().splitlines())
    return all(Path(shlex.split(lines[name])[0]).exists() for name in ("pants_python", "code_python", "pex_tool"))


def main(wanted: str) -> None:
    """Makes the environment for a state file, or installs the locked uv and prints its path."""
    # The state may hold the credentials of an index.
    os.umask(0o077)
    cache = provide.cache_folder() if wanted == "uv" else Path(wanted).parent
    cache.mkdir(parents=True, exist_ok=True)
    with locked(cache):
        if wanted == "uv":
            print(provide.locked_uv(cache))
        elif not usable(Path(wanted)):
            make(Path(wanted))


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except (provide.Missing, wheels.StepFailed) as problem:
        say(str(problem))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
