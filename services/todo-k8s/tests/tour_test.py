"""The tour in the README, run as it stands there: each command prints what the README says it prints."""

import os
import re
from pathlib import Path

from console import Step, shell, steps
from pexes import CLIENT, server

README = Path("README.md")

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?")


def tour() -> list[Step]:
    """Those steps of the tour that use the client."""
    text = README.read_text().partition("## A tour")[2].partition("\n## ")[0]
    return next(block for block in steps(text) if any(step.command.startswith("todo ") for step in block))


def test_the_tour_is_true(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "CLIENT": str(CLIENT)}
    ids: dict[str, str] = {}
    with (
        server(tmp_path / "log", "--store", f"sqlite:{tmp_path}/todo.db") as running,
        shell(tmp_path, environment | {"TODO_SERVER": running.address}) as bash,
    ):
        assert bash.run('todo() { "$CLIENT" "$@"; }') == ("", 0)
        for step in tour():
            real, code = bash.run(_ID.sub(lambda match: ids[match[0]], step.command))
            assert code == 0, real
            assert _ID.sub("ID", real) == _ID.sub("ID", step.printed), step.command
            ids.update(zip(_ID.findall(step.printed), _ID.findall(real), strict=True))
