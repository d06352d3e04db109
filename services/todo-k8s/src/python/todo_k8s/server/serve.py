"""Runs the server as the settings say, and tells where it listens."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvloop

from grpc_service.address import Address
from grpc_service.lifecycle import BindError, Options, Served, serve
from grpc_service.logs import configure
from todo_k8s.domain.sweeping import Sweeper
from todo_k8s.server.errors import DOMAIN
from todo_k8s.server.services import now, served
from todo_k8s.server.settings import DEFAULT_PORT, Settings, StoreSettings
from todo_k8s.server.sweeping import sweeping
from todo_k8s.storage.open import open_table

__all__ = ["BindError", "run"]

_log = logging.getLogger(__name__)


def run(settings: Settings) -> None:
    """Returns when it was drained. Raises BindError, or SetupError for a store that cannot be used as it is."""
    configure(settings.log_level, settings.log_format)
    for name in settings.strangers:
        _log.warning("%s is no setting of this server and is ignored", name)
    options = Options(
        settings.listen, DOMAIN, settings.drain_delay, settings.drain_grace, health_listen=settings.health_listen
    )
    uvloop.run(serve(options, lambda: _opened(settings.store), lambda address: _announce(address, settings)))


@asynccontextmanager
async def _opened(settings: StoreSettings) -> AsyncIterator[Served]:
    table = await open_table(settings.store, region=settings.region, endpoint=settings.endpoint)
    try:
        async with sweeping(Sweeper(table, now)):
            yield served(table)
    finally:
        await table.close()


def _announce(address: Address, settings: Settings) -> None:
    """For people, on stdout; the first line is for programs too. Collectors of JSON get a record instead."""
    store = str(settings.store.store)
    if settings.log_format == "json":
        _log.info("listening on %s", address, extra={"fields": {"address": str(address), "store": store}})
        return
    where = "" if str(address.reachable) == f"127.0.0.1:{DEFAULT_PORT}" else f" --server {address.reachable}"
    print(f"listening on {address}")
    print(f"data in {store}")
    print(f'try: todo{where} add "Buy milk"  (todo is todo-k8s-client.pex)', flush=True)
