"""Every end-to-end test that asks for a store runs on the embedded one and on AWS's DynamoDB Local."""

from pathlib import Path
from uuid import uuid4

import pytest

from pexes import run_server
from stores import StoreSettings
from todo_k8s.storage.testing import ENVIRONMENT, dynamodb_local

__all__ = ["dynamodb_local"]


@pytest.fixture(params=["sqlite", "dynamodb-local"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> StoreSettings:
    """An empty store of each kind."""
    if request.param == "sqlite":
        return StoreSettings(("--store", f"sqlite:{tmp_path}/todo.db"))
    endpoint: str = request.getfixturevalue("dynamodb_local")
    arguments = ("--store", f"dynamodb:test-{uuid4()}", "--dynamodb-endpoint", endpoint)
    run_server("table", "create", *arguments, extra=ENVIRONMENT)
    return StoreSettings(arguments, ENVIRONMENT)
