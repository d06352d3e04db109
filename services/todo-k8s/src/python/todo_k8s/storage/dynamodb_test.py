"""The DynamoDB engine before a DynamoDB that is slow, broken, throttled, or says no."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from botocore.session import Session

from todo_k8s.deadline import deadline_in
from todo_k8s.storage import dynamodb_http
from todo_k8s.storage.aws_credentials import AwsCredentials
from todo_k8s.storage.contract import item, key, new
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.dynamodb_answers import ANYTHING
from todo_k8s.storage.misbehaving import (
    Answer,
    MisbehavingServer,
    close,
    failure,
    hang,
    misbehaving,
    reset,
    response,
    success,
)
from todo_k8s.storage.table import (
    Absent,
    AtVersion,
    Check,
    ConditionFailed,
    Contended,
    Delete,
    Index,
    StorageError,
    Throttled,
    Unavailable,
    prefixed,
)

pytestmark = pytest.mark.usefixtures("aws_environment")

SHORT = 1.5
"""For a call that waits in vain: several attempts, also on a busy machine."""
NOTHING_FOUND = success(Responses={}, UnprocessedKeys={})
THROTTLED = failure("ProvisionedThroughputExceededException")
CANCELED = "TransactionCanceledException"

UNANSWERED = {
    "hang": hang,
    "reset": reset,
    "close": close,
    "internal error": failure("InternalServerError", status=500),
    "unavailable": response(503, b"<html>busy</html>"),
    "no JSON": response(200, b"{"),
    "truncated": response(200, b'{"Resp', length=100),
    "damaged": response(200, b"{}", crc=1),
    "in progress": failure("TransactionInProgressException"),
}
unanswered = pytest.mark.parametrize("fault", UNANSWERED.values(), ids=UNANSWERED)


@asynccontextmanager
async def table_at(*answers: Answer, seconds: float = 10) -> AsyncIterator[tuple[DynamoDbTable, MisbehavingServer]]:
    """A table at a server with these answers, in a call that has so much time."""
    async with misbehaving(*answers) as server, asyncio.timeout(20):
        table = DynamoDbTable("todo", endpoint=server.endpoint)
        with deadline_in(seconds):
            yield table, server
        await table.close()


@unanswered
async def test_no_answer_by_the_deadline_is_unavailable(fault: Answer) -> None:
    async with table_at(fault, seconds=SHORT) as (table, _):
        with pytest.raises(Unavailable):
            await table.get(key("a"))


@unanswered
async def test_another_attempt_mends_one_fault(fault: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dynamodb_http, "ATTEMPT_SECONDS", 0.5)
    async with table_at(fault, NOTHING_FOUND) as (table, server):
        assert await table.get(key("a")) == (None,)
        assert len(server.requests) == 2


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        b'{"Responses": {"todo": [{"pk": {"S": "L#1"}}]}, "UnprocessedKeys": {}}',
        b'{"Responses": {"todo": [{"pk": {"N": "1"}, "sk": {"S": "a"}, "version": {"N": "1"}, "data": {"S": "{}"}}]},'
        b' "UnprocessedKeys": {}}',
        b"[" * 100_000,
    ],
    ids=["a list", "empty", "without fields", "of another type", "too deep"],
)
async def test_what_is_no_such_answer_is_asked_for_again(body: bytes) -> None:
    async with table_at(response(200, body), NOTHING_FOUND) as (table, server):
        assert await table.get(key("a")) == (None,)
        assert len(server.requests) == 2


@unanswered
async def test_all_attempts_of_a_transaction_are_one_to_dynamodb(
    fault: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dynamodb_http, "ATTEMPT_SECONDS", 0.5)
    async with table_at(fault, success()) as (table, server):
        await table.transact(new(item("a")))
        first, second = server.requests
        assert first == second
        assert first[1]["ClientRequestToken"]
        await table.transact(new(item("a")))
        assert server.requests[2][1]["ClientRequestToken"] != first[1]["ClientRequestToken"]


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        table = DynamoDbTable("todo", endpoint=f"http://127.0.0.1:{reserved.getsockname()[1]}")
        with deadline_in(SHORT), pytest.raises(Unavailable):
            await table.get(key("a"))
        await table.close()


async def test_nothing_is_asked_after_the_deadline() -> None:
    async with table_at(NOTHING_FOUND) as (table, server):
        with deadline_in(-1), pytest.raises(Unavailable):
            await table.get(key("a"))
        assert server.requests == []


@pytest.mark.parametrize(
    "refusal",
    [
        THROTTLED,
        failure("ThrottlingException"),
        failure("RequestLimitExceeded"),
        failure(CANCELED, "ThrottlingError", "None"),
        failure(CANCELED, "None", "ProvisionedThroughputExceeded"),
    ],
)
async def test_throttling_until_the_deadline(refusal: Answer) -> None:
    async with table_at(refusal, seconds=SHORT) as (table, server):
        with pytest.raises(Throttled):
            await table.transact(new(item("a")), new(item("b")))
        assert len(server.requests) > 1


async def test_throttling_that_ends_in_time_is_not_seen() -> None:
    async with table_at(THROTTLED, success()) as (table, _):
        await table.transact(new(item("a")))


async def test_throttling_after_a_lost_reply_does_not_say_that_nothing_was_written() -> None:
    async with table_at(reset, THROTTLED, seconds=SHORT) as (table, _):
        with pytest.raises(Unavailable):
            await table.transact(new(item("a")))


@pytest.mark.parametrize("reasons", [["TransactionConflict"], ["TransactionConflict", "ThrottlingError"]])
async def test_a_conflict_after_a_lost_reply_may_be_with_our_own_attempt(reasons: list[str]) -> None:
    conflict = failure(CANCELED, *reasons)
    async with table_at(reset, conflict, success()) as (table, server):
        await table.transact(new(item("a")), new(item("b")))
        assert server.requests == server.requests[:1] * 3
    async with table_at(reset, conflict, seconds=SHORT) as (table, _):
        with pytest.raises(Unavailable):
            await table.transact(new(item("a")), new(item("b")))


async def test_a_condition_that_failed_after_a_lost_reply_is_not_tried_again() -> None:
    async with table_at(reset, failure(CANCELED, "TransactionConflict", "ConditionalCheckFailed")) as (table, server):
        with pytest.raises(ConditionFailed):
            await table.transact(new(item("a")), new(item("b")))
        assert len(server.requests) == 2


async def test_conditions_that_failed_are_named_by_their_place_in_the_call() -> None:
    async with table_at(failure(CANCELED, "None", "ConditionalCheckFailed", "ConditionalCheckFailed", "None")) as (
        table,
        server,
    ):
        with pytest.raises(ConditionFailed) as failed:
            await table.transact(
                new(item("put-0")),
                Delete(key("delete-1"), Absent()),
                new(item("put-2")),
                Check(key("check-3"), AtVersion(1)),
            )
        body = server.requests[0][1]
        assert set(body) == {"ClientRequestToken", "TransactItems"}
        sent = [next(iter(action)) for action in body["TransactItems"]]
        assert sent == ["Put", "Delete", "Put", "ConditionCheck"]
        assert failed.value.failed == {1, 2}


@pytest.mark.parametrize(
    ("reasons", "error"),
    [
        (["TransactionConflict", "None"], Contended),
        (["TransactionConflict", "ThrottlingError"], Contended),
        (["TransactionConflict", "ConditionalCheckFailed"], ConditionFailed),
        (["ThrottlingError", "ConditionalCheckFailed"], ConditionFailed),
        (["ValidationError", "None"], StorageError),
        (["ItemCollectionSizeLimitExceeded", "None"], StorageError),
    ],
)
async def test_the_reasons_of_a_cancelled_transaction(reasons: list[str], error: type[StorageError]) -> None:
    async with table_at(failure(CANCELED, *reasons)) as (table, server):
        with pytest.raises(StorageError) as raised:
            await table.transact(new(item("a")), new(item("b")))
        assert type(raised.value) is error
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("code", "fix"),
    [
        ("AccessDeniedException", "allow this process's role"),
        ("ResourceNotFoundException", "make the table"),
        ("UnrecognizedClientException", "valid AWS credentials"),
        ("InvalidSignatureException", "its clock is right"),
    ],
)
async def test_what_an_operator_can_mend_is_unavailable_and_explained(
    code: str, fix: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with table_at(failure(code)) as (table, server):
        with pytest.raises(Unavailable, match=code):
            await table.ping()
        assert len(server.requests) == 1
        assert fix in caplog.text


async def test_a_mistake_of_ours_is_not_hidden_as_unavailable() -> None:
    async with table_at(failure("ValidationException")) as (table, _):
        with pytest.raises(StorageError) as raised:
            await table.get(key("a"))
        assert type(raised.value) is StorageError


async def test_expired_credentials_are_read_again() -> None:
    async with misbehaving(failure("ExpiredTokenException"), NOTHING_FOUND) as server:
        credentials = AwsCredentials(Session)
        first = await credentials.current()
        http = dynamodb_http.DynamoDbHttp(server.endpoint, "us-east-1", credentials)
        await http.call("BatchGetItem", {}, ANYTHING)
        assert await credentials.current() is not first
        await http.close()


async def test_unprocessed_keys_are_asked_for_again() -> None:
    raw = {"pk": {"S": "L#1"}, "sk": {"S": "b"}, "version": {"N": "1"}, "data": {"S": '{"of":"b"}'}}
    left = {"todo": {"Keys": [{"pk": {"S": "L#1"}, "sk": {"S": "b"}}], "ConsistentRead": True}}
    async with table_at(
        success(Responses={"todo": []}, UnprocessedKeys=left),
        success(Responses={"todo": [raw]}, UnprocessedKeys={}),
    ) as (table, server):
        assert await table.get(key("a"), key("b")) == (None, item("b"))
        assert server.requests[1][1]["RequestItems"] == left


async def test_keys_left_unprocessed_until_the_deadline_are_throttling() -> None:
    left = {"todo": {"Keys": [{"pk": {"S": "L#1"}, "sk": {"S": "a"}}]}}
    async with table_at(success(Responses={}, UnprocessedKeys=left), seconds=SHORT) as (table, _):
        with pytest.raises(Throttled):
            await table.get(key("a"))


async def test_every_read_is_strongly_consistent() -> None:
    page = success(Items=[], Count=0, ScannedCount=0)
    async with table_at(NOTHING_FOUND, page, page) as (table, server):
        await table.get(key("a"))
        await table.query(prefixed("L#1", None, "T#"), 5)
        await table.query(prefixed("L#1", Index.ORD, "~#"), 5)
        get, by_key, by_index = (request for _, request in server.requests)
        assert get["RequestItems"]["todo"]["ConsistentRead"] is True
        assert by_key["ConsistentRead"] is True
        assert by_index["ConsistentRead"] is True


async def test_a_get_of_more_than_one_answer_holds(dynamodb_local: str) -> None:
    table = DynamoDbTable("large", endpoint=dynamodb_local)
    await table.create()
    # BatchGetItem answers with 16 MB at most and leaves the rest unprocessed.
    large = [item(f"{number}", detail={"notes": "x" * 390_000}) for number in range(50)]
    for start in range(0, 50, 10):
        await table.transact(*map(new, large[start : start + 10]))
    assert await table.get(*(made.key for made in large)) == tuple(large)
    await table.close()
