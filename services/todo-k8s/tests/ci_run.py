"""What `.ci/run` runs, so that no test runs it once more."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_SCRIPT = Path(".ci/run")
_GOAL = re.compile(r"[a-z][a-z-]*")


def runs(command: str) -> bool:
    """Whether `.ci/run`, or a script that it calls, has the command; of Pants, each of its goals for each target."""
    return _parts(command) <= _all_parts()


@cache
def _all_parts() -> frozenset[str]:
    return frozenset(part for command in (str(_SCRIPT), *commands(_SCRIPT)) for part in _parts(command))


def commands(script: Path) -> Iterator[str]:
    """Those of the script and of the scripts that it calls."""
    for line in script.read_text().replace("\\\n", " ").splitlines():
        command = line.strip().removeprefix("step ").removesuffix("&&").removesuffix("&").strip()
        yield command
        called = Path(command.partition(" ")[0])
        if called.parts[:1] == ("build-support",) and called.is_file():
            yield from commands(called)


def _parts(command: str) -> frozenset[str]:
    command = re.sub(r"\s+#.*", "", command).removeprefix("export ")
    if not command.startswith("./pants "):
        return frozenset([command])
    words = shlex.split(command)[1:]
    if "--" in words:
        return frozenset([command])
    goals = [word for word in words if _GOAL.fullmatch(word)]
    targets = [word for word in words if not _GOAL.fullmatch(word)]
    return frozenset(f"./pants {goal} {target}" for goal in goals for target in targets)
