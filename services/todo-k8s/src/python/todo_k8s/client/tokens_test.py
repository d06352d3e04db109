"""Where a token comes from; that it is shown nowhere is seen beside each."""

import os
import sys
from pathlib import Path

import pytest

from todo_k8s.client.failure import Failure
from todo_k8s.client.settings import Settings
from todo_k8s.client.tokens import Tokens

SECRET = "eyJh.c2VjcmV0.x-_"
SOURCE = "config.toml, profile.work"


def of(environ: dict[str, str] | None = None, **said: object) -> Tokens:
    settings = Settings("127.0.0.1:8081", "inbox", "table", 10, token_source=SOURCE, **said)  # type: ignore[arg-type]
    return Tokens(settings, environ or {})


def refusal(tokens: Tokens) -> str:
    with pytest.raises(Failure) as refused:
        tokens.token()
    assert refused.value.exit_code == 2
    return str(refused.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text(f"{SECRET}\n")
    path.chmod(0o600)
    return path


def command(code: str) -> str:
    return f"'{sys.executable}' -c \"{code}\""


def test_a_variable_goes_before_what_a_profile_says(file: Path) -> None:
    tokens = of({"TODO_TOKEN": f" {SECRET} "}, token_file=str(file) + "-not")
    assert (tokens.source, tokens.token()) == ("TODO_TOKEN", SECRET)
    assert not tokens.renew()


def test_without_any_there_is_none() -> None:
    assert (of({"TODO_TOKEN": ""}).source, of().token()) == ("", "")


def test_a_file_that_is_mine_alone(file: Path) -> None:
    tokens = of(token_file=str(file))
    assert (tokens.source, tokens.token()) == (f"token_file {file} ({SOURCE})", SECRET)
    file.write_text("another")
    assert tokens.token() == SECRET
    assert tokens.renew()
    assert tokens.token() == "another"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o700])
def test_a_file_that_others_can_get_at_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)
    said = refusal(of(token_file=str(file)))
    assert said.startswith(f"token_file {file} has mode 0{mode:o}: others can get at it. To fix, run: chmod 600 {file}")


def test_a_file_of_somebody_else_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    said = refusal(of(token_file=str(file)))
    assert said == f"token_file {file} is not yours. To fix, make a copy that is, with: chmod 600"


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    assert refusal(of(token_file=str(tmp_path / "no"))) == f"token_file {tmp_path}/no: No such file or directory"
    assert "Is a directory" in refusal(of(token_file=str(tmp_path)))
    assert refusal(of(token_file="/dev/null")) == "token_file /dev/null is no file"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)
    assert refusal(of(token_file=str(pipe))) == f"token_file {pipe} is no file"


def test_a_command_is_run_once_and_by_no_shell(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    tokens = of(token_command=command(f"open('{ran}', 'a').write('x'); print('{SECRET}')"))
    assert [tokens.token(), tokens.token()] == [SECRET, SECRET]
    assert ran.read_text() == "x"
    assert of(token_command="echo $HOME").source == f"token_command ({SOURCE})"
    assert refusal(of(token_command="echo $HOME|cat")).endswith(
        "is no token: one is a single word of letters, digits and -._~+/="
    )


def test_what_a_command_says_is_for_people(capfd: pytest.CaptureFixture[str]) -> None:
    fails = command("import sys; sys.exit('not logged in')")
    said = refusal(of(token_command=fails))
    assert said == f"token_command exited with 1: {fails}"
    assert capfd.readouterr().err == "not logged in\n"
    settings = Settings("127.0.0.1:8081", "inbox", "json", 10, token_command=fails)
    assert refusal(Tokens(settings, {})).endswith(": not logged in")
    assert capfd.readouterr().err == ""


def test_a_command_that_cannot_be_run_or_does_not_end_is_told() -> None:
    assert "cannot be run: [Errno 2]" in refusal(of(token_command="/there/is/no such"))
    assert "cannot be run: No closing quotation" in refusal(of(token_command="echo 'x"))
    waits = command("import time; time.sleep(60)")
    assert "has not ended within 0.2 s" in refusal(of(token_command=waits, token_patience=0.2))


@pytest.mark.parametrize("text", ["", "two words", "x\ny", "tökén", "a\x00b"])
def test_what_is_no_token_is_refused_and_not_shown(file: Path, text: str) -> None:
    file.write_text(text)
    said = refusal(of(token_file=str(file)))
    assert said.startswith(f"what token_file {file} ({SOURCE}) gives is ")
    assert not text or text not in said
