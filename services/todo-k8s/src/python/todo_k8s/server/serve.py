"""Runs the server as the settings say."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from grpc_service import serving
from grpc_service.address import Address
from grpc_service.lifecycle import Served
from todo_k8s.domain.sweeping import Sweeper
from todo_k8s.server.errors import DOMAIN
from todo_k8s.server.services import now, served
from todo_k8s.server.settings import DEFAULT_PORT, Settings, StoreSettings
from todo_k8s.server.sweeping import sweeping
from todo_k8s.storage.open import open_table


def run(settings: Settings) -> None:
    """Returns when it was drained. Raises BindError, or SetupError for a store that cannot be used as it is."""
    store = str(settings.store.store)
    serving.run(
        settings.server,
        DOMAIN,
        lambda: _opened(settings.store),
        lambda address: _welcome(address, store),
        store=store,
    )


@asynccontextmanager
async def _opened(settings: StoreSettings) -> AsyncIterator[Served]:
    table = await open_table(settings.store, region=settings.region, endpoint=settings.endpoint)
    try:
        async with sweeping(Sweeper(table, now)):
            yield served(table)
    finally:
        await table.close()


def _welcome(address: Address, store: str) -> Sequence[str]:
    where = "" if str(address.reachable) == f"127.0.0.1:{DEFAULT_PORT}" else f" --server {address.reachable}"
    return f"data in {store}", f'try: todo{where} add "Buy milk"  (todo is todo-k8s-client.pex)'
