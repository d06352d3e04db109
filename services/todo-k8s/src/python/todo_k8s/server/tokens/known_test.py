import pytest

from todo_k8s.server.tokens import known
from todo_k8s.server.tokens.key_set import KeySet, key_set_of
from todo_k8s.server.tokens.known import KnownTokens
from todo_k8s.server.tokens.testing_provider import key_set

ALICE = "header.claims.signature"


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def keys() -> KeySet:
    return key_set_of(key_set(), ["RS256"])


def test_a_token_is_known_until_it_expires() -> None:
    clock, these = Clock(), keys()
    tokens = KnownTokens(clock)
    assert tokens.user_of(ALICE, these) is None
    tokens.keep(ALICE, these, "ann", 1_010.0)
    assert tokens.user_of(ALICE, these) == "ann"
    assert tokens.user_of(ALICE + "x", these) is None
    clock.now = 1_010.0
    assert tokens.user_of(ALICE, these) is None


def test_keys_that_were_fetched_since_have_not_verified_it() -> None:
    these = keys()
    tokens = KnownTokens(Clock())
    tokens.keep(ALICE, these, "ann", 1_010.0)
    assert tokens.user_of(ALICE, keys()) is None
    assert tokens.user_of(ALICE, None) is None


def test_memory_is_bounded_and_what_was_shown_last_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "MAX_TOKENS", 2)
    these = keys()
    tokens = KnownTokens(Clock())
    for user in ("ann", "bob"):
        tokens.keep(user, these, user, 1_010.0)
    tokens.user_of("ann", these)
    tokens.keep("cid", these, "cid", 1_010.0)
    assert [tokens.user_of(user, these) for user in ("ann", "bob", "cid")] == ["ann", None, "cid"]
