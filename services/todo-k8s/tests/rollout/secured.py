"""What prod's pods find beside their manifest, as files of this machine: a certificate, and the keys of a provider."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grpc_service.testing_certificate import write_certificate
from todo_k8s.server.tokens.testing_provider import AUDIENCE, ISSUER, key_set


@dataclass(frozen=True)
class Secured:
    """`environment` is for the pods, `authority` for who calls them."""

    environment: Mapping[str, str]
    authority: bytes


def secured(folder: Path) -> Secured:
    tls, keys = write_certificate(folder, hosts=["todo-k8s"]), folder / "keys.json"
    keys.write_bytes(key_set())
    environment = {
        "TODO_JWT_AUDIENCE": AUDIENCE,
        "TODO_JWT_ISSUER": ISSUER,
        "TODO_JWT_JWKS": str(keys),
        # Each client here calls as often as it can.
        "TODO_RATE_LIMIT": "1000",
        "TODO_TLS_CERTIFICATE": str(tls.certificate),
        "TODO_TLS_KEY": str(tls.key),
    }
    return Secured(environment, tls.certificate.read_bytes())
