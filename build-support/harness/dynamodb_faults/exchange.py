"""One request on its way to DynamoDB, and all that can be done with it."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

import msgspec

from dynamodb_faults.replies import Reply

Forward: TypeAlias = Callable[[Mapping[str, str], bytes], Awaitable[Reply]]


class Exchange:
    """`chance` decides whatever is left to chance about this request."""

    def __init__(
        self,
        fields: Mapping[str, str],
        body: bytes,
        chance: random.Random,
        forward: Forward,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.operation = fields["x-amz-target"].partition(".")[2]
        self.body = body
        self.chance = chance
        self._fields = fields
        self._forward = forward
        self._reader = reader
        self._writer = writer

    def arguments(self) -> Any:
        return msgspec.json.decode(self.body)

    async def pass_on(self, body: bytes | None = None) -> Reply:
        """DynamoDB's reply to the request as it came, or with another body."""
        return await self._forward(self._fields, self.body if body is None else body)

    async def answer(self, reply: Reply) -> None:
        self._writer.write(reply.head() + reply.body)
        await self._writer.drain()

    async def answer_half(self, reply: Reply) -> None:
        """All of the head and some of the body that it announces; then the connection ends."""
        self._writer.write(reply.head() + reply.body[: self.chance.randrange(len(reply.body))])
        await self._writer.drain()
        self._writer.close()

    def drop(self) -> None:
        """Resets the connection."""
        self._writer.transport.abort()

    async def wait_for_peer(self) -> None:
        """Returns when the other side has given up the connection."""
        await self._reader.read()
