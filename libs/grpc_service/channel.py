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

# On a headless Service every pod is called in turn; where a name has one address, it is the same as taking the first.
_BALANCING: list[dict[str, dict[str, str]]] = [{"round_robin": {}}]

_OPTIONS = [
    # Where a connection ends, its pod may be going. By default up to 30 s would pass before the name is resolved again,
    # in which a rolling update may have replaced every pod that the channel knows.
    ("grpc.dns_min_time_between_resolutions_ms", 1_000),
    # Without this the second attempt would meet the first one's failed connection, which rests for a second.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1_000),
    # Proxy settings of the environment are about the web; a service here is reached directly.
    ("grpc.enable_http_proxy", 0),
]


def service_config(safe_services: Iterable[str]) -> str:
    """The service config under which every call of the services, given by full name, is repeated when UNAVAILABLE.

    Right only for services whose methods read, or carry a request id that makes a repetition a replay (AIP-155).
    """
    names = [{"service": service} for service in safe_services]
    retried = [{"name": names, "retryPolicy": _RETRY_POLICY}] if names else []
    return json.dumps({"loadBalancingConfig": _BALANCING, "methodConfig": retried})


def channel_options(safe_services: Iterable[str], user_agent: str = "") -> list[tuple[str, str | int]]:
    """The options of every channel to our services, grpc.aio's too."""
    options: list[tuple[str, str | int]] = [*_OPTIONS, ("grpc.service_config", service_config(safe_services))]
    if user_agent:
        options.append(("grpc.primary_user_agent", user_agent))
    return options


def open_channel(
    target: str,
    safe_services: Iterable[str],
    user_agent: str = "",
    credentials: grpc.ChannelCredentials | None = None,
    tls_name: str = "",
) -> grpc.Channel:
    """A channel to `HOST:PORT` or any name that grpc resolves, such as `dns:///HOST:PORT`: with TLS where there are
    credentials (`grpc.ssl_channel_credentials()`), else in plaintext. `tls_name` is what the server's certificate must
    name, where that is not the target's host.

    Nothing is sent before the first call.
    """
    options = channel_options(safe_services, user_agent)
    if credentials is None:
        return grpc.insecure_channel(target, options)
    if tls_name:
        options.append(("grpc.ssl_target_name_override", tls_name))
    return grpc.secure_channel(target, credentials, options)
