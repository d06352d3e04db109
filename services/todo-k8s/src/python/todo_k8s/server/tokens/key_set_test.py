import json
from collections.abc import Mapping
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from jwt.algorithms import RSAAlgorithm

from todo_k8s.server.identity_settings import ALGORITHMS
from todo_k8s.server.tokens.key_set import KeySet, NoKey, NoKeySet, key_set_of
from todo_k8s.server.tokens.testing_provider import key_of, key_set, public_jwk


def keys_of(*keys: Mapping[str, object]) -> KeySet:
    return key_set_of(key_set(*keys), ALGORITHMS)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_key_is_found_by_its_id_and_algorithm(algorithm: str) -> None:
    found = keys_of(public_jwk("one", algorithm), public_jwk("two"))
    assert found.find("one", algorithm) == key_of("one", algorithm).public_key()
    assert found.find("three", algorithm) is None


def test_a_key_verifies_only_what_it_is_for() -> None:
    found = keys_of(public_jwk("one"), public_jwk("curve", "ES256"), public_jwk("pinned", alg="RS512"))
    assert found.find("one", "ES256") is None
    assert found.find("curve", "RS256") is None
    assert found.find("curve", "ES384") is None
    assert found.find("pinned", "RS256") is None
    assert found.find("pinned", "RS512") is not None


def test_without_an_id_the_only_key_of_the_algorithm_is_meant() -> None:
    found = keys_of(public_jwk("one"), public_jwk("curve", "ES256"))
    assert found.find(None, "RS256") == key_of("one").public_key()
    assert keys_of(public_jwk("one"), public_jwk("two")).find(None, "RS256") is None


def test_keys_that_are_not_for_signatures_or_too_weak_or_shared_are_passed_over() -> None:
    weak = RSAAlgorithm.to_jwk(rsa.generate_private_key(65_537, 1_024).public_key(), as_dict=True)
    shared = {"kty": "oct", "k": "c2VjcmV0", "kid": "shared", "alg": "HS256"}
    broken = {"kty": "RSA", "n": "!", "e": "AQAB", "kid": "broken"}
    found = keys_of(public_jwk("enc", use="enc"), {**weak, "kid": "weak"}, shared, broken, public_jwk("good"))
    assert [kid for kid in ("enc", "weak", "shared", "broken", "good") if found.knows(kid)] == ["good"]


def test_of_a_private_key_the_public_part_alone_is_read() -> None:
    private = RSAAlgorithm.to_jwk(key_of("one"), as_dict=True)  # type: ignore[call-overload]
    assert keys_of({**private, "kid": "one"}).find("one", "RS256") == key_of("one").public_key()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "it is no JSON Web Key Set"),
        (b"\xff", "it is no JSON Web Key Set"),
        (b"[]", "it is no JSON Web Key Set"),
        (b'{"keys": 1}', "it is no JSON Web Key Set"),
        (b'{"keys": ' + b"[" * 100_000, "it is no JSON Web Key Set"),
    ],
)
def test_what_is_no_key_set_is_refused(raw: bytes, said: str) -> None:
    with pytest.raises(NoKeySet) as caught:
        key_set_of(raw, ["RS256"])
    assert str(caught.value) == said


@pytest.mark.parametrize("raw", [b'{"keys": []}', b'{"keys": [1]}', key_set(public_jwk("curve", "ES256"))])
def test_a_key_set_without_a_key_for_the_algorithms_is_told_apart(raw: bytes) -> None:
    with pytest.raises(NoKey, match="it has no public key for RS256"):
        key_set_of(raw, ["RS256"])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["RSA", "EC", "OKP", "P-256"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["kty", "n", "e", "crv", "x", "y", "kid", "alg", "use"]), inner, max_size=7)
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(JSON)
def test_no_key_set_is_too_much(key: object) -> None:
    with suppress(NoKey, NoKeySet):
        key_set_of(json.dumps({"keys": [key]}).encode(), ALGORITHMS)
