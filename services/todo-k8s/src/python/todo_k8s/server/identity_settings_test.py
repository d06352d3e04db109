from pathlib import Path

import pytest

from grpc_service.settings import SettingsError
from grpc_service.testing_certificate import write_certificate
from todo_k8s.server.identity_settings import IdentitySettings, TokenSettings
from todo_k8s.server.settings import Settings, read_settings

JWT = {
    "TODO_IDENTITY": "jwt",
    "TODO_JWT_ISSUER": "https://id.example.com/",
    "TODO_JWT_AUDIENCE": "todo",
    "TODO_JWT_JWKS": "https://id.example.com/jwks.json",
}


def read(**environ: str) -> Settings:
    return read_settings({}, {"HOME": "/home/ann", **environ})


def problems(**environ: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        read(**environ)
    return caught.value.problems


def test_without_any_setting_nobody_is_asked_who_they_are() -> None:
    assert read().identity == IdentitySettings(None, 0.0)


def test_tokens_need_three_settings_and_have_defaults_for_the_rest() -> None:
    assert read(**JWT).identity.tokens == TokenSettings(
        "https://id.example.com/", "todo", "https://id.example.com/jwks.json", ("RS256",), "sub", 30.0
    )
    own = read(
        **JWT | {"TODO_JWT_JWKS": "/etc/jwks.json"},
        TODO_JWT_ALGORITHMS="ES256, EdDSA",
        TODO_JWT_USER_CLAIM="email",
        TODO_JWT_LEEWAY="5",
        TODO_RATE_LIMIT="2.5",
    )
    tokens = TokenSettings("https://id.example.com/", "todo", Path("/etc/jwks.json"), ("ES256", "EdDSA"), "email", 5.0)
    assert own.identity == IdentitySettings(tokens, 2.5)


def test_what_is_missing_is_said_at_once_with_an_example() -> None:
    assert problems(TODO_IDENTITY="jwt", TODO_JWT_AUDIENCE="todo") == (
        "--jwt-issuer (TODO_JWT_ISSUER) is '': --identity is jwt; write it, for example https://id.example.com/.",
        "--jwt-jwks (TODO_JWT_JWKS) is '': --identity is jwt; write it, for example https://id.example.com/jwks.json.",
    )


def test_settings_of_tokens_that_nobody_asks_for_are_a_mistake() -> None:
    """A server whose operator forgot the one setting that matters would ask nobody."""
    assert problems(TODO_JWT_ISSUER="https://id.example.com/") == (
        "--jwt-issuer (TODO_JWT_ISSUER) is 'https://id.example.com/': no token is asked for; write --identity jwt too,"
        " or leave it out.",
    )


@pytest.mark.parametrize("algorithms", ["none", "HS256", "RS256,HS256", "rs256", "RS256,,", ","])
def test_only_signatures_that_a_public_key_verifies_are_accepted(algorithms: str) -> None:
    (problem,) = problems(**JWT, TODO_JWT_ALGORITHMS=algorithms)
    assert problem.endswith("PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, with commas between.")


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/jwks", "http://localhost/jwks", "http://[::1]:80/jwks"])
def test_keys_come_in_plain_sight_from_this_machine_only(url: str) -> None:
    tokens = read(**JWT | {"TODO_JWT_JWKS": url}).identity.tokens
    assert tokens and tokens.jwks == url
    (problem,) = problems(**JWT | {"TODO_JWT_JWKS": "http://id.example.com/jwks"})
    assert problem.endswith("write https: who could change the keys on their way could be anyone.")


@pytest.mark.parametrize(
    "url", ["ftp://id.example.com/jwks", "https://", "https://ann:secret@id.example.com/", "s3://x"]
)
def test_what_is_no_url_is_refused(url: str) -> None:
    (problem,) = problems(**JWT | {"TODO_JWT_JWKS": url})
    assert problem.endswith("write a URL such as https://id.example.com/jwks.json, or the path of a file.")


@pytest.mark.parametrize(("name", "value"), [("TODO_JWT_LEEWAY", "121"), ("TODO_RATE_LIMIT", "nan")])
def test_numbers_have_bounds(name: str, value: str) -> None:
    (problem,) = problems(**JWT, **{name: value})
    assert f"({name}) is '{value}': write a number of" in problem


def test_with_tokens_other_machines_may_come_if_there_is_tls(tmp_path: Path) -> None:
    files = write_certificate(tmp_path)
    tls = {"TODO_TLS_CERTIFICATE": str(files.certificate), "TODO_TLS_KEY": str(files.key)}
    there = JWT | {"TODO_LISTEN": "0.0.0.0:8081"}
    assert read(**there, **tls).server.tls == files
    assert read(**there, TODO_INSECURE_PLAINTEXT="true").server.tls is None
    assert problems(**there) == (
        "--listen (TODO_LISTEN) is '0.0.0.0:8081': tokens and to-dos would cross the network in plain sight; give"
        " --tls-certificate and --tls-key, or allow it with --insecure-plaintext (TODO_INSECURE_PLAINTEXT=true).",
    )


def test_without_tokens_tls_alone_lets_nobody_in_from_elsewhere(tmp_path: Path) -> None:
    files = write_certificate(tmp_path)
    (problem,) = problems(
        TODO_LISTEN="0.0.0.0:8081", TODO_TLS_CERTIFICATE=str(files.certificate), TODO_TLS_KEY=str(files.key)
    )
    assert "since nobody is asked who they are" in problem
