"""The tour in the README, run as it stands there: each command prints what the README says it prints."""

import os
import re
import subprocess
from pathlib import Path

from pexes import CLIENT, server

README = Path("README.md")

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?")


def steps() -> list[tuple[str, str]]:
    """The commands of the tour that use the client, each with what it prints."""
    tour = README.read_text().partition("## A tour")[2].partition("\n## ")[0]
    block = next(block for block in re.findall(r"```console\n(.*?)```", tour, re.DOTALL) if "$ todo" in block)
    return [(step.partition("\n")[0], step.partition("\n")[2]) for step in re.split(r"^\$ ", block, flags=re.M)[1:]]


def test_the_tour_is_true(tmp_path: Path) -> None:
    with server(tmp_path / "log", "--store", f"sqlite:{tmp_path}/todo.db") as running:
        ids: dict[str, str] = {}
        for command, printed in steps():
            command = _ID.sub(lambda match: ids[match[0]], command)
            real = _run(command, running.address, tmp_path)
            assert _ID.sub("ID", real) == _ID.sub("ID", printed), command
            ids.update(zip(_ID.findall(printed), _ID.findall(real), strict=True))


def _run(command: str, address: str, folder: Path) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TODO_SERVER": address, "CLIENT": str(CLIENT)}
    script = f'todo() {{ "$CLIENT" "$@"; }}\n{command}'
    done = subprocess.run(
        ["bash", "-euc", script],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout
