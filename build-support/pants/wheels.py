"""Installs hash-locked wheels with pip, whatever the machine's pip configuration says."""

import os
import shlex
import subprocess
from pathlib import Path
from typing import List

HERE = Path(__file__).resolve().parent


class StepFailed(Exception):
    """A command failed; the message holds the command and what it printed."""


def run(command: List[str], **environ: str) -> None:
    """Runs a step in silence; what it printed is shown only when it fails."""
    step = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "PIP_CONFIG_FILE": os.devnull, **environ}
    )
    if step.returncode != 0:
        printed = step.stdout.decode(errors="replace").strip()
        raise StepFailed("This step failed: {}\n{}".format(" ".join(map(shlex.quote, command)), printed))


def install(python: str, lock: str, *options: str) -> None:
    """Installs what the lock names and nothing else, wheels only, each checked against its hash.

    `--isolated` drops pip's environment variables as run() drops its files: a constraint or find-links of the machine's
    would contradict the lock. The index and the CA are the two that a network may require, so they are passed on.
    """
    command = [python, "-m", "pip", "install", "--isolated", "--disable-pip-version-check", "--no-input", "--timeout=60"]
    for option, variable in (("--index-url", "PIP_INDEX_URL"), ("--cert", "PIP_CERT")):
        if os.environ.get(variable):
            command += [option, os.environ[variable]]
    run([*command, "--require-hashes", "--no-deps", "--only-binary=:all:", *options, "-r", str(HERE / lock)])
