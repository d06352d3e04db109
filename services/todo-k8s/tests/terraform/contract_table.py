"""A pytest plugin in place of storage/conftest.py: the contract's one table is the one that Terraform made.

As many tests as there are of the contract share it, so each begins by emptying it.
"""

import os
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from terraform.aws import client
from todo_k8s.storage import backoff, dynamodb_http
from todo_k8s.storage.contract import Clock
from todo_k8s.storage.dynamodb import DynamoDbTable

TABLE = "CONTRACT_TABLE"
CALLER = "service"
"""The access key with which the engine under test signs."""


@pytest.fixture(params=["moto"])
def engine(request: pytest.FixtureRequest) -> str:
    """What stands behind the table: some tests say which engines they are for."""
    name: str = request.param
    return name


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def dynamodb() -> Any:
    return client("dynamodb", os.environ["AWS_ENDPOINT_URL"])


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """moto may be slow and forgets the token of a transaction: what is given up early would be done a second time."""
    monkeypatch.setattr(dynamodb_http, "ATTEMPT_SECONDS", 120.0)
    monkeypatch.setattr(backoff, "LONGEST_CALL", 120.0)


@pytest_asyncio.fixture
async def table(patience: None, engine: str, clock: Clock, dynamodb: Any) -> AsyncIterator[DynamoDbTable]:
    empty(dynamodb, os.environ[TABLE])
    opened = DynamoDbTable(os.environ[TABLE], endpoint=os.environ["AWS_ENDPOINT_URL"], clock=clock)
    yield opened
    await opened.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves the tests of that one table."""
    chosen = [item for item in items if _on_the_table(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


def _on_the_table(item: pytest.Item) -> bool:
    if not isinstance(item, pytest.Function):
        return False
    return "table" in item.fixturenames and item.callspec.params["engine"] == "moto"


def empty(dynamodb: Any, name: str) -> None:
    for page in dynamodb.get_paginator("scan").paginate(TableName=name, ProjectionExpression="pk, sk"):
        for start in range(0, len(page["Items"]), 25):
            deletes = [{"DeleteRequest": {"Key": key}} for key in page["Items"][start : start + 25]]
            dynamodb.batch_write_item(RequestItems={name: deletes})
