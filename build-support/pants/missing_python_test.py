import shutil
import sys
from pathlib import Path

import pytest

from checkout import Checkout, checkout

TOOLS = ("bash", "cat", "sha256sum")


@pytest.fixture
def bare(tmp_path: Path) -> Checkout:
    """On a PATH with no more than a shell and what every system has."""
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found
        path_folder(tmp_path).mkdir(exist_ok=True)
        (path_folder(tmp_path) / tool).symlink_to(found)
    return checkout(tmp_path)


def path_folder(folder: Path) -> Path:
    return folder / "bin"


def run(bare: Checkout, **environ: str) -> tuple[int, str, str]:
    folder = bare.root.parent
    return bare.run("--version", PATH=str(path_folder(folder)), PYENV_ROOT=str(folder / "pyenv"), **environ)


def put(bare: Checkout, name: str, script: str) -> None:
    program = path_folder(bare.root.parent) / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_without_any_python_says_what_to_install(bare: Checkout) -> None:
    code, stdout, stderr = run(bare)
    assert (code, stdout) == (1, "")
    assert stderr.splitlines() == [
        f"./pants: there is no Python 3.8 or newer on PATH or in {bare.root.parent}/pyenv/versions, and no uv.",
        "Pants runs on CPython 3.9 or 3.8, the code on 3.11. To fix, install them (`pyenv install 3.9 3.11`, or",
        "packages of your system) or uv (https://docs.astral.sh/uv/), which installs both; PANTS_PYTHON may name one",
        "that is not on PATH.",
    ]


def test_without_a_home_says_which_variable_is_missing(bare: Checkout) -> None:
    code, _, stderr = run(bare, HOME="")
    assert code == 1
    assert "HOME: must name a folder, for the cache" in stderr


def test_with_the_codes_python_alone_says_what_pants_needs(bare: Checkout) -> None:
    put(bare, "python3.11", f'exec "{sys.executable}" "$@"')
    put(bare, "uv", 'echo "error: no network" >&2; exit 2')
    code, stdout, stderr = run(bare)
    assert (code, stdout) == (1, "")
    assert stderr.splitlines() == [
        "./pants: no CPython 3.9 or 3.8 for Pants on PATH or in pyenv's versions folder; asking uv for one",
        "error: no network",
        "./pants: there is no CPython 3.9 or 3.8 for Pants, and uv could not provide it. To fix, install one: "
        "`pyenv install 3.9`, `uv python install 3.9` or a package of your system.",
    ]


def test_a_python_that_pants_cannot_run_on_is_refused_by_name(bare: Checkout) -> None:
    code, _, stderr = run(bare, PANTS_PYTHON=sys.executable)
    assert code == 1
    assert stderr == (
        f"./pants: PANTS_PYTHON={sys.executable} is no CPython 3.9 or 3.8. To fix, unset it or name one that is.\n"
    )


def test_nothing_is_left_behind_that_a_later_start_could_trust(bare: Checkout) -> None:
    run(bare, PANTS_PYTHON=sys.executable)
    assert [path.name for path in bare.cache.iterdir()] == ["lock"]
