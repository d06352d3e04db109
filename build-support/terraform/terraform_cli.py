"""The `terraform` command, in a copy of all of this repository's Terraform."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from provided import missing, out_of_reach

_FOLDERS = ("build-support/terraform", "docker/*/terraform", "services/*/terraform")
_NOT_HAD = ("Failed to query available provider packages", "Failed to install provider")


@dataclass(frozen=True)
class Terraform:
    """Runs in one folder of the copy: a root module's, or a module's own."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, status: int = 0) -> str:
        """What the command says. It must end with this status; where that is no success, the answer is its errors."""
        done = self._run(*arguments)
        assert done.returncode == status, f"{done.args} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        return done.stderr if status else done.stdout

    def init(self, *options: str) -> None:
        done = self._run("init", *options)
        if any(reason in done.stderr for reason in _NOT_HAD):
            missing(f"terraform init finds no AWS provider. To fix, let it reach its registry:\n{done.stderr}")
        assert done.returncode == 0, done.stderr

    def _run(self, command: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        # What a person has exported for AWS is not for this one; how terraform finds its provider is.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        ours = {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "TF_CLI_ARGS": "-no-color"}
        return subprocess.run(
            ["terraform", command, *arguments],
            cwd=self.folder,
            env=kept | ours | dict(self.environment),
            capture_output=True,
            text=True,
            timeout=600,
        )


def folders() -> list[Path]:
    """Where there is Terraform, by its way from the repository's root."""
    return sorted(folder for pattern in _FOLDERS for folder in Path().glob(pattern))


def root_modules() -> list[Path]:
    """Those that are applied: they say where their state is."""
    found = (file for folder in folders() for file in folder.rglob("*.tf") if 'backend "s3"' in file.read_text())
    return sorted({file.parent for file in found})


def copy_to(target: Path) -> Path:
    """A copy with the same ways in it, because terraform writes beside what it reads."""
    if shutil.which("terraform") is None:
        out_of_reach("terraform", "it is not on the PATH. To fix, install Terraform 1.11 or newer.")
    ignored = shutil.ignore_patterns(".terraform*", "*_override.tf", "*.tfstate*", "*.tfvars", "*.py")
    for folder in folders():
        shutil.copytree(folder, target / folder, ignore=ignored)
    return target
