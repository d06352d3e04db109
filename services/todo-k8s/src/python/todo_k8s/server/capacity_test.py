"""What every call costs in DynamoDB, to the unit: the table in docs/capacity.md is held against what is measured."""

from pathlib import Path
from uuid import uuid4

import pytest
from google.protobuf.descriptor_pool import Default

from todo_k8s.domain.testing import Clock
from todo_k8s.server.services import served
from todo_k8s.server.testing import client_of
from todo_k8s.server.testing_capacity import Recorder
from todo_k8s.server.testing_capacity_calls import Calls, Row, make_calls
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.table import MAX_ACTIONS
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["dynamodb_local"]

PAGE = Path("docs/capacity.md")
ONE_READ_AND_ONE_TRANSACTION = (
    ("CreateTaskList", ""),
    ("UpdateTaskList", ""),
    ("DeleteTaskList", ""),
    ("UndeleteTaskList", ""),
    ("CreateTask", ""),
    ("UpdateTask", "its title"),
    ("UpdateTask", "its due"),
    ("CompleteTask", ""),
    ("SkipOccurrence", ""),
    ("DeleteTask", ""),
    ("BatchCreateTasks", "20 tasks"),
    ("BatchUpdateTasks", "20 titles"),
    ("BatchCompleteTasks", "20 tasks"),
    ("BatchDeleteTasks", "20 tasks"),
    ("CreateMember", ""),
    ("UpdateMember", ""),
    ("DeleteMember", ""),
)
"""The plain writes. Each request to the store is a way through the network, which whoever calls waits for."""


def documented() -> list[str]:
    """The rows of the page's table."""
    lines = PAGE.read_text().splitlines()
    return [line for line in lines if line.startswith("| ") and not line.startswith("| call ")]


async def measured(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> list[Row]:
    clock = Clock()
    table = DynamoDbTable(f"test-{uuid4()}", endpoint=endpoint, clock=clock.seconds)
    await table.create()
    http = table._http
    recorder = Recorder(http.call)
    monkeypatch.setattr(http, "call", recorder.call)
    async with client_of(table, clock) as client:
        calls = Calls(client, recorder, clock)
        await make_calls(calls)
    await table.close()
    return calls.rows


async def test_the_table_in_the_docs_is_what_the_calls_cost(
    dynamodb_local: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = await measured(dynamodb_local, monkeypatch)
    assert list(map(str, rows)) == documented(), "\n".join([f"the table of {PAGE} should be:", *map(str, rows)])
    for row in rows:
        assert row.usage.local_units <= row.usage.read_units + row.usage.write_units, row
        assert max(row.usage.actions, default=0) <= MAX_ACTIONS, row
    costs = {(row.rpc, row.case): row.usage for row in rows}
    assert costs["CreateTask", ""].write_units <= 20
    assert costs["CompleteTask", ""].write_units <= 24
    assert all(usage.read_units <= 3 for (rpc, _), usage in costs.items() if rpc.startswith("Get"))
    for write in ONE_READ_AND_ONE_TRANSACTION:
        usage = costs[write]
        assert (len(usage.keys), usage.items, len(usage.actions)) == (1, [], 1), write


def test_no_rpc_is_without_a_row(tmp_path: Path) -> None:
    services = map(Default().FindServiceByName, served(SqliteTable(tmp_path / "todo.db")).names)
    rpcs = {method.name for service in services for method in service.methods}
    assert {row.split()[1].rstrip(",") for row in documented()} == rpcs
