"""`table create` and `table describe`: each tells whether all is well, and what there is to say about it."""

import asyncio
from collections.abc import Awaitable, Callable

from grpc_service.settings import SettingsError
from todo_k8s.deadline import deadline_in
from todo_k8s.server.settings import STORE, StoreSettings
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.open import DynamoDbStore, open_dynamodb
from todo_k8s.storage.table import StorageError

_SECONDS = 120.0
"""AWS takes some ten seconds to make a table."""


def create(settings: StoreSettings) -> tuple[bool, str]:
    """Raises SetupError where a table that is there differs in what cannot be changed."""
    return asyncio.run(_on_table(settings, _create))


def describe(settings: StoreSettings) -> tuple[bool, str]:
    """Raises SetupError where there is no table."""
    return asyncio.run(_on_table(settings, _describe))


async def _create(table: DynamoDbTable) -> tuple[bool, str]:
    await table.create()
    return True, "is there, and is as it should be"


async def _describe(table: DynamoDbTable) -> tuple[bool, str]:
    differences = await table.differences()
    return not differences, "\n  ".join(["differs:", *differences]) if differences else "is as it should be"


async def _on_table(
    settings: StoreSettings, work: Callable[[DynamoDbTable], Awaitable[tuple[bool, str]]]
) -> tuple[bool, str]:
    store = settings.store
    if not isinstance(store, DynamoDbStore):
        raise SettingsError(
            [f"{STORE.flag} ({STORE.variable}) is {store}: write dynamodb:TABLE; SQLite needs no setup."]
        )
    table = open_dynamodb(store, region=settings.region, endpoint=settings.endpoint)
    try:
        with deadline_in(_SECONDS):
            done, finding = await work(table)
    except StorageError as error:
        return False, f"{store} could not be asked: {error}"
    finally:
        await table.close()
    return done, f"{store} {finding}"
