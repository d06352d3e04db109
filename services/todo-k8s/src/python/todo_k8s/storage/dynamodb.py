"""The DynamoDB engine: one table, as PynamoDB's models define it. PynamoDB makes it, on the event loop by
`greenlet_bridge`; calls go by its connection, and await the answers themselves."""

import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from pynamodb.exceptions import PynamoDBException

from todo_k8s.storage import dynamodb_calls, dynamodb_schema
from todo_k8s.storage.backoff import Backoff
from todo_k8s.storage.checks import check_actions, check_keys, check_query
from todo_k8s.storage.dynamodb_connection import connect
from todo_k8s.storage.dynamodb_errors import refusal
from todo_k8s.storage.greenlet_bridge import in_greenlet
from todo_k8s.storage.models import model_of
from todo_k8s.storage.table import Action, Cursor, Item, Key, Page, Range, Throttled

_Result = TypeVar("_Result")


class DynamoDbTable:
    """A `Table` in DynamoDB. Nothing is asked of AWS before the first call: `ping` is the warm-up."""

    def __init__(
        self,
        table_name: str,
        region: str | None = None,
        endpoint: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`region` None is that of the environment, `endpoint` None is AWS's own.

        Raises `SetupError` if there is no region.
        """
        self._clock = clock
        self._name = table_name
        connection = connect(region, endpoint)
        self._http = connection.http
        self._model = model_of(table_name, connection)

    async def get(self, *keys: Key) -> tuple[Item | None, ...]:
        check_keys(keys)
        if not keys:
            return ()
        found, missing = await dynamodb_calls.get_some(self._http, self._name, keys, int(self._clock()))
        if missing:
            found |= await self._get_rest(missing)
        return tuple(map(found.get, keys))

    async def _get_rest(self, missing: Sequence[Key]) -> dict[Key, Item]:
        """What DynamoDB left unprocessed."""
        found: dict[Key, Item] = {}
        backoff = Backoff()
        while missing:
            if not await backoff.pause():
                raise Throttled(f"BatchGetItem: {len(missing)} keys were left unprocessed")
            items, missing = await dynamodb_calls.get_some(self._http, self._name, missing, int(self._clock()))
            found |= items
        return found

    async def query(self, stretch: Range, limit: int, after: Cursor | None = None, *, detail: bool = False) -> Page:
        check_query(stretch, limit, after)
        start = stretch.high if stretch.reverse else stretch.low
        end = stretch.low if stretch.reverse else stretch.high
        # DynamoDB refuses an empty stretch, and a cursor that lies outside.
        if stretch.low > stretch.high or (after and _beyond(after.position, end, stretch)):
            return Page((), None)
        if after and _beyond(start, after.position, stretch):
            after = None
        now = int(self._clock())
        return await dynamodb_calls.query(self._http, self._name, stretch, limit, after, now, detail=detail)

    async def transact(self, *actions: Action) -> None:
        check_actions(actions)
        # One token for all attempts: DynamoDB recognises an attempt of ours whose reply was lost.
        token = os.urandom(16).hex()
        await dynamodb_calls.transact(self._http, self._name, actions, int(self._clock()), token)

    async def create(self) -> None:
        """Makes the table as the models say and waits until it can be used; does nothing where the same is there.

        Raises `SetupError` where another table has that name.
        """
        await self._run(partial(dynamodb_schema.create, self._model))

    async def differences(self) -> tuple[str, ...]:
        """How the table differs from what the models say, a sentence each. Raises `SetupError` if there is none."""
        return await self._run(partial(dynamodb_schema.differences, self._model))

    async def ping(self) -> None:
        await self.get(Key("@", "@"))

    async def close(self) -> None:
        await self._http.close()

    async def _run(self, work: Callable[[], _Result]) -> _Result:
        try:
            return await in_greenlet(work)
        except PynamoDBException as error:
            raise refusal(error) from error


def _beyond(position: str, other: str, stretch: Range) -> bool:
    return position < other if stretch.reverse else position > other
