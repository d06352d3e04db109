import base64
import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from grpc import StatusCode
from hypothesis import given, settings
from hypothesis import strategies as st

from todo_k8s.server.identity_settings import ALGORITHMS
from todo_k8s.server.refusal import Refused
from todo_k8s.server.tokens.key_source import source_of
from todo_k8s.server.tokens.keys import Keys
from todo_k8s.server.tokens.known import KnownTokens
from todo_k8s.server.tokens.testing_provider import key_of, key_set, public_jwk, token, token_settings
from todo_k8s.server.tokens.verifier import Verifier

HEADER, HMAC_HEADER = b'{"alg":"RS256","kid":"one"}', b'{"alg":"HS256","kid":"one"}'


@pytest.fixture
def jwks(tmp_path: Path) -> Path:
    path = tmp_path / "jwks.json"
    path.write_bytes(key_set(public_jwk("one"), *(public_jwk(each, each) for each in ALGORITHMS)))
    return path


def verifier(jwks: Path, **settings: Any) -> Verifier:
    wanted = token_settings(jwks, **settings)
    return Verifier(wanted, Keys(source_of(jwks), wanted.algorithms))


async def refusal(jwks: Path, shown: str, **settings: Any) -> str:
    """What the caller hears, with the reason in front. None of the token is in it."""
    with pytest.raises(Refused) as caught:
        await verifier(jwks, **settings).user_of(shown)
    problem = caught.value.problem
    assert problem.code is StatusCode.UNAUTHENTICATED
    assert not any(part and part in problem.message for part in shown.split("."))
    return f"{problem.reason}: {problem.message}"


def of_now(**seconds: float) -> dict[str, Any]:
    return {claim: int(time.time() + offset) for claim, offset in seconds.items()}


@pytest.mark.parametrize("algorithm", ALGORITHMS)
async def test_a_token_with_a_good_signature_says_who_calls(jwks: Path, algorithm: str) -> None:
    shown = token("ann@example.com", algorithm, algorithm)
    assert await verifier(jwks, algorithms=(algorithm,)).user_of(shown) == "ann@example.com"


async def test_the_user_may_stand_in_another_claim(jwks: Path) -> None:
    shown = token("auth0|1234", email="ann@example.com")
    assert await verifier(jwks, user_claim="email").user_of(shown) == "ann@example.com"


async def test_an_audience_may_be_one_of_several(jwks: Path) -> None:
    assert await verifier(jwks).user_of(token(aud=["other", "todo"])) == "ann"


async def test_clocks_may_be_apart_but_no_further_than_the_settings_say(jwks: Path) -> None:
    near = [of_now(exp=-20), of_now(nbf=20), of_now(iat=20)]
    assert [await verifier(jwks).user_of(token(**claims)) for claims in near] == ["ann"] * 3
    assert await refusal(jwks, token(**of_now(exp=-40))) == "TOKEN_EXPIRED: The token has expired; get a new one."
    assert (await refusal(jwks, token(**of_now(nbf=40)))).endswith("it holds from a later time on.")
    assert (await refusal(jwks, token(**of_now(iat=40)))).endswith("it holds from a later time on.")
    assert (await refusal(jwks, token(**of_now(exp=-5)), leeway=0.0)).startswith("TOKEN_EXPIRED")


async def test_a_token_is_verified_anew_by_keys_that_are_new(jwks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("todo_k8s.server.tokens.keys.AT_MOST_EVERY_SECONDS", 0)
    wanted, shown = token_settings(jwks), token()
    keys = Keys(source_of(jwks), wanted.algorithms)
    verifying = Verifier(wanted, keys)
    assert [await verifying.user_of(shown) for _ in range(2)] == ["ann", "ann"]
    take_key_back(jwks)
    await keys.refresh()
    with pytest.raises(Refused):
        await verifying.user_of(shown)


def take_key_back(jwks: Path) -> None:
    jwks.write_bytes(key_set(public_jwk("two")))


async def test_a_token_is_known_for_as_long_as_it_is_good(jwks: Path) -> None:
    now, end = 0.0, of_now(exp=60)["exp"]
    known, wanted = KnownTokens(lambda: now), token_settings(jwks)
    keys, shown = Keys(source_of(jwks), wanted.algorithms), token(exp=end)
    await Verifier(wanted, keys, known).user_of(shown)
    now = end + 29.0
    assert known.user_of(shown, keys.current) == "ann"
    now = end + 30.0
    assert known.user_of(shown, keys.current) is None


async def test_a_token_may_be_good_for_longer_than_anyone_can_count(jwks: Path) -> None:
    claims = jwt.decode(token(), options={"verify_signature": False})
    assert await verifier(jwks).user_of(signed({**claims, "exp": 10**400})) == "ann"


REFUSED: dict[str, tuple[Callable[[], str], str]] = {
    "issuer": (lambda: token(iss="https://evil.example.com/"), "it is by another issuer"),
    "issuer's slash": (lambda: token(iss="https://id.example.com"), "it is by another issuer"),
    "audience": (lambda: token(aud="other"), "it is for another audience"),
    "no issuer": (lambda: token(iss=None), "it lacks the claim iss"),
    "no audience": (lambda: token(aud=None), "it lacks the claim aud"),
    "no end": (lambda: token(exp=None), "it lacks the claim exp"),
    "no user": (lambda: token(sub=None), "it lacks the claim sub"),
    "end that is no time": (lambda: token(exp="soon"), "it is no JSON Web Token"),
    "beginning that is no time": (lambda: token(iat=[]), "it is no JSON Web Token"),
    "end without end": (lambda: token(exp=float("inf")), "it is no JSON Web Token"),
    "user that is me": (lambda: token("me"), "its claim sub is no user id, 1 to 128 of A-Z a-z 0-9 . _ @ + -"),
    "user with a slash": (lambda: token("a/b"), "its claim sub is no user id, 1 to 128 of A-Z a-z 0-9 . _ @ + -"),
    "user that is empty": (lambda: token(""), "its claim sub is no user id, 1 to 128 of A-Z a-z 0-9 . _ @ + -"),
    "user that is long": (lambda: token("a" * 129), "its claim sub is no user id, 1 to 128 of A-Z a-z 0-9 . _ @ + -"),
    "user with a line": (lambda: token("ann\n"), "its claim sub is no user id, 1 to 128 of A-Z a-z 0-9 . _ @ + -"),
    "another's key": (lambda: resigned("two"), "its signature is not by the provider's key"),
    "key not known": (lambda: token(kid="stranger"), "the provider has no such key"),
    "algorithm": (lambda: token(kid="ES256", algorithm="ES256"), "it is not signed with RS256"),
    "algorithm of the same key": (lambda: token(algorithm="RS512"), "it is not signed with RS256"),
    "none": (lambda: unsigned("none"), "it is not signed with RS256"),
    "None": (lambda: unsigned("None"), "it is not signed with RS256"),
    "HMAC with the public key": (lambda: signed_with_public_key(), "it is not signed with RS256"),
    "no signature": (lambda: token().rpartition(".")[0] + ".", "its signature is not by the provider's key"),
    "other claims": (lambda: with_claims(sub="bob"), "its signature is not by the provider's key"),
    "critical header": (lambda: with_header(crit=["x"], x=1), "it is no JSON Web Token"),
    "kid that is no text": (lambda: raw(b'{"alg":"RS256","kid":7}'), "it is no JSON Web Token"),
    "empty": (lambda: "", "it is no JSON Web Token"),
    "opaque": (lambda: "ya29.a0AfH6SMBx", "it is no JSON Web Token"),
    "header that nests": (lambda: raw(b'{"alg":' + b"[" * 3_000), "it is no JSON Web Token"),
    "header that is no object": (lambda: raw(b"[]"), "it is no JSON Web Token"),
}


def resigned(by: str) -> str:
    claims = jwt.decode(token(), options={"verify_signature": False})
    return jwt.encode(claims, key_of(by), "RS256", {"kid": "one"})


def unsigned(algorithm: str) -> str:
    _, claims, _ = token().split(".")
    return f"{encoded(json.dumps({'alg': algorithm, 'kid': 'one'}).encode())}.{claims}."


def signed_with_public_key() -> str:
    """As where a verifier takes the algorithm from the token, and the provider's public key for a shared secret."""
    secret = key_of("one").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    claims = jwt.decode(token(), options={"verify_signature": False})
    start = f"{encoded(HMAC_HEADER)}.{encoded(json.dumps(claims).encode())}"
    signature = jwt.get_algorithm_by_name("HS256").sign(start.encode(), secret)
    return f"{start}.{encoded(signature)}"


def with_claims(**claims: object) -> str:
    header, old, signature = token().split(".")
    changed = {**json.loads(base64.urlsafe_b64decode(old + "==")), **claims}
    return f"{header}.{encoded(json.dumps(changed).encode())}.{signature}"


def with_header(**fields: object) -> str:
    claims = jwt.decode(token(), options={"verify_signature": False})
    return jwt.encode(claims, key_of("one"), "RS256", {"kid": "one", **fields})


def raw(header: bytes) -> str:
    _, claims, signature = token().split(".")
    return f"{encoded(header)}.{claims}.{signature}"


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


@pytest.mark.parametrize("case", REFUSED)
async def test_what_does_not_prove_who_calls_is_refused(jwks: Path, case: str) -> None:
    make, why = REFUSED[case]
    assert await refusal(jwks, make()) == f"TOKEN_INVALID: The token is not accepted: {why}."


@settings(deadline=None)
@given(data=st.data())
async def test_no_token_is_too_much(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever stands in a token, also one that is signed, it is accepted or refused."""
    path = tmp_path_factory.getbasetemp() / "jwks.json"
    if not path.exists():
        path.write_bytes(key_set())
    values = (
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.text(), max_size=2)
    )
    claims = data.draw(st.dictionaries(st.sampled_from(["iss", "aud", "sub", "exp", "nbf", "iat", "jti"]), values))
    shown = data.draw(st.text(max_size=60) | st.just(signed(claims)))
    with suppress(Refused):
        await verifier(path).user_of(shown)


def signed(claims: Mapping[str, object]) -> str:
    """Without PyJWT, which would refuse to sign some."""
    start = f"{encoded(HEADER)}.{encoded(json.dumps(claims).encode())}"
    signature = jwt.get_algorithm_by_name("RS256").sign(start.encode(), key_of("one"))
    return f"{start}.{encoded(signature)}"
