"""Who one is to the server, as far as a client can tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from todo_k8s.client.claims import claims_of, expiry_of, left_text
from todo_k8s.client.connection import connect
from todo_k8s.client.failure import Failure
from todo_k8s.client.settings import Settings
from todo_k8s.client.tokens import Tokens

_REFUSED = ("TOKEN_MISSING", "TOKEN_INVALID", "TOKEN_EXPIRED")


@dataclass(frozen=True, slots=True)
class AuthStatus:
    server: str
    tls: bool
    source: str
    """Empty where there is no token."""
    claims: Mapping[str, Any]
    user: str
    """As the server knows the caller; empty where there is no list yet by which it would tell."""
    refused: Failure | None

    def fields(self) -> dict[str, object]:
        expiry = expiry_of(self.claims)
        return {
            "server": self.server,
            "tls": self.tls,
            "tokenSource": self.source,
            "claims": {name: self.claims[name] for name in ("sub", "iss", "aud") if name in self.claims},
            "expireTime": expiry.isoformat().replace("+00:00", "Z") if expiry else "",
            "user": self.user,
            "accepted": self.refused is None,
        }

    def text(self) -> str:
        expiry = expiry_of(self.claims)
        told = {
            "server": f"{self.server} ({'TLS' if self.tls else 'plaintext'})",
            "token": self.source or "none",
            "subject": self.claims.get("sub", ""),
            "issuer": self.claims.get("iss", ""),
            "expires": f"{expiry.astimezone():%Y-%m-%d %H:%M} ({left_text(expiry, datetime.now(UTC))})"
            if expiry
            else "",
            "accepted": self._accepted(),
            "user": self.user,
        }
        return "".join(f"{name:<10}{value}\n" for name, value in told.items() if value)

    def _accepted(self) -> str:
        if self.refused:
            return "no"
        return "yes" if self.source else "yes; the server asks nobody who they are"


def auth_status(settings: Settings) -> AuthStatus:
    """Raises Failure where the server could not be asked, or the token not be read."""
    tokens = Tokens(settings)
    refused, user = None, ""
    try:
        with connect(settings, tokens) as api:
            if mine := api.some_list():
                user = api.get_member(f"{mine.name}/members/me").user
    except Failure as failure:
        if failure.reason not in _REFUSED:
            raise
        refused = failure
    return AuthStatus(settings.server, settings.tls, tokens.source, claims_of(tokens.token()), user, refused)
