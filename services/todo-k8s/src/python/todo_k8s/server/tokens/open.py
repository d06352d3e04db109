"""Identity by tokens, as a server opens it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from grpc_service.requests import Context
from todo_k8s.domain.model import Principal
from todo_k8s.server.identity_settings import TokenSettings
from todo_k8s.server.tokens.bearer import token_of
from todo_k8s.server.tokens.key_source import KeysUnavailable, source_of
from todo_k8s.server.tokens.keys import Keys
from todo_k8s.server.tokens.verifier import Verifier
from todo_k8s.storage.setup_error import SetupError


@dataclass(frozen=True, slots=True)
class Tokens:
    keys: Keys
    verifier: Verifier

    async def identify(self, context: Context) -> Principal:
        """Raises Refused."""
        return Principal(await self.verifier.user_of(token_of(context)))


@asynccontextmanager
async def open_tokens(settings: TokenSettings) -> AsyncIterator[Tokens]:
    """Raises SetupError for a file without keys. A provider that does not answer may do so later: it is asked on."""
    keys = Keys(source_of(settings.jwks), settings.algorithms)
    if isinstance(settings.jwks, Path):
        await _require(keys)
    following = asyncio.create_task(keys.follow())
    try:
        yield Tokens(keys, Verifier(settings, keys))
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
        await keys.close()


async def _require(keys: Keys) -> None:
    await keys.refresh()
    try:
        await keys.ping()
    except KeysUnavailable as error:
        raise SetupError(f"{error}. To fix, write a JSON Web Key Set there, or set TODO_JWT_JWKS.") from None
