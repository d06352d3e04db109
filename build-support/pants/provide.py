"""Provides the interpreters: the machine's or, where it has none that fits, uv's."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

import interpreters
import wheels
from interpreters import Interpreter

PANTS_MINORS = ("3.9", "3.8")
CODE_MINORS = ("3.11",)


class Missing(Exception):
    """What is missing and how to mend it."""


def say(line: str) -> None:
    print(f"./pants: {line}", file=sys.stderr, flush=True)


def cache_folder() -> Path:
    """The folder that `./pants` keeps its environments in; the script spells the same path."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "todo-k8s-build")


def locked_uv(cache: Path) -> str:
    """The path of the uv that uv.lock names, installed into the cache."""
    lock = (wheels.HERE / "uv.lock").read_bytes()
    folder = cache / f"uv-{hashlib.sha256(lock).hexdigest()[:16]}"
    if not folder.exists():
        unfinished = tempfile.mkdtemp(prefix="uv-unfinished-", dir=cache)
        through = wheels.network(wheels.configured_network(sys.executable))
        wheels.pip(sys.executable, "install", "uv.lock", through, f"--target={unfinished}")
        os.rename(unfinished, folder)
    return str(folder / "bin" / "uv")


def interpreter(minors: tuple[str, ...], purpose: str, cache: Path) -> Interpreter:
    """A CPython of one of the minor versions, the first preferred; raises Missing."""
    found = interpreters.on_this_machine(minors)
    if found:
        return found
    wanted = f"CPython {' or '.join(minors)} for {purpose}"
    say(f"no {wanted} on PATH or in pyenv's versions folder; asking uv for one")
    installers = f"`pyenv install {minors[0]}`, `uv python install {minors[0]}` or a package of your system"
    remedy = f"To fix, install one: {installers}."
    if os.environ.get("PANTS_CA_CERTS_PATH"):
        os.environ.setdefault("SSL_CERT_FILE", os.environ["PANTS_CA_CERTS_PATH"])  # The name that uv knows.
    try:
        found = interpreters.from_uv(shutil.which("uv") or locked_uv(cache), minors[0])
    except wheels.StepFailed as problem:
        raise Missing(f"there is no {wanted}, and uv could not be installed. {remedy}\n{problem}") from problem
    if found is None:
        raise Missing(f"there is no {wanted}, and uv could not provide it. {remedy}")
    return found


def pants_interpreter(cache: Path) -> Interpreter:
    """The one that PANTS_PYTHON names, where it is set."""
    chosen = os.environ.get("PANTS_PYTHON")
    if not chosen:
        return interpreter(PANTS_MINORS, "Pants", cache)
    found = interpreters.probe(chosen)
    if found is None or found.minor not in PANTS_MINORS:
        wanted = " or ".join(PANTS_MINORS)
        raise Missing(f"PANTS_PYTHON={chosen} is no CPython {wanted}. To fix, unset it or name one that is.")
    return found


def code_interpreter(cache: Path) -> Interpreter:
    return interpreter(CODE_MINORS, "the code", cache)
