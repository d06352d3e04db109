import pytest
from google.rpc.error_details_pb2 import RetryInfo
from grpc import StatusCode
from todo.v1.task_service_pb2 import GetTaskRequest

from grpc_service.testing import failure
from todo_k8s.domain.errors import InvalidArgument, QuotaExceeded, TodoError, Violation
from todo_k8s.server.errors import to_problem
from todo_k8s.server.testing import Client, FaultyTable
from todo_k8s.storage.table import Throttled, Unavailable


def made(kind: type[TodoError]) -> TodoError:
    if issubclass(kind, InvalidArgument):
        return kind([Violation("title", "is blank")], "REASON")
    if issubclass(kind, QuotaExceeded):
        return kind("REASON", "it is full", "users/ann")
    return kind("REASON", "it went wrong", {"name": "taskLists/1"})


@pytest.mark.parametrize("kind", TodoError.__subclasses__(), ids=lambda kind: kind.__name__)
def test_every_error_of_the_domain_has_a_code_and_its_reason(kind: type[TodoError]) -> None:
    problem = to_problem(made(kind))
    assert problem and problem.code.value[0] not in (0, 2, 13)
    assert problem.reason == "REASON"


def test_what_should_not_happen_is_no_ones_problem() -> None:
    assert to_problem(KeyError("x")) is None


async def test_a_throttled_store_says_when_to_come_back(client: Client, table: FaultyTable) -> None:
    parent = await client.new_list()
    table.fault = Throttled("secret table name")
    failed = await failure(client.new_task(parent))
    assert (failed.code, failed.info.reason) == (StatusCode.RESOURCE_EXHAUSTED, "STORE_THROTTLED")
    assert RetryInfo.FromString(failed.status.details[1].value).retry_delay.ToTimedelta().total_seconds() == 1
    assert "secret" not in str(failed.status)


async def test_a_store_that_does_not_answer_is_unavailable(client: Client, table: FaultyTable) -> None:
    parent = await client.new_list()
    table.fault = Unavailable("secret host name")
    failed = await failure(client.new_task(parent))
    assert (failed.code, failed.info.reason) == (StatusCode.UNAVAILABLE, "STORE_UNAVAILABLE")
    assert "secret" not in str(failed.status)


async def test_a_store_that_hangs_ends_with_the_deadline(client: Client, table: FaultyTable) -> None:
    parent = await client.new_list()
    table.hangs = True
    failed = await failure(client.tasks.GetTask(GetTaskRequest(name=f"{parent.name}/tasks/milk"), timeout=3))
    assert (failed.code, failed.info.reason) == (StatusCode.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED")
