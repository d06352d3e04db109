"""Installs hash-locked wheels with pip, whatever the machine's pip configuration says."""

from __future__ import annotations

import ast
import os
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
CONFIG_FILE = "PIP_CONFIG_FILE"
# With this, pip reads no configuration file at all, the machine's included.
NO_CONFIG_FILE = {CONFIG_FILE: os.devnull}


class StepFailed(Exception):
    """A command failed; the message holds the command and what it printed."""


@dataclass(frozen=True)
class Network:
    """The two settings of pip that a network may require; empty where pip's own default is meant."""

    index: str = ""
    ca: str = ""


def run(command: list[str], **environ: str) -> str:
    """Runs a step in silence and returns what it printed, which people see only when it fails.

    No step sees pip's environment variables: a constraint or a find-links of the machine's would contradict the lock.
    """
    dropped = {name for name in os.environ if name.startswith("PIP_") and name != CONFIG_FILE}
    inherited = {name: value for name, value in os.environ.items() if name not in dropped}
    step = subprocess.run(
        command,
        env={**inherited, **environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    printed = step.stdout.decode(errors="replace").strip()
    if step.returncode != 0:
        raise StepFailed(f"This step failed: {shlex.join(command)}\n{printed}")
    return printed


def configured_network(python: str) -> Network:
    """The index and the CA of the machine's pip configuration, files only."""
    lines = run([python, "-m", "pip", "config", "list"]).splitlines()
    settings = dict(line.split("=", 1) for line in lines if line.startswith("global."))
    index, ca = (settings.get(f"global.{name}", "''") for name in ("index-url", "cert"))
    return Network(str(ast.literal_eval(index)), str(ast.literal_eval(ca)))


def network(configured: Network) -> Network:
    """What this run was told wins over what the machine is configured with. `./pants` has chosen the CA already."""
    environ = os.environ.get
    return Network(environ("PIP_INDEX_URL") or configured.index, environ("PANTS_CA_CERTS_PATH") or configured.ca)


def pip(python: str, command: str, lock: str, through: Network, *options: str) -> None:
    """Installs or downloads what the lock names and nothing else, wheels only, each checked against its hash."""
    start = [python, "-m", "pip", command, "--disable-pip-version-check", "--no-input", "--timeout=60"]
    reach = [f"--index-url={through.index}"] * bool(through.index) + [f"--cert={through.ca}"] * bool(through.ca)
    locked = ["--require-hashes", "--no-deps", "--only-binary=:all:", f"--requirement={HERE / lock}"]
    run([*start, *reach, *locked, *options], **NO_CONFIG_FILE)
