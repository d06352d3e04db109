import subprocess
import sys
from pathlib import Path

import pytest

import interpreters
from interpreters import Interpreter

RUNNING = interpreters.probe(sys.executable)
MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def python_at(path: Path) -> Path:
    return program(path, f'exec "{sys.executable}" "$@"')


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any Python: PATH and pyenv's folder are in the folder that is returned."""
    monkeypatch.setenv("PATH", f"{tmp_path}/first:{tmp_path}/second")
    monkeypatch.setenv("PYENV_ROOT", f"{tmp_path}/pyenv")
    return tmp_path


def test_a_program_that_fails_is_no_interpreter(tmp_path: Path) -> None:
    shim = program(tmp_path / "python3.9", 'echo "pyenv: python3.9: command not found" >&2; exit 127')
    assert interpreters.probe(str(shim)) is None


def test_a_program_that_is_missing_is_no_interpreter(tmp_path: Path) -> None:
    assert interpreters.probe(str(tmp_path / "python3.9")) is None


def test_another_implementation_is_no_interpreter(tmp_path: Path) -> None:
    pypy = program(tmp_path / "python3.9", """echo '["pypy", "3.9.18", "/usr/bin/pypy"]'""")
    assert interpreters.probe(str(pypy)) is None


def test_a_virtual_environment_is_traced_back(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    assert interpreters.probe(str(tmp_path / "venv" / "bin" / "python")) == RUNNING


def test_finds_none_on_a_bare_machine(bare: Path) -> None:
    assert interpreters.on_this_machine((MINOR,)) is None


def test_a_failing_shim_hides_no_later_folder_of_path(bare: Path) -> None:
    program(bare / "first" / f"python{MINOR}", "exit 127")
    python_at(bare / "second" / f"python{MINOR}")
    assert interpreters.on_this_machine((MINOR,)) == RUNNING


def test_a_plain_name_of_another_version_does_not_count(bare: Path) -> None:
    python_at(bare / "first" / "python3")
    assert interpreters.on_this_machine(("3.9",)) is None


def test_finds_what_pyenv_installed(bare: Path) -> None:
    python_at(bare / "pyenv" / "versions" / f"{MINOR}.1" / "bin" / "python")
    assert interpreters.on_this_machine((MINOR,)) == RUNNING


def test_the_first_version_wins_wherever_it_is(bare: Path) -> None:
    program(bare / "first" / "python3.8", """echo '["cpython", "3.8.18", "/usr/bin/python3.8"]'""")
    newer = bare / "pyenv" / "versions" / "3.9.18" / "bin" / "python"
    program(newer, """echo '["cpython", "3.9.18", "/opt/python3.9"]'""")
    assert interpreters.on_this_machine(("3.9", "3.8")) == Interpreter("/opt/python3.9", "3.9.18")


# These two run a stand-in for uv: a real `uv python install` downloads a CPython from a release page.


def test_asks_uv_to_install_what_it_does_not_find(bare: Path) -> None:
    python = python_at(bare / "uv-python")
    find = f'[ -e "{bare}/installed" ] && echo "{python}"'
    uv = program(bare / "uv", f'case "$2" in install) : >"{bare}/installed";; find) {find};; esac')
    assert interpreters.from_uv(str(uv), MINOR) == RUNNING


def test_finds_none_where_uv_can_install_none(bare: Path) -> None:
    assert interpreters.from_uv(str(program(bare / "uv", "exit 2")), MINOR) is None
