"""What the tests of the harness call DynamoDB with: one request, one reply, nothing tried again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import msgspec
from aiohttp import ClientSession

from dynamodb_faults.proxy import FaultyDynamoDb, faulty_dynamodb
from dynamodb_faults.replies import Reply

# DynamoDB Local wants a signature, and looks at nothing in it.
_HEADERS = {
    "authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host,"
    " Signature=0",
    "content-type": "application/x-amz-json-1.0",
}


@dataclass(frozen=True)
class Client:
    """`table` has the string `pk` for its key."""

    session: ClientSession
    endpoint: str
    table: str

    async def call(self, operation: str, arguments: Any) -> Reply:
        """Raises aiohttp's errors where no whole reply comes."""
        headers = _HEADERS | {"x-amz-target": f"DynamoDB_20120810.{operation}"}
        async with self.session.post(self.endpoint, data=msgspec.json.encode(arguments), headers=headers) as response:
            answer = await response.read()
            return Reply(response.status, answer, response.content_type, response.headers.get("x-amz-crc32"))

    async def put(self, *names: str, token: str = "") -> Reply:
        """Writes an item of each name, in one transaction."""
        items = [{"Put": {"TableName": self.table, "Item": {"pk": {"S": name}}}} for name in names]
        arguments = {"TransactItems": items, "ClientRequestToken": token or str(uuid4())}
        return await self.call("TransactWriteItems", arguments)

    async def get(self, *names: str) -> Reply:
        keys = [{"pk": {"S": name}} for name in names]
        return await self.call("BatchGetItem", {"RequestItems": {self.table: {"Keys": keys, "ConsistentRead": True}}})

    async def found(self, *names: str) -> set[str]:
        """Those of the names that are there."""
        answer = msgspec.json.decode((await self.get(*names)).body)
        return {item["pk"]["S"] for item in answer["Responses"][self.table]}


@dataclass(frozen=True)
class Harness:
    """`client` reaches DynamoDB by the faulty one, `direct` does not."""

    proxy: FaultyDynamoDb
    client: Client
    direct: Client


@asynccontextmanager
async def harness(upstream: str, seed: int = 1) -> AsyncIterator[Harness]:
    """A faulty DynamoDB before a real one, with an empty table."""
    async with ClientSession() as session, faulty_dynamodb(upstream, seed) as proxy:
        client = Client(session, proxy.endpoint, f"test-{uuid4()}")
        direct = Client(session, upstream, client.table)
        made = await direct.call(
            "CreateTable",
            {
                "TableName": client.table,
                "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
                "BillingMode": "PAY_PER_REQUEST",
            },
        )
        assert made.status == 200, made
        yield Harness(proxy, client, direct)
