"""Channels as clients of our services open them."""

import json
from collections.abc import Iterable

import grpc

# Four attempts within about a second: enough for a connection that a rolling update closes, and a wrong address is
# still told at once.
_RETRY_POLICY = {
    "maxAttempts": 4,
    "initialBackoff": "0.1s",
    "maxBackoff": "1s",
    "backoffMultiplier": 2,
    # ABORTED is not here: only who reads the error's reason can know that a repetition is not a lost update.
    "retryableStatusCodes": ["UNAVAILABLE"],
}

_OPTIONS = [
    # Without this the second attempt would meet the first one's failed connection, which rests for a second.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1_000),
    # Proxy settings of the environment are about the web; a service here is reached directly.
    ("grpc.enable_http_proxy", 0),
]


def retry_config(safe_services: Iterable[str]) -> str:
    """The service config under which every call of the services, given by full name, is repeated when UNAVAILABLE.

    Right only for services whose methods read, or carry a request id that makes a repetition a replay (AIP-155).
    """
    names = [{"service": service} for service in safe_services]
    return json.dumps({"methodConfig": [{"name": names, "retryPolicy": _RETRY_POLICY}]})


def open_channel(target: str, safe_services: Iterable[str], user_agent: str = "") -> grpc.Channel:
    """A plaintext channel to `HOST:PORT` or any name that grpc resolves, such as `dns:///HOST:PORT`.

    Nothing is sent before the first call.
    """
    options = [*_OPTIONS, ("grpc.service_config", retry_config(safe_services))]
    if user_agent:
        options.append(("grpc.primary_user_agent", user_agent))
    return grpc.insecure_channel(target, options)
