"""What each call costs on DynamoDB Local, to the unit: the table in docs/adr/0001 stands on these numbers.

Local counts less than AWS: it adds the bytes of a transaction up before it rounds, and nothing for a key that is not
there. What rises here rises there.
"""

from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import uuid4

from todo_k8s.domain.model import Task, TaskList
from todo_k8s.domain.requests import DateInput, ListTasks
from todo_k8s.domain.testing import ANN, Clock, Service, page, service_on
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["dynamodb_local"]

T = TypeVar("T")


@dataclass
class Meter:
    """Adds up the units that calls consume, by operation."""

    units: dict[str, float] = field(default_factory=dict)

    def __call__(self, operation: str, units: float) -> None:
        self.units[operation] = self.units.get(operation, 0) + units

    async def during(self, call: Awaitable[T]) -> tuple[T, dict[str, float]]:
        self.units.clear()
        return await call, dict(self.units)


async def test_what_each_call_consumes(dynamodb_local: str) -> None:
    meter, clock = Meter(), Clock()
    table = DynamoDbTable(f"test-{uuid4()}", endpoint=dynamodb_local, clock=clock.seconds, meter=meter)
    await table.create()
    async with service_on(table, clock) as todo:
        home, made = await meter.during(todo.new_list())
        task, created = await meter.during(_new_task(todo, home))
        _, got = await meter.during(todo.tasks.get(ANN, task.name))
        _, completed = await meter.during(todo.complete(task))
        for _ in range(50):
            await _new_task(todo, home)
        _, listed = await meter.during(todo.tasks.list(ANN, ListTasks(home.name, page(50))))
    assert {"list": made, "create": created, "get": got, "complete": completed, "list 50": listed} == {
        "list": {"BatchGetItem": 0, "TransactWriteItems": 12},
        "create": {"BatchGetItem": 2, "TransactWriteItems": 14},
        "get": {"BatchGetItem": 2},
        "complete": {"BatchGetItem": 3, "TransactWriteItems": 18},
        "list 50": {"BatchGetItem": 1, "Query": 5},
    }


async def _new_task(todo: Service, home: TaskList) -> Task:
    return await todo.new_task(home, "x" * 40, labels=("+home",), due=DateInput(2026, 2, 1))
