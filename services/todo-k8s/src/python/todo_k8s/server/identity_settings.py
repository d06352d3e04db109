"""The settings about who calls, and how often."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grpc_service.address import Address
from grpc_service.parsers import boolean, one_of, seconds
from grpc_service.settings import Reader, Setting

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures that a public key verifies, and no other: with a shared secret, whoever verifies could sign (RFC 8725)."""

MAX_LEEWAY_SECONDS = 120.0
MAX_CALLS_A_SECOND = 10_000.0


@dataclass(frozen=True, slots=True)
class TokenSettings:
    """`jwks` is the URL of a JSON Web Key Set, or its file. `leeway` is in seconds."""

    issuer: str
    audience: str
    jwks: str | Path
    algorithms: tuple[str, ...]
    user_claim: str
    leeway: float


@dataclass(frozen=True, slots=True)
class IdentitySettings:
    """`tokens` is None where nobody is asked who they are; `rate` is in calls a second of one user, 0 for any."""

    tokens: TokenSettings | None = None
    rate: float = 0.0


def _jwks(text: str) -> str | Path | None:
    if not re.match(r"\w+://", text):
        return Path(text) if text else None
    url = re.fullmatch(r"(https?)://([^\s/:@]+|\[[0-9a-fA-F:.]+\])(:\d{1,5})?(/\S*)?", text)
    if url is None:
        raise ValueError("write a URL such as https://id.example.com/jwks.json, or the path of a file")
    if url[1] == "http" and not Address(url[2].strip("[]"), 0).is_loopback:
        raise ValueError("write https: who could change the keys on their way could be anyone")
    return text


def _algorithms(text: str) -> tuple[str, ...]:
    names = tuple(text.replace(" ", "").split(","))
    if not set(names) <= set(ALGORITHMS):
        raise ValueError(f"write one or more of {', '.join(ALGORITHMS)}, with commas between")
    return names


def _rate(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    # Written so that NaN, which float() reads, is refused as well.
    if not (value == 0 or 0.01 <= value <= MAX_CALLS_A_SECOND):
        raise ValueError(f"write a number of calls a second from 0.01 to {MAX_CALLS_A_SECOND:g}, or 0 for no limit")
    return value


IDENTITY = Setting(
    "--identity",
    "TODO_IDENTITY",
    "none",
    one_of(("none", "jwt")),
    "Who calls: nobody is asked and everyone is users/local (none), or a bearer token says it (jwt).",
    "KIND",
)
ISSUER = Setting("--jwt-issuer", "TODO_JWT_ISSUER", "", str, "The issuer (iss) of the tokens that are accepted.", "URL")
AUDIENCE = Setting("--jwt-audience", "TODO_JWT_AUDIENCE", "", str, "The audience (aud) that they must name.", "NAME")
JWKS = Setting(
    "--jwt-jwks",
    "TODO_JWT_JWKS",
    "",
    _jwks,
    "Where the issuer's public keys are: an https URL or a file, a JSON Web Key Set.",
    "KEYS",
)
JWT_ALGORITHMS = Setting(
    "--jwt-algorithms",
    "TODO_JWT_ALGORITHMS",
    "RS256",
    _algorithms,
    "The signatures that are accepted, with commas between.",
    "NAMES",
)
USER_CLAIM = Setting(
    "--jwt-user-claim",
    "TODO_JWT_USER_CLAIM",
    "sub",
    str,
    "The claim that is the user's id: 1 to 128 of A-Z a-z 0-9 . _ @ + -.",
    "NAME",
)
LEEWAY = Setting(
    "--jwt-leeway",
    "TODO_JWT_LEEWAY",
    "30",
    seconds(MAX_LEEWAY_SECONDS),
    "How far the issuer's clock and this one's may be apart.",
    "SECONDS",
)
RATE_LIMIT = Setting(
    "--rate-limit",
    "TODO_RATE_LIMIT",
    "0",
    _rate,
    "How many calls a second one user may make of one server, on average; 0 is no limit.",
    "CALLS",
)
INSECURE_PLAINTEXT = Setting(
    "--insecure-plaintext",
    "TODO_INSECURE_PLAINTEXT",
    "false",
    boolean,
    "Allow tokens and to-dos to cross a network without TLS.",
    switch=True,
)

_REQUIRED: tuple[Setting[Any], ...] = (ISSUER, AUDIENCE, JWKS)
_EXAMPLES = {ISSUER: "https://id.example.com/", AUDIENCE: "todo", JWKS: "https://id.example.com/jwks.json"}

IDENTITY_SETTINGS: tuple[Setting[Any], ...] = (
    IDENTITY,
    *_REQUIRED,
    JWT_ALGORITHMS,
    USER_CLAIM,
    LEEWAY,
    RATE_LIMIT,
    INSECURE_PLAINTEXT,
)


def read_identity(reader: Reader) -> IdentitySettings:
    """Problems stay with the reader."""
    rate = reader.get(RATE_LIMIT)
    if reader.get(IDENTITY) == "none":
        for setting in _REQUIRED:
            if reader.text(setting):
                reader.problem(setting, f"no token is asked for; write {IDENTITY.flag} jwt too, or leave it out")
        return IdentitySettings(None, rate)
    for setting in _REQUIRED:
        if not reader.text(setting):
            reader.problem(setting, f"{IDENTITY.flag} is jwt; write it, for example {_EXAMPLES[setting]}")
    return IdentitySettings(_token_settings(reader), rate)


def _token_settings(reader: Reader) -> TokenSettings:
    return TokenSettings(
        issuer=reader.get(ISSUER),
        audience=reader.get(AUDIENCE),
        jwks=reader.get(JWKS) or "",
        algorithms=reader.get(JWT_ALGORITHMS),
        user_claim=reader.get(USER_CLAIM),
        leeway=reader.get(LEEWAY),
    )


def check_listen(reader: Reader, listen: Setting[Address], has_tls: bool) -> None:
    """A server that asks for tokens may be reached by others, unless the tokens could be read on their way."""
    if not (reader.get(listen).is_loopback or has_tls or reader.get(INSECURE_PLAINTEXT)):
        why = "tokens and to-dos would cross the network in plain sight"
        allow = f"{INSECURE_PLAINTEXT.flag} ({INSECURE_PLAINTEXT.variable}=true)"
        reader.problem(listen, f"{why}; give --tls-certificate and --tls-key, or allow it with {allow}")
