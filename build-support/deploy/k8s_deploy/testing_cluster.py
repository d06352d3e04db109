"""A cluster that a strict stand-in for kubectl keeps in a file."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from k8s_deploy.deploy import main

FIRST, SECOND, BROKEN = ("20260201120000-1-1a2b3c4d", "20260202120000-2-2b3c4d5e", "20260203120000-3-3c4d5e6f")
NAME = "Deployment/pre-staging/todo-k8s"
EMPTY: dict[str, Any] = {
    "context": "test",
    "objects": {},
    "revisions": {},
    "owners": {},
    "refused": [],
    "away": [],
    "broken": [BROKEN],
    "calls": [],
}


@dataclass(frozen=True)
class Cluster:
    file: Path
    output: pytest.CaptureFixture[str]

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads(self.file.read_text())
        return state

    def set(self, **changes: object) -> None:
        self.file.write_text(json.dumps(self.state() | changes))

    def deploy(self, version: str, *options: str, environment: str = "dev", code: int = 0) -> str:
        """What it printed, on stdout where it went well and on stderr where it did not."""
        arguments = ["todo-k8s", environment, "--context", "test", "--version", version, *options]
        assert main(arguments) == code
        printed = self.output.readouterr()
        return printed.err if code else printed.out

    def running(self) -> str:
        """The version that the cluster runs."""
        image: str = self.state()["revisions"][NAME][-1]["spec"]["containers"][0]["image"]
        return image.rpartition(":")[2]

    def verbs(self) -> list[str]:
        return [re.sub(r"--context \S+ (rollout \w+|\S+).*", r"\1", call) for call in self.state()["calls"]]
