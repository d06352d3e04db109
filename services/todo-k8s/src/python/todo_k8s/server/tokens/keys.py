"""The keys in force: fetched in the background, and once more when a token names one that is not known."""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Collection

from grpc import StatusCode

from grpc_service.status import Problem
from todo_k8s.server.refusal import Refused
from todo_k8s.server.tokens.key_set import KeySet, NoKey, NoKeySet, PublicKey, key_set_of
from todo_k8s.server.tokens.key_source import KeySource, KeysUnavailable

_log = logging.getLogger(__name__)

EVERY_SECONDS = 300.0
AT_MOST_EVERY_SECONDS = 10.0
"""However many tokens name keys that are not known: what they name, anyone can make up."""


class Keys:
    """While a provider does not answer, the keys that it gave last stay in force. A key set without them takes them
    back, also one that is empty: then nobody is let in."""

    def __init__(
        self, source: KeySource, algorithms: Collection[str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._source = source
        self._algorithms = algorithms
        self._clock = clock
        self._set: KeySet | None = None
        self._failure = ""
        self._began = -math.inf
        self._fetch: asyncio.Task[None] | None = None

    @property
    def current(self) -> KeySet | None:
        """Is another one after each fetch."""
        return self._set

    async def find(self, kid: str | None, algorithm: str) -> PublicKey | None:
        """None for a key that the provider does not have. Raises Refused where that cannot be known now."""
        if found := self._find(kid, algorithm):
            return found
        if not (self._set and kid is not None and self._set.knows(kid)):
            await self.refresh()
        found = self._find(kid, algorithm)
        if found is None and (self._set is None or self._failure):
            message = "The keys that tokens are verified with cannot be had at the moment; repeat the call."
            raise Refused(Problem(StatusCode.UNAVAILABLE, "IDENTITY_UNAVAILABLE", message))
        return found

    def _find(self, kid: str | None, algorithm: str) -> PublicKey | None:
        return self._set.find(kid, algorithm) if self._set else None

    async def ping(self) -> None:
        """Raises KeysUnavailable as long as there never were any."""
        if self._set is None:
            raise KeysUnavailable(f"no keys from {self._source}: {self._failure or 'not fetched yet'}")

    async def follow(self) -> None:
        """Refreshes for ever."""
        while True:
            await self.refresh()
            await asyncio.sleep(AT_MOST_EVERY_SECONDS if self._failure else EVERY_SECONDS)

    async def refresh(self) -> None:
        """Fetches them, unless that was tried a moment ago; all that wait share one fetch."""
        if self._fetch is None or self._fetch.done():
            if self._clock() - self._began < AT_MOST_EVERY_SECONDS:
                return
            self._began = self._clock()
            self._fetch = asyncio.create_task(self._fetch_now())
        # Who gives up waiting must not take the others' keys.
        await asyncio.shield(self._fetch)

    async def _fetch_now(self) -> None:
        try:
            self._set = key_set_of(await self._source.fetch(), self._algorithms)
            self._failure = ""
        except NoKey as error:
            self._failure = str(error)
            back = "; those it gave before are taken back" if self._set else ""
            self._set = self._set and KeySet(())
            _log.error("no keys from %s: %s%s. To fix, see what it publishes", self._source, error, back)
        except (KeysUnavailable, NoKeySet) as error:
            self._failure = str(error)
            stay = "; those it gave before stay in force" if self._set else ""
            _log.warning("no keys from %s: %s%s", self._source, error, stay)

    async def close(self) -> None:
        if self._fetch:
            self._fetch.cancel()
            await asyncio.wait({self._fetch})
        await self._source.close()
