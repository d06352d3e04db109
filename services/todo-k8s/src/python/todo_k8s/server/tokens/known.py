"""Tokens that were found good a moment ago: to verify one again takes as long as a fifth of a call."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from todo_k8s.server.tokens.key_set import KeySet

MAX_TOKENS = 10_000
"""Whichever was shown longest ago is forgotten first, and verified again."""


@dataclass(frozen=True, slots=True)
class _Known:
    user: str
    until: float
    keys: KeySet


class KnownTokens:
    """Knows them by their digests, until they expire, and as long as the keys are those they were verified by: of a key
    that was taken back, no token stays known."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._tokens: OrderedDict[bytes, _Known] = OrderedDict()

    def user_of(self, token: str, keys: KeySet | None) -> str | None:
        digest = _digest(token)
        known = self._tokens.get(digest)
        if known is None or known.keys is not keys or self._clock() >= known.until:
            return None
        self._tokens.move_to_end(digest)
        return known.user

    def keep(self, token: str, keys: KeySet, user: str, until: float) -> None:
        """`until` is a time of the clock."""
        digest = _digest(token)
        self._tokens[digest] = _Known(user, until, keys)
        self._tokens.move_to_end(digest)
        if len(self._tokens) > MAX_TOKENS:
            self._tokens.popitem(last=False)


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
