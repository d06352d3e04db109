"""What no start of a command waits for: the modules that it has no use for are not loaded."""

import subprocess
import sys

import pytest

from todo_k8s.client.testing import ENVIRONMENT, MAIN, Todo

# A package stands for all that is in it.
_SERVER = {"todo_k8s.domain", "todo_k8s.server", "todo_k8s.storage", "aiohttp", "botocore", "dateutil", "pynamodb"}
_FILES = {"csv", "difflib", "tempfile", "tomllib", "yaml"}
_PATHS = {"ipaddress", "pathlib", "urllib", "zoneinfo"}
_WORDS = {"todo_k8s.client.every", "todo_k8s.client.natural_due"}
_FAILURES = {"google.rpc", "grpc_service.rpc_error", "random", "todo_k8s.client.rpc_error"}
_JSON = {"google.protobuf.json_format"}
_TERMINAL = {"rich", "shutil"}
_CALLS = {"asyncio", "google", "grpc", "json", "logging", "socket", "ssl", "todo", "todo_k8s.client.calls"}
# What only an option that is said, or a failure, has use for.
_START = {"todo_k8s.client.report", "todo_k8s.client.settings"}
_COMMANDS = {"dataclasses", "todo_k8s.client.commands"}
_COMMAND_LINE = {"click", "enum", "inspect", "re", "typing"}

_LOCAL = _START | _SERVER | _FILES | _PATHS | _FAILURES | _JSON | _CALLS | {"rich", "todo_k8s.client.natural_due"}
_REMOTE = _SERVER | _FILES | _PATHS | _FAILURES | _TERMINAL

WITHOUT_A_SERVER = {
    "version": _LOCAL | _WORDS | _TERMINAL | _COMMANDS | _COMMAND_LINE,
    "--timeout 5 version": _LOCAL - {"todo_k8s.client.settings"} | _WORDS | _TERMINAL,
    "--help": _LOCAL | _WORDS | _COMMANDS,
    "add --help": _LOCAL,
    "edit --help": _LOCAL,
    "list --help": _LOCAL,
    "watch --help": _LOCAL,
    "completion bash": _LOCAL - {"socket"} | _TERMINAL | _WORDS,
}
WITH_A_SERVER = {
    "ls": _REMOTE | _JSON | _WORDS,
    "ls --all --due today --label +home": _REMOTE | _JSON | _WORDS,
    "ls -o json": _REMOTE - {"difflib"} | _WORDS,
    "list ls": _REMOTE | _JSON | _WORDS,
    "add milk": _REMOTE | _JSON | _WORDS | {"todo_k8s.client.recurring"},
}


def loaded(*arguments: str, **environment: str) -> set[str]:
    """The modules that the command loads, by Python's own account; the environment's names are in capitals."""
    command = [sys.executable, "-X", "importtime", "-c", MAIN, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT | environment, timeout=60)
    assert ran.returncode == 0, ran.stderr
    lines = (line.rpartition("|")[2].strip() for line in ran.stderr.splitlines() if line.startswith("import time:"))
    return {module for module in lines if module != "imported package"}


def of(packages: set[str], modules: set[str]) -> set[str]:
    return {each for each in modules if any(f"{each}.".startswith(f"{package}.") for package in packages)}


@pytest.mark.parametrize(("command", "needless"), WITHOUT_A_SERVER.items(), ids=WITHOUT_A_SERVER)
def test_what_needs_no_server_loads_no_grpc(command: str, needless: set[str]) -> None:
    assert of(needless, loaded(*command.split())) == set()


@pytest.mark.parametrize("words", ["todo l", "todo ls --o", "todo add --"])
def test_words_that_no_server_knows_are_completed_without_grpc(words: str) -> None:
    asked = {"_TODO_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    assert of(_LOCAL - {"difflib"}, loaded(**asked)) == set()


def test_commands_are_completed_without_them() -> None:
    asked = {"_TODO_COMPLETE": "bash_complete", "COMP_WORDS": "todo l", "COMP_CWORD": "1"}
    assert of(_LOCAL | _WORDS | _COMMANDS, loaded(**asked)) == set()


@pytest.mark.parametrize(("command", "needless"), WITH_A_SERVER.items(), ids=WITH_A_SERVER)
def test_a_call_loads_what_it_takes_alone(todo: Todo, command: str, needless: set[str]) -> None:
    todo.add("milk")
    assert of(needless, loaded(*command.split(), **todo.environment)) == set()
