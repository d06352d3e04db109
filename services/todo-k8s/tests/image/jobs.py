"""Jenkins' jobs, run as people run them, in a monorepo of their own.

It holds what the jobs read, one commit, and in place of ./pants a script that hands out, or runs, the pexes that Pants
has built for this test: no build runs inside a test.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pexes import SERVER

BASE_JOB = "build-support/bin/run_job service_base_container_build todo-k8s"
SERVICE_JOB = "build-support/bin/run_job build3 todo-k8s"
WHAT_IS_IN_IT = "docker run --rm --entrypoint cat IMAGE /offerup/sbom.cdx.json"
RUN_BY_THESE_TESTS = {BASE_JOB, SERVICE_JOB, WHAT_IS_IN_IT}
"""Commands of the documents. Nothing else in CI builds these images, so that they are built once."""

_PARTS = (
    "3rdparty/python/python.lock",
    "build-support/bin/run_job",
    "build-support/docker",
    "docker/python3.11",
    "services/todo-k8s/.dockerignore",
    "services/todo-k8s/.gitignore",
    "services/todo-k8s/Dockerfile",
    "services/todo-k8s/VERSION",
    "services/todo-k8s/docker",
    "services/todo-k8s/scripts",
)
_SBOM = Path("sbom.pex").resolve()
_PANTS = f"""#!/bin/sh
case "$*" in
  "binary services/todo-k8s/src/python:todo-k8s-server") mkdir -p dist && cp {SERVER} dist/ ;;
  "run build-support/sbom/pex_sbom:sbom -- "*) shift 3 && exec {_SBOM} "$@" ;;
  *) exit 1 ;;
esac
"""
_AUTHOR = ("-c", "user.name=test", "-c", "user.email=test@example.org")


@dataclass(frozen=True)
class Monorepo:
    root: Path

    def run(
        self, script: str, *arguments: str, extra: Mapping[str, str] | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Runs one of its scripts from a folder that is not in it."""
        command = [str(self.root / script), *arguments]
        elsewhere = self.root.parent
        return subprocess.run(
            command, cwd=elsewhere, env=os.environ | dict(extra or {}), capture_output=True, text=True, timeout=1200
        )

    def git(self, *arguments: str) -> str:
        command = ["git", *_AUTHOR, *arguments]
        return subprocess.run(command, cwd=self.root, check=True, capture_output=True, text=True).stdout


def make_monorepo(root: Path) -> Monorepo:
    for part in _PARTS:
        (root / part).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if Path(part).is_dir() else shutil.copy
        copy(part, root / part)
    (root / "pants").write_text(_PANTS)
    (root / "pants").chmod(0o755)
    (root / ".gitignore").write_text("/dist/\n")
    monorepo = Monorepo(root)
    monorepo.git("init", "--quiet")
    monorepo.git("add", "--all")
    monorepo.git("commit", "--quiet", "--message", "Everything")
    return monorepo
