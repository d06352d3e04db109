"""The tables that the contract is tested on."""

import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from moto.server import ThreadedMotoServer

from todo_k8s.storage import dynamodb_http
from todo_k8s.storage.backoff import LONGEST_CALL
from todo_k8s.storage.contract import ENGINES, Clock
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.table import Table
from todo_k8s.storage.testing import ENVIRONMENT, dynamodb_local

__all__ = ["dynamodb_local"]


@pytest.fixture
def moto_endpoint(moto: str, monkeypatch: pytest.MonkeyPatch) -> str:
    # moto would do again what it is asked again, so on a busy machine no second attempt may be made.
    monkeypatch.setattr(dynamodb_http, "ATTEMPT_SECONDS", LONGEST_CALL)
    return moto


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def aws_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The name of an engine, and the endpoint where it has one."""
    name: str = request.param
    endpoints = {"moto": "moto_endpoint", "dynamodb-local": "dynamodb_local"}
    return name, request.getfixturevalue(endpoints[name]) if name in endpoints else ""


@pytest_asyncio.fixture
async def table(engine: tuple[str, str], tmp_path: Path, clock: Clock) -> AsyncIterator[Table]:
    """An empty table of each engine."""
    name, endpoint = engine
    made: Table = SqliteTable(tmp_path / "todo.db", clock) if name == "sqlite" else await dynamodb(endpoint, clock)
    yield made
    await made.close()


async def dynamodb(endpoint: str, clock: Clock) -> DynamoDbTable:
    made = DynamoDbTable(f"test-{uuid.uuid4()}", endpoint=endpoint, clock=clock)
    await made.create()
    return made
