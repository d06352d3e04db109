"""The real Pants, with its daemon, in a repository of its own: what it remembers must not outlive a commit."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from checkout import ROOT, Checkout, checkout

PANTS_TOML = """
[GLOBAL]
pants_version = "2.17.1"
backend_packages = ["release_version"]
pythonpath = ["%(buildroot)s/build-support/plugins"]
pants_ignore = ["/home/"]
"""
BUILD = 'release_version(name="version", source="VERSION", writes="folder/version.txt")\n'
IGNORED = "/.pants.d/\n/.pids/\n/dist/\n__pycache__/\n.pants.workdir.file_lock*\n"


def git(repository: Checkout, *args: str) -> str:
    author = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
    return subprocess.check_output(["git", *author, *args], cwd=repository.root, text=True).strip()


def generated(repository: Checkout) -> str:
    # The environment that runs this test is the one that the launcher would make in a home of the test's own.
    cache = {name: os.environ[name] for name in ("XDG_CACHE_HOME",) if name in os.environ}
    code, _, stderr = repository.run("export-codegen", "//:version", **cache)
    assert code == 0, stderr
    return (repository.root / "dist" / "codegen" / "folder" / "version.txt").read_text()


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Checkout]:
    made = replace(checkout(tmp_path), home=Path.home())
    plugins = Path("build-support", "plugins", "release_version")
    shutil.copytree(ROOT / plugins, made.root / plugins, ignore=shutil.ignore_patterns("BUILD", "*_test.py"))
    contents = {"pants.toml": PANTS_TOML, "BUILD": BUILD, "VERSION": "1.2.3\n", ".gitignore": IGNORED}
    for name, content in contents.items():
        (made.root / name).write_text(content)
    git(made, "init", "--quiet")
    git(made, "add", ".")
    git(made, "commit", "--quiet", "--message=first")
    yield made
    for pid in made.root.glob(".pids/*/pantsd/pid"):
        os.kill(int(pid.read_text()), signal.SIGTERM)


def test_follows_the_commit_and_says_when_there_are_changes(repository: Checkout) -> None:
    first = git(repository, "rev-parse", "HEAD")[:8]
    assert generated(repository) == f"1.2.3+g{first}\n"
    (repository.root / "new").touch()
    assert generated(repository) == f"1.2.3+g{first}.dirty\n"
    git(repository, "add", "new")
    git(repository, "commit", "--quiet", "--message=second")
    second = git(repository, "rev-parse", "HEAD")[:8]
    assert generated(repository) == f"1.2.3+g{second}\n"
