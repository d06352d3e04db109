"""Runs a server as its settings say, and tells where it listens."""

import gc
import logging
from collections.abc import Callable, Sequence

import uvloop

from grpc_service.address import Address
from grpc_service.lifecycle import Opened, Options, serve
from grpc_service.logs import configure
from grpc_service.server_settings import ServerSettings

_log = logging.getLogger(__name__)

_COLLECTED_TOGETHER = 20_000
"""So many more containers are made than are let go before Python looks for cycles among them, where it has 700:
whatever the calls under way have in their hands would be looked at again and again. A call leaves five containers in
cycles, one that fails some forty, all of them gRPC's: together a few megabytes."""


def run(
    settings: ServerSettings,
    domain: str,
    opened: Callable[[], Opened],
    welcome: Callable[[Address], Sequence[str]],
    **fields: str,
) -> None:
    """Returns when it was drained. Raises BindError, TlsError, and what `opened` raises.

    People are told on stdout, in a first line that is for programs too, then in those of `welcome`. Collectors of JSON
    get a record instead, with the `fields`.
    """
    gc.set_threshold(_COLLECTED_TOGETHER)
    configure(settings.log_level, settings.log_format)
    for name in settings.strangers:
        _log.warning("%s is no setting of this server and is ignored", name)

    def announce(address: Address) -> None:
        if settings.log_format == "json":
            _log.info("listening on %s", address, extra={"fields": {"address": str(address), **fields}})
        else:
            print(f"listening on {address}", *welcome(address), sep="\n", flush=True)

    options = Options(
        settings.listen,
        domain,
        settings.drain_delay,
        settings.drain_grace,
        health_listen=settings.health_listen,
        tls=settings.tls,
    )
    uvloop.run(serve(options, opened, announce))
