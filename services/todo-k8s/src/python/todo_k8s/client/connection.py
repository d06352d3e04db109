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
from todo_k8s.client.settings import Settings
from todo_k8s.client.tokens import Tokens
from todo_k8s.version import VERSION

# Without a port grpc would try 443.
_ADDRESS = re.compile(r"[^\s:/]+:\d+|\[[0-9a-fA-F:.%]+\]:\d+|(?:dns|ipv4|ipv6):\S+:\d+|unix:\S+")


@contextmanager
def connect(settings: Settings, tokens: Tokens | None = None) -> Iterator[Api]:
    """Inside, a failed call that nothing else deals with ends the command as a Failure."""
    tokens = tokens or Tokens(settings)
    _check(settings, tokens)
    credentials = _tls(settings) if settings.tls else None
    with open_channel(settings.server, SERVICES, f"todo/{VERSION}", credentials, settings.tls_name) as channel:
        try:
            yield Api(channel, settings.timeout, tokens)
        except grpc.RpcError as error:
            # Loaded here, as what is seldom needed is throughout the client: each command's start is waited for.
            from todo_k8s.client.rpc_error import failure_of

            raise failure_of(error, settings, tokens.source) from None


def _check(settings: Settings, tokens: Tokens) -> None:
    if not _ADDRESS.fullmatch(settings.server):
        message = (
            f"{settings.server!r} ({settings.server_source}) is no address;"
            " give HOST:PORT or dns:///HOST:PORT with --server or TODO_SERVER"
        )
        raise Failure(message, exit_codes.USAGE, "ADDRESS_INVALID")
    for name, value in (("ca_file", settings.ca_file), ("tls_name", settings.tls_name)):
        if value and not settings.tls:
            message = f"{name} is for TLS, which is off. To fix, say tls = true in the profile or set TODO_TLS=true"
            raise Failure(message, exit_codes.USAGE, "TLS_OFF")
    if tokens.source and not settings.tls:
        _check_plaintext(settings, tokens)


def _check_plaintext(settings: Settings, tokens: Tokens) -> None:
    from todo_k8s.client.this_machine import is_this_machine

    if not is_this_machine(settings.server):
        message = (
            f"the token ({tokens.source}) is not sent to {settings.server} in plaintext, where others could read it."
            " To fix, say tls = true in the profile or set TODO_TLS=true"
        )
        raise Failure(message, exit_codes.USAGE, "TOKEN_NEEDS_TLS")


def _tls(settings: Settings) -> grpc.ChannelCredentials:
    if not settings.ca_file:
        return grpc.ssl_channel_credentials()
    path = os.path.expanduser(settings.ca_file)
    try:
        with open(path, "rb") as file:
            authorities = file.read()
    except OSError as error:
        raise Failure(f"ca_file {path}: {error.strerror}", exit_codes.USAGE, "CA_FILE_INVALID") from None
    if b"-----BEGIN CERTIFICATE-----" not in authorities:
        message = f"ca_file {path} has no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----"
        raise Failure(message, exit_codes.USAGE, "CA_FILE_INVALID")
    return grpc.ssl_channel_credentials(authorities)
