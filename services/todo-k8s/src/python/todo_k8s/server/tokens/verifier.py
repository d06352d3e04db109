"""Whether a token says who calls (RFC 7519, RFC 8725)."""

from collections.abc import Mapping
from typing import Any

import jwt
from grpc import StatusCode

from grpc_service.status import Problem
from todo_k8s.domain.users import ME, is_user_id
from todo_k8s.server.identity_settings import TokenSettings
from todo_k8s.server.refusal import Refused
from todo_k8s.server.tokens.bearer import refuse_token
from todo_k8s.server.tokens.key_set import PublicKey
from todo_k8s.server.tokens.keys import Keys
from todo_k8s.server.tokens.known import KnownTokens

_WHY: dict[type[jwt.PyJWTError], str] = {
    jwt.InvalidSignatureError: "its signature is not by the provider's key",
    jwt.InvalidIssuerError: "it is by another issuer",
    jwt.InvalidAudienceError: "it is for another audience",
    jwt.ImmatureSignatureError: "it holds from a later time on",
}
_LATEST = 2**53
"""Seconds since 1970. A claim may say more than a float can hold."""


class Verifier:
    def __init__(self, settings: TokenSettings, keys: Keys, known: KnownTokens | None = None) -> None:
        self._settings = settings
        self._keys = keys
        self._known = known or KnownTokens()

    async def user_of(self, token: str) -> str:
        """Raises Refused."""
        if known := self._known.user_of(token, self._keys.current):
            return known
        algorithm, kid = self._header(token)
        key = await self._keys.find(kid, algorithm)
        if key is None:
            refuse_token("the provider has no such key")
        claims = self._claims(token, key, algorithm)
        user = self._user(claims)
        if self._keys.current:
            end = min(int(claims["exp"]), _LATEST) + self._settings.leeway
            self._known.keep(token, self._keys.current, user, end)
        return user

    def _header(self, token: str) -> tuple[str, str | None]:
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError:
            refuse_token("it is no JSON Web Token")
        if header.get("alg") not in self._settings.algorithms:
            refuse_token(f"it is not signed with {' or '.join(self._settings.algorithms)}")
        return header["alg"], header.get("kid")

    def _claims(self, token: str, key: PublicKey, algorithm: str) -> Mapping[str, Any]:
        settings = self._settings
        try:
            return jwt.decode(
                token,
                key,
                # What the settings allow and what the key is for, never what the token wishes.
                algorithms=[algorithm],
                issuer=settings.issuer,
                audience=settings.audience,
                leeway=settings.leeway,
                options={"require": ["exp", "iss", "aud", settings.user_claim]},
            )
        except jwt.ExpiredSignatureError:
            message = "The token has expired; get a new one."
            raise Refused(Problem(StatusCode.UNAUTHENTICATED, "TOKEN_EXPIRED", message)) from None
        except jwt.MissingRequiredClaimError as error:
            refuse_token(f"it lacks the claim {error.claim}")
        except jwt.PyJWTError as error:
            refuse_token(_WHY.get(type(error), "it is no JSON Web Token"))

    def _user(self, claims: Mapping[str, Any]) -> str:
        user = claims[self._settings.user_claim]
        if not isinstance(user, str) or user == ME or not is_user_id(user):
            refuse_token(f"its claim {self._settings.user_claim} is no user id, 1 to 128 of A-Z a-z 0-9 . _ @ + -")
        return user
