"""The commands of the guide to kubectl, which no cluster runs here, held against what kubectl says of itself."""

import re
import shlex
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from documents import blocks
from provided import out_of_reach

_STEPS = [step for block in blocks(Path("docs/guide/kubectl.md").read_text()) for step in block.steps()]
_ALIASES = dict(re.findall(r"^alias (\w+)='kubectl (.*)'$", "\n".join(step.command for step in _STEPS), re.MULTILINE))


def words(command: str) -> list[str]:
    """What kubectl is given, with the alias written out; nothing for a command that is not kubectl's."""
    alias, *rest = shlex.split(command, comments=True)
    return shlex.split(_ALIASES[alias]) + rest if alias in _ALIASES else []


COMMANDS = [given for step in _STEPS if (given := words(step.command))]


@cache
def kubectl(*arguments: str) -> str:
    if shutil.which("kubectl") is None:
        out_of_reach("kubectl", "it is not on the PATH. To fix, install the release of your cluster.")
    return subprocess.run(["kubectl", *arguments], check=True, capture_output=True, text=True, timeout=60).stdout


@pytest.mark.parametrize("given", COMMANDS, ids=" ".join)
def test_kubectl_has_the_command_and_its_flags(given: list[str]) -> None:
    everywhere, own = given[:4], given[4:]
    verb = own[: 2 if own[0] == "rollout" else 1]
    told = kubectl(*verb, "--help")
    assert f"kubectl {' '.join(verb)} " in told.partition("Usage:\n")[2]
    for flag in own:
        if flag.startswith("--"):
            assert f"{flag.partition('=')[0]}=" in told
    for flag in everywhere[::2]:
        assert f"{flag}=" in kubectl("options")


def test_commands_are_found() -> None:
    assert len(COMMANDS) > 10
    assert ["--context", "dev", "--namespace", "pre-staging", "get", "pods"] in COMMANDS
