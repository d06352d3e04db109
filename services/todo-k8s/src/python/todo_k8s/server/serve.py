"""Runs the server as the settings say."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from grpc_service import serving
from grpc_service.address import Address
from grpc_service.lifecycle import Served
from todo_k8s.domain.sweeping import Sweeper
from todo_k8s.server.errors import DOMAIN
from todo_k8s.server.identity import Admission
from todo_k8s.server.identity_settings import IdentitySettings
from todo_k8s.server.rate_limit import RateLimit
from todo_k8s.server.services import now, served
from todo_k8s.server.settings import DEFAULT_PORT, Settings
from todo_k8s.server.sweeping import sweeping
from todo_k8s.storage.open import open_table


def run(settings: Settings) -> None:
    """Returns when it was drained. Raises BindError, or SetupError for a store that cannot be used as it is."""
    store = str(settings.store.store)
    serving.run(
        settings.server,
        DOMAIN,
        lambda: _opened(settings),
        lambda address: _welcome(address, settings),
        store=store,
    )


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Served]:
    store = settings.store
    table = await open_table(store.store, region=store.region, endpoint=store.endpoint)
    try:
        async with sweeping(Sweeper(table, now)), _identity(settings.identity) as admission:
            yield served(table, admission=admission)
    finally:
        await table.close()


@asynccontextmanager
async def _identity(settings: IdentitySettings) -> AsyncIterator[Admission]:
    limit = RateLimit(settings.rate) if settings.rate else None
    if settings.tokens is None:
        yield Admission(limit=limit)
        return
    # Where nobody is asked who they are, the server starts without the weight of it.
    from todo_k8s.server.tokens.open import open_tokens

    async with open_tokens(settings.tokens) as tokens:
        yield Admission(tokens.identify, limit, tokens.keys.ping)


def _welcome(address: Address, settings: Settings) -> Sequence[str]:
    data = f"data in {settings.store.store}"
    if settings.identity.tokens or settings.server.tls:
        return (data,)
    where = "" if str(address.reachable) == f"127.0.0.1:{DEFAULT_PORT}" else f" --server {address.reachable}"
    return data, f'try: todo{where} add "Buy milk"  (todo is todo-k8s-client.pex)'
