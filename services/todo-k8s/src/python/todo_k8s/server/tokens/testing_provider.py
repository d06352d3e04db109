"""An identity provider for tests: real keys, the tokens that it signs with them, and its key set, served over HTTP."""

import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from todo_k8s.server.identity_settings import TokenSettings

ISSUER = "https://id.example.com/"
AUDIENCE = "todo"

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey

_CURVES = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}


def key_of(kid: str, algorithm: str = "RS256") -> PrivateKey:
    return _made(kid, algorithm)


# The same one whenever it is asked for: to make one takes a while.
@cache
def _made(_kid: str, algorithm: str) -> PrivateKey:
    if curve := _CURVES.get(algorithm):
        return ec.generate_private_key(curve)
    if algorithm == "EdDSA":
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(65_537, 2_048)


def public_jwk(kid: str, algorithm: str = "RS256", **fields: str) -> dict[str, Any]:
    key = key_of(kid, algorithm)
    match key:
        case rsa.RSAPrivateKey():
            jwk = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        case ec.EllipticCurvePrivateKey():
            jwk = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
        case _:
            jwk = OKPAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {**jwk, "kid": kid, **fields}


def key_set(*keys: Mapping[str, Any]) -> bytes:
    return json.dumps({"keys": keys or [public_jwk("one")]}).encode()


def token(user: str = "ann", kid: str | None = "one", algorithm: str = "RS256", **claims: Any) -> str:
    """Signed, good for an hour. A claim of None is left out."""
    now = int(time.time())
    all_claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": user, "iat": now, "exp": now + 3_600, **claims}
    given = {name: value for name, value in all_claims.items() if value is not None}
    return jwt.encode(given, key_of(kid or "one", algorithm), algorithm, {"kid": kid} if kid else None)


def token_settings(jwks: str | Path, **others: Any) -> TokenSettings:
    usual: dict[str, Any] = {"algorithms": ("RS256",), "user_claim": "sub", "leeway": 30.0}
    return TokenSettings(ISSUER, AUDIENCE, jwks, **{**usual, **others})


@dataclass
class Endpoint:
    """What is served at `url`, and how often it was asked for."""

    url: str = ""
    body: bytes = field(default_factory=key_set)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    asked: int = 0

    async def answer(self, _request: web.Request) -> web.Response:
        self.asked += 1
        return web.Response(body=self.body, status=self.status, headers=self.headers)


async def _elsewhere(_request: web.Request) -> web.Response:
    """Keys that whoever leads us there would like us to take: `two` is among them."""
    return web.Response(body=key_set(public_jwk("two")))


@asynccontextmanager
async def provider() -> AsyncIterator[Endpoint]:
    endpoint = Endpoint()
    application = web.Application()
    application.router.add_get("/jwks.json", endpoint.answer)
    application.router.add_get("/elsewhere.json", _elsewhere)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    endpoint.url = f"http://127.0.0.1:{runner.addresses[0][1]}/jwks.json"
    try:
        yield endpoint
    finally:
        await runner.cleanup()
