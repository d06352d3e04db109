import asyncio
import uuid

import pytest
from pynamodb.connection import TableConnection

from dynamodb_faults import faults
from dynamodb_faults.plan import Plan
from dynamodb_faults.proxy import faulty_dynamodb
from todo_k8s.storage.conftest import dynamodb
from todo_k8s.storage.contract import Clock
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.setup_error import SetupError


def make_other(endpoint: str, name: str) -> None:
    """A table of that name that is not ours: a number as sort key, one index, no expiry."""
    hash_key = {"AttributeName": "pk", "KeyType": "HASH"}
    TableConnection(name, region="us-east-1", host=endpoint).create_table(
        attribute_definitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "N"},
            {"AttributeName": "ord", "AttributeType": "S"},
        ],
        key_schema=[hash_key, {"AttributeName": "sk", "KeyType": "RANGE"}],
        local_secondary_indexes=[
            {
                "index_name": "ord",
                "key_schema": [hash_key, {"AttributeName": "ord", "KeyType": "RANGE"}],
                "projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        billing_mode="PAY_PER_REQUEST",
    )


async def test_a_table_is_made_as_the_models_say(dynamodb_local: str, clock: Clock) -> None:
    table = await dynamodb(dynamodb_local, clock)
    assert await table.differences() == ()
    await table.close()


async def test_making_the_same_table_again_does_nothing(dynamodb_local: str, clock: Clock) -> None:
    table = await dynamodb(dynamodb_local, clock)
    await table.create()
    assert await table.differences() == ()
    await table.close()


@pytest.mark.parametrize("operation", ["CreateTable", "UpdateTimeToLive"])
async def test_a_lost_reply_does_not_matter(dynamodb_local: str, operation: str) -> None:
    async with faulty_dynamodb(dynamodb_local, seed=1) as proxy:
        table = DynamoDbTable(f"test-{uuid.uuid4()}", endpoint=proxy.endpoint)
        with proxy.failing(Plan([faults.LOST_REPLY.only(operation)])):
            making = asyncio.create_task(table.create())
            async with asyncio.timeout(30):
                await proxy.befall()
        await making
        assert await table.differences() == ()
        await table.close()


async def test_two_may_make_the_table_at_once(dynamodb_local: str) -> None:
    name = f"test-{uuid.uuid4()}"
    tables = [DynamoDbTable(name, endpoint=dynamodb_local) for _ in range(2)]
    await asyncio.gather(*(table.create() for table in tables))
    assert [await table.differences() for table in tables] == [(), ()]
    await asyncio.gather(*(table.close() for table in tables))


async def test_a_table_that_is_not_there_is_explained(dynamodb_local: str) -> None:
    table = DynamoDbTable("none", endpoint=dynamodb_local)
    with pytest.raises(SetupError, match=r"There is no table none\. To fix, make it with `table create`"):
        await table.differences()
    await table.close()


async def test_a_different_table_is_described_and_refused(dynamodb_local: str) -> None:
    name = f"other-{uuid.uuid4()}"
    make_other(dynamodb_local, name)
    table = DynamoDbTable(name, endpoint=dynamodb_local)
    index = "local index {0} is missing, should be pk + {0} with INCLUDE data expires version"
    expected = (
        "attribute alt is missing, should be S",
        "attribute chg is missing, should be S",
        "attribute done is missing, should be S",
        "attribute due is missing, should be S",
        "attribute sk is N, should be S",
        *(index.format(missing) for missing in ("alt", "chg", "done", "due")),
        "local index ord is pk + ord with KEYS_ONLY, should be pk + ord with INCLUDE data expires version",
        "time to live is missing, should be expires",
    )
    assert await table.differences() == expected
    with pytest.raises(SetupError, match=f"{name} is there and differs .*name another table"):
        await table.create()
    # What cannot be used is not half changed either.
    assert await table.differences() == expected
    await table.close()
