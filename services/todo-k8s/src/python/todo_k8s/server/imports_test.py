"""What the server starts without: a pod's start is always its first, and pays for all that is loaded."""

import signal
from pathlib import Path

import pytest

from todo_k8s.server.testing_process import Ended, end, run, serving

# Python's own account, on stderr.
_TOLD = {"PYTHONPROFILEIMPORTTIME": "1"}

# A package stands for all that is in it.
_DYNAMODB = {"aiohttp", "boto3", "botocore", "greenlet", "pynamodb", "todo_k8s.storage.dynamodb"}
_TOKENS = {"cryptography", "jwt", "todo_k8s.server.tokens"}
_SERVING = {"asyncio", "grpc", "google", "lark", "todo", "todo_k8s.domain", "todo_k8s.server.serve", "uvloop"}
_ELSEWHERE = {"dateutil", "rich", "todo_k8s.client", "yaml"}


def loaded(ended: Ended) -> set[str]:
    assert ended.code == 0, ended.err
    return {line.rpartition("|")[2].strip() for line in ended.err.splitlines() if line.startswith("import time:")}


def of(packages: set[str], modules: set[str]) -> set[str]:
    return {each for each in modules if any(f"{each}.".startswith(f"{package}.") for package in packages)}


async def started(home: Path, *arguments: str, **environ: str) -> set[str]:
    """The modules that it loads until it serves, and while it ends."""
    async with serving(home, *arguments, TODO_DRAIN_DELAY="0", **environ, **_TOLD) as (process, _):
        process.send_signal(signal.SIGTERM)
        return loaded(await end(process))


async def test_with_sqlite_and_no_identities_it_loads_nothing_of_dynamodb_and_tokens(tmp_path: Path) -> None:
    modules = await started(tmp_path)
    assert "todo_k8s.storage.sqlite" in modules
    assert of(_DYNAMODB | _TOKENS | _ELSEWHERE, modules) == set()


async def test_with_dynamodb_it_loads_nothing_of_sqlite_and_tokens(tmp_path: Path) -> None:
    store = ("--store", "dynamodb:todos", "--dynamodb-endpoint", "http://127.0.0.1:1", "--region", "us-east-1")
    modules = await started(tmp_path, *store, AWS_ACCESS_KEY_ID="local", AWS_SECRET_ACCESS_KEY="local")
    assert "todo_k8s.storage.dynamodb" in modules
    assert of({"sqlite3", "todo_k8s.storage.sqlite", "cryptography", "jwt", "yaml"}, modules) == set()


@pytest.mark.parametrize("command", ["version", "--help", "table --help", "settings"])
async def test_a_command_that_serves_nothing_loads_nothing_that_serves(tmp_path: Path, command: str) -> None:
    modules = loaded(await run(*command.split(), home=tmp_path, **_TOLD))
    assert of(_SERVING | _DYNAMODB | _TOKENS | _ELSEWHERE, modules) == set()
