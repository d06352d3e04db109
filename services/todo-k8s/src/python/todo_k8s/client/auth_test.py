"""Tokens and TLS, against a real server that asks for both; what is secret is in nothing that a command writes."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grpc_service.testing_certificate import write_certificate
from todo_k8s.client.testing import Ran, Todo, serving
from todo_k8s.server.tokens.testing_provider import AUDIENCE, ISSUER, key_set, token

ANN = token("ann")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What the environment has to say to reach it."""
    folder = tmp_path_factory.mktemp("server")
    files, keys = write_certificate(folder), folder / "keys.json"
    keys.write_bytes(key_set())
    jwt = {"TODO_IDENTITY": "jwt", "TODO_JWT_ISSUER": ISSUER, "TODO_JWT_AUDIENCE": AUDIENCE}
    tls = {"TODO_TLS_CERTIFICATE": str(files.certificate), "TODO_TLS_KEY": str(files.key)}
    with serving(folder, **jwt, TODO_JWT_JWKS=str(keys), **tls) as address:
        yield {"TODO_SERVER": address, "TODO_TLS": "true", "TODO_CA_FILE": str(files.certificate)}


@pytest.fixture
def todo(served: dict[str, str], tmp_path: Path) -> Todo:
    return Todo({**served, "TODO_TOKEN": ANN, "HOME": str(tmp_path)})


def written(ran: Ran, *secrets: str) -> str:
    """All that it wrote."""
    text = ran.stdout + ran.stderr
    assert [part for secret in secrets for part in secret.split(".") if part and part in text] == []
    return text


def test_who_has_a_token_has_lists_of_his_own(todo: Todo) -> None:
    todo.add("Milk")
    assert todo.titles() == ["Milk"]
    assert "there is no list" in todo("ls", TODO_TOKEN=token("bob"), expect=3).stderr


def test_auth_says_who_one_is(todo: Todo) -> None:
    todo.add("Milk")
    told = written(todo("auth"), ANN)
    for line in (
        "token     TODO_TOKEN\n",
        "subject   ann\n",
        f"issuer    {ISSUER}\n",
        "(TLS)\n",
        "accepted  yes\n",
        "user      users/ann\n",
    ):
        assert line in told
    assert "minutes)\n" in told
    fields = json.loads(written(todo("auth", "-o", "json"), ANN))
    assert (fields["accepted"], fields["user"], fields["claims"]) == (
        True,
        "users/ann",
        {"sub": "ann", "iss": ISSUER, "aud": AUDIENCE},
    )


@pytest.mark.parametrize(
    ("shown", "sentence", "reason"),
    [
        ("", "the server asks who you are. To fix, give a token: TODO_TOKEN, or token_file or", "TOKEN_MISSING"),
        (
            token(exp=int(time.time()) - 3_600),
            "the token has expired. To fix, get a new one for TODO_",
            "TOKEN_EXPIRED",
        ),
        (token(aud="other"), "the server does not take the token of TODO_TOKEN: ", "TOKEN_INVALID"),
        ("no-jwt", "the server does not take the token of TODO_TOKEN: ", "TOKEN_INVALID"),
    ],
    ids=["none", "expired", "for another", "rubbish"],
)
def test_a_token_that_is_not_taken_is_told_with_the_way_out(todo: Todo, shown: str, sentence: str, reason: str) -> None:
    said = written(todo("ls", TODO_TOKEN=shown, expect=6), shown)
    assert said.startswith(f"todo: {sentence}")
    assert reason in said
    status = json.loads(written(todo("ls", "-o", "json", TODO_TOKEN=shown, expect=6), shown))
    assert status["details"][0]["reason"] == reason
    asked = todo("auth", TODO_TOKEN=shown, expect=6)
    assert "accepted  no\n" in asked.stdout
    assert sentence in written(asked, shown)


def test_a_profile_names_the_file(todo: Todo, tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text(ANN)
    secret.chmod(0o600)
    config = tmp_path / ".config/todo-k8s/config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('[profile.default]\ntoken_file = "~/token"\n')
    assert f"token     token_file ~/token ({config}, profile.default)\n" in todo("auth", TODO_TOKEN="").stdout
    assert "token_file  ~/token" in written(todo("config", TODO_TOKEN=""), ANN)
    assert "token       (not shown)" in written(todo("config"), ANN)
    config.write_text('[profile.default]\ntoken_file = "~/token"\ntoken_command = "x"\n')
    assert "are both there" in todo("ls", expect=2).stderr


def test_a_token_does_not_leave_the_machine_in_plaintext(todo: Todo) -> None:
    server = {"TODO_TLS": "false", "TODO_CA_FILE": "", "TODO_SERVER": "192.0.2.1:8081"}
    said = written(todo("ls", **server, expect=2), ANN)
    assert said.startswith("todo: the token (TODO_TOKEN) is not sent to 192.0.2.1:8081 in plaintext")


def test_what_is_wrong_with_tls_is_told(todo: Todo, tmp_path: Path) -> None:
    assert "is of no authority that is trusted" in todo("ls", TODO_CA_FILE="", expect=8).stderr
    other = str(write_certificate(tmp_path).certificate)
    assert "is of no authority that is trusted" in todo("ls", TODO_CA_FILE=other, expect=8).stderr
    assert "nothing answers at" in todo("ls", TODO_TLS="false", TODO_CA_FILE="", expect=8).stderr
    assert "ca_file is for TLS, which is off" in todo("ls", TODO_TLS="false", expect=2).stderr
    named = {"TODO_TLS": "false", "TODO_CA_FILE": "", "TODO_TLS_NAME": "localhost"}
    assert "tls_name is for TLS, which is off" in todo("ls", **named, expect=2).stderr
    # The address is the same; what its certificate must name is not.
    assert todo("list", "ls", TODO_TLS_NAME="localhost").stdout == todo("list", "ls").stdout
    todo("list", "ls", TODO_TLS_NAME="todo-k8s", expect=8)
    assert "has no certificate in PEM" in todo("ls", TODO_CA_FILE="/dev/null", expect=2).stderr
    assert "TODO_TLS is 'yes'; write true or false" in todo("ls", TODO_TLS="yes", expect=2).stderr


def test_who_calls_too_often_waits(tmp_path: Path) -> None:
    """A call every two seconds, where to add a task takes two calls at once."""
    with serving(tmp_path, TODO_RATE_LIMIT="0.5") as address:
        hasty = Todo({"TODO_SERVER": address, "HOME": str(tmp_path)})
        hasty("list", "create", "inbox")
        hasty.add("Milk")
    assert "RATE_LIMITED" in (tmp_path / "server.log").read_text()


def test_a_server_that_asks_for_nothing(address: str, tmp_path: Path) -> None:
    plain = Todo({"TODO_SERVER": address, "HOME": str(tmp_path)})
    assert "accepted  yes; the server asks nobody who they are\n" in plain("auth").stdout
    assert "does not speak TLS" in plain("ls", TODO_TLS="true", expect=8).stderr


def test_a_variable_that_is_no_text_is_named_and_not_shown(todo: Todo) -> None:
    assert todo("ls", TODO_TOKEN="se\udce9cret", expect=2).stderr.endswith("Error: TODO_TOKEN is not UTF-8\n")
