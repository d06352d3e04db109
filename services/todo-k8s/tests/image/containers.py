"""The machine's Docker engine, by its command line."""

import os
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from provided import missing

_OFFICIAL = "python:3.11-slim-bookworm"
_LOCKED_DOWN = ("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges")


def docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, f"docker {' '.join(arguments)}: {done.stderr}"
    return done.stdout.strip()


def works(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=600).returncode == 0
    except FileNotFoundError:
        return False


def require_engine() -> None:
    if not works("docker", "version"):
        missing("no Docker engine answers; build-support/bin/start_docker_engine starts one")


def python_image() -> str:
    """What to start from: the official image where a registry answers, the stand-in elsewhere."""
    if named := os.environ.get("PYTHON_IMAGE"):
        return named
    if works("docker", "pull", "--quiet", _OFFICIAL):
        return docker("image", "inspect", "--format", "{{index .RepoDigests 0}}", _OFFICIAL)
    made = subprocess.run(["docker/python3.11/stand_in.sh"], capture_output=True, text=True, timeout=600)
    if made.returncode != 0:
        missing(f"{_OFFICIAL} is out of reach, and no stand-in could be made: {made.stderr}")
    return made.stdout.strip()


@dataclass(frozen=True)
class Container:
    name: str

    def address(self, port: int) -> str:
        """Where the host reaches the container's port."""
        return docker("port", self.name, str(port)).splitlines()[0]

    def wait_until(self, *command: str) -> None:
        """Runs the command in the container until it succeeds; fails after a minute."""
        give_up = time.monotonic() + 60
        while not works("docker", "exec", self.name, *command):
            assert time.monotonic() < give_up, f"not ready: {docker('logs', self.name)}"
            time.sleep(0.1)

    def inspect(self, template: str) -> str:
        return docker("inspect", "--format", template, self.name)

    def stop(self) -> int:
        """SIGTERM, SIGKILL half a minute later; the exit code."""
        docker("stop", "--time=30", self.name)
        return int(self.inspect("{{.State.ExitCode}}"))


@contextmanager
def locked_down(image: str, *options: str) -> Iterator[Container]:
    """Runs the image as a pod does that may do nothing: no writable root, no capability, no way to gain any."""
    name = f"todo-k8s-test-{uuid.uuid4().hex[:12]}"
    docker("run", "--detach", f"--name={name}", *_LOCKED_DOWN, *options, image)
    try:
        yield Container(name)
    finally:
        docker("rm", "--force", "--volumes", name)
