"""One real bootstrap, from an empty cache and through a package index; Pants is then replaced by a stand-in."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from checkout import Checkout, checkout

CA_NAMES = ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
Machine = tuple[Checkout, Mapping[str, str]]
Start = tuple[int, str, str]
PRINT_ENVIRON = "import json, os, sys\nprint(json.dumps([sys.argv[1:], dict(os.environ)]))\n"


def odd_pip_configuration(folder: Path) -> Mapping[str, str]:
    """Settings of pip that contradict the locks, and what the network of the machine needs, in pip's file alone."""
    (folder / "constraints.txt").write_text("setuptools<1\npex<2\n")
    needed = {"cert": next((os.environ[name] for name in CA_NAMES if os.environ.get(name)), None)}
    needed["index-url"] = os.environ.get("PIP_INDEX_URL")
    lines = [f"{name} = {value}" for name, value in needed.items() if value]
    lines += [f"constraint = {folder}/constraints.txt", f"find-links = {folder}/nowhere", "no-binary = :all:"]
    (folder / "pip.conf").write_text("\n".join(["[global]", *lines, ""]))
    return {"PIP_CONFIG_FILE": f"{folder}/pip.conf", "PIP_CONSTRAINT": f"{folder}/constraints.txt", "PIP_USER": "1"}


def kill_when(started: subprocess.Popen[str], there: Path, pattern: str) -> None:
    deadline = time.monotonic() + 120
    while not any(there.glob(pattern)):
        assert started.poll() is None, started.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(started.pid, signal.SIGKILL)
    started.communicate()


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    folder = tmp_path_factory.mktemp("machine")
    return checkout(folder), odd_pip_configuration(folder)


@pytest.fixture(scope="module")
def first_starts(machine: Machine) -> list[Start]:
    """Exit code, stdout and stderr of two starts at once, after two that were killed in the middle of their work."""
    made, environ = machine
    kill_when(made.start("--version", **environ), made.cache, "*/venv/bin/python")
    kill_when(made.start("--version", **environ), made.cache, "*/venv/lib/python3*/site-packages/pants")
    both = [made.start("--version", **environ) for _ in range(2)]
    outputs = [process.communicate() for process in both]
    return [(process.returncode, *output) for process, output in zip(both, outputs, strict=True)]


@pytest.fixture(scope="module")
def ready(machine: Machine, first_starts: list[Start]) -> Machine:
    """The machine with all in place; Pants itself only prints its arguments and its environment from here on."""
    (program,) = machine[0].cache.glob("*/venv/bin/pants")
    program.write_text(PRINT_ENVIRON)
    return machine


def start(ready: Machine, *args: str, **environ: str) -> tuple[list[str], dict[str, str]]:
    """The arguments and the environment that Pants gets; the launcher itself has to be silent."""
    code, stdout, stderr = ready[0].run(*args, **{**ready[1], **environ})
    assert (code, stderr) == (0, "")
    got_args, got_environ = json.loads(stdout)
    return got_args, got_environ


def test_two_starts_at_once_both_reach_pants(first_starts: list[Start]) -> None:
    assert [(code, stdout) for code, stdout, _ in first_starts] == [(0, "2.17.1\n")] * 2


def test_the_environment_was_made_once(machine: Machine, first_starts: list[Start]) -> None:
    makers = [stderr for *_, stderr in first_starts if "making the environment" in stderr.replace("that is making", "")]
    assert len(makers) == 1
    assert len(list(machine[0].cache.glob("*/venv"))) == 1


def test_arguments_arrive_as_they_were_typed(ready: Machine) -> None:
    typed = ["test", "a b", "", "*", "--", "-k 'x'"]
    assert start(ready, *typed)[0] == typed


def test_pants_takes_the_pex_tool_that_was_built(ready: Machine) -> None:
    environ = start(ready)[1]
    assert Path(environ["PANTS_PEX_CLI_URL_TEMPLATE"].removeprefix("file:")).is_file()
    assert environ["PANTS_PEX_CLI_VERSION"] == "v2.105.2"


def test_the_codes_interpreter_is_searched_for_where_it_was_found(ready: Machine) -> None:
    folder = start(ready)[1]["PANTS_PYTHON_BOOTSTRAP_SEARCH_PATH"].split("'")[1]
    version = subprocess.run([f"{folder}/python3.11", "--version"], capture_output=True, text=True, check=True)
    assert version.stdout.startswith("Python 3.11.")


@pytest.mark.parametrize("name", ["PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_a_private_ca_reaches_pants(ready: Machine, tmp_path: Path, name: str) -> None:
    (tmp_path / "ca.pem").touch()
    assert start(ready, **{name: f"{tmp_path}/ca.pem"})[1]["PANTS_CA_CERTS_PATH"] == f"{tmp_path}/ca.pem"


def test_pants_own_ca_setting_wins(ready: Machine, tmp_path: Path) -> None:
    for name in ("own.pem", "pip.pem"):
        (tmp_path / name).touch()
    environ = start(ready, PANTS_CA_CERTS_PATH=f"{tmp_path}/own.pem", PIP_CERT=f"{tmp_path}/pip.pem")[1]
    assert environ["PANTS_CA_CERTS_PATH"] == f"{tmp_path}/own.pem"


def test_the_index_of_the_environment_reaches_pants(ready: Machine) -> None:
    environ = start(ready, PIP_INDEX_URL="https://index.example/simple")[1]
    assert environ["PANTS_PYTHON_REPOS_INDEXES"] == "['https://index.example/simple']"


def test_pants_own_index_setting_wins(ready: Machine) -> None:
    own = "['https://own.example/simple']"
    environ = start(ready, PIP_INDEX_URL="https://index.example/simple", PANTS_PYTHON_REPOS_INDEXES=own)[1]
    assert environ["PANTS_PYTHON_REPOS_INDEXES"] == own


def build_pex(ready: Machine, folder: Path, *options: str) -> Path:
    """A pex of one module, built by the tool in a folder and with caches of its own."""
    environ = start(ready)[1]
    tool = environ["PANTS_PEX_CLI_URL_TEMPLATE"].removeprefix("file:")
    python_folder = environ["PANTS_PYTHON_BOOTSTRAP_SEARCH_PATH"].split("'")[1]
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "app.py").write_text("import sys\nprint(sys.argv[1:], sys.version_info[:2])\n")
    only_code = ["--python-path", python_folder, "--interpreter-constraint", "CPython==3.11.*"]
    options = ("--no-compile", "-D", "src", "-e", "app", "-o", "app.pex", *only_code, *options)
    paths = {"PATH": os.environ["PATH"], "HOME": str(folder), "PEX_ROOT": f"{folder}/root"}
    subprocess.run([f"{python_folder}/python3.11", tool, *options], cwd=folder, env=paths, check=True)
    return folder / "app.pex"


def output_of(folder: Path, *command: str | Path, **environ: str) -> str:
    """All that a command prints where the CPython 3.11 on PATH is one of another folder."""
    (folder / "bin").mkdir(exist_ok=True)
    (folder / "bin" / "python3.11").unlink(missing_ok=True)
    (folder / "bin" / "python3.11").symlink_to(sys.executable)
    paths = {"PATH": f"{folder}/bin:/usr/bin:/bin", "HOME": str(folder)}
    environ = {**paths, **environ}
    return subprocess.check_output(command, env=environ, stderr=subprocess.STDOUT, text=True)


@pytest.fixture(scope="module")
def venv_pex(ready: Machine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_pex(ready, tmp_path_factory.mktemp("built"), "--venv", "prepend", "--include-tools")


def test_a_venv_pex_boots_by_shell_and_has_the_same_bytes_anywhere(
    ready: Machine, venv_pex: Path, tmp_path: Path
) -> None:
    elsewhere = build_pex(ready, tmp_path / "some" / "where" / "else", "--venv", "prepend", "--include-tools")
    assert venv_pex.read_bytes().startswith(b"#!/bin/sh\n")
    assert venv_pex.read_bytes() == elsewhere.read_bytes()


def test_a_venv_pex_starts_twice_with_the_same_output(venv_pex: Path, tmp_path: Path) -> None:
    assert [output_of(tmp_path, venv_pex, "a b") for _ in range(2)] == ["['a b'] (3, 11)\n"] * 2


def test_the_second_start_takes_the_shortcut_wherever_caches_are(venv_pex: Path, tmp_path: Path) -> None:
    environ = {"XDG_CACHE_HOME": f"{tmp_path}/caches"}
    output_of(tmp_path, venv_pex, **environ)
    assert f"exec {tmp_path}/.cache/pex/venvs/" in output_of(tmp_path, "/bin/sh", "-x", venv_pex, **environ)


def test_a_venv_pex_can_be_unpacked_into_an_image(venv_pex: Path, tmp_path: Path) -> None:
    for scope in ("deps", "srcs"):
        output_of(tmp_path, venv_pex, "venv", f"--scope={scope}", tmp_path / "venv", PEX_TOOLS="1")
    assert output_of(tmp_path, tmp_path / "venv" / "pex", "a b") == "['a b'] (3, 11)\n"


def test_another_pex_boots_by_python(ready: Machine, tmp_path: Path) -> None:
    assert build_pex(ready, tmp_path).read_bytes().startswith(b"#!/usr/bin/env python3.11\n")
