"""The guide to the API, run as it stands there: each command prints what the guide says it prints."""

import json
import os
import re
import shlex
from pathlib import Path

from console import Shell, Step, shell, steps
from engines import require
from pexes import server

GUIDE = Path("docs/guide/api.md")

# What differs from run to run although later steps name it: page tokens.
_TOKEN = re.compile("WzEs[A-Za-z0-9_-]+")


def all_steps() -> list[Step]:
    return [step for block in steps(GUIDE.read_text()) for step in block]


def test_the_guide_is_true(tmp_path: Path) -> None:
    require("grpcurl")
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    tokens: dict[str, str] = {}
    with (
        server(tmp_path / "log", "--store", f"sqlite:{tmp_path}/todo.db") as running,
        shell(tmp_path, environment) as bash,
    ):
        for step in all_steps():
            command = _TOKEN.sub(lambda match: tokens[match[0]], step.command)
            real, code = bash.run(command.replace("127.0.0.1:8081", running.address))
            assert code == 0 or real.startswith("ERROR:"), f"$ {step.command}\n{real}"
            assert matches(real, step.printed), f"$ {step.command}\n{real}"
            tokens.update(zip(_TOKEN.findall(step.printed), _TOKEN.findall(real), strict=True))
        told = filters()
        assert len(told) > 10
        assert {filter: answer(bash, filter) for filter in told} == told


def answer(bash: Shell, filter: str) -> str:
    """The titles that a filter lists, by the alphabet, or the column at which it is refused."""
    request = json.dumps({"parent": "LIST", "filter": filter})
    real, _ = bash.run(f"api TaskService/ListTasks {shlex.quote(request)} 2>&1")
    refused = re.search(r"at column \d+:", real)
    return refused[0] if refused else ", ".join(sorted(re.findall('"title": "(.*)"', real)))


def filters() -> dict[str, str]:
    """The table of filters: what is listed by each."""
    table = GUIDE.read_text().partition("| filter | titles |\n|---|---|\n")[2].partition("\n\n")[0]
    rows = (re.fullmatch(r"\| `(.*)` \| ?(.*?) ?\|", row) for row in table.splitlines())
    return {row[1]: row[2] for row in rows if row}


def matches(real: str, printed: str) -> bool:
    """Whether it is what the guide says, in which `…` stands for anything: for lines, where it is alone on its own."""
    lines = (_TOKEN.sub("TOKEN", line) for line in printed.splitlines())
    pattern = "".join(r"(?:.*\n)*?" if line == "…" else f"{_pattern_of(line)}\n" for line in lines)
    return re.fullmatch(pattern, _TOKEN.sub("TOKEN", real)) is not None


def _pattern_of(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.split("…"))
