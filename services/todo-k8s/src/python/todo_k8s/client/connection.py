"""The connection of one command."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

# grpc writes its own log lines to stderr, where people read ours. It reads this while it is imported.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

import grpc

from grpc_service.channel import open_channel
from todo_k8s.client import exit_codes
from todo_k8s.client.api import SERVICES, Api
from todo_k8s.client.failure import Failure
from todo_k8s.client.rpc_error import failure_of
from todo_k8s.client.settings import Settings
from todo_k8s.version import VERSION

# Without a port grpc would try 443.
_ADDRESS = re.compile(r"[^\s:/]+:\d+|\[[0-9a-fA-F:.%]+\]:\d+|(?:dns|ipv4|ipv6):\S+:\d+|unix:\S+")


@contextmanager
def connect(settings: Settings) -> Iterator[Api]:
    """Inside, a failed call that nothing else deals with ends the command as a Failure."""
    if not _ADDRESS.fullmatch(settings.server):
        message = (
            f"{settings.server!r} ({settings.server_source}) is no address;"
            " give HOST:PORT or dns:///HOST:PORT with --server or TODO_SERVER"
        )
        raise Failure(message, exit_codes.USAGE, "ADDRESS_INVALID")
    with open_channel(settings.server, SERVICES, user_agent=f"todo/{VERSION}") as channel:
        try:
            yield Api(channel, settings.timeout)
        except grpc.RpcError as error:
            raise failure_of(error, settings.server, settings.timeout) from None
