from pathlib import Path

import pytest

from todo_k8s.client.failure import Failure
from todo_k8s.client.profiles import config_path, of_profile
from todo_k8s.client.settings import Sourced

FILE = """
[profile.default]
list = "home"

[profile.work]
server = "todo.example.com:8081"
list = "office"
output = "json"
timeout = 30
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(FILE)
    return path


def test_a_profile_has_what_it_says_and_nothing_of_another(config: Path) -> None:
    source = f"{config}, profile.work"
    assert of_profile(str(config), "work") == {
        "server": Sourced("todo.example.com:8081", source),
        "list": Sourced("office", source),
        "output": Sourced("json", source),
        "timeout": Sourced(30.0, source),
    }


def test_where_none_is_named_default_holds(config: Path) -> None:
    assert of_profile(str(config), None) == {"list": Sourced("home", f"{config}, profile.default")}


def test_no_file_is_no_fault_until_a_profile_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    assert of_profile(str(path), None) == {}
    with pytest.raises(Failure, match="no profile 'work'; it has none. To fix, add \\[profile.work\\]"):
        of_profile(str(path), "work")


def test_a_profile_that_is_not_there_is_told_with_those_that_are(config: Path) -> None:
    with pytest.raises(Failure, match="no profile 'wrok'; it has default, work"):
        of_profile(str(config), "wrok")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[profile.a", "not TOML: "),
        ("\xff", "not TOML: "),
        ("server = 'h:1'", "server means nothing here; settings stand under [profile.NAME]"),
        ("profile = 1", "profile is no table; write [profile.NAME]"),
        ("[profile]\nserver = 'h:1'", "profile.server is no table; write [profile.server] or [profile.default]"),
        (
            "[profile.a]\nsever = 'h:1'",
            "profile.a.sever means nothing; the keys are server, list, output, timeout, "
            "tls, ca_file, tls_name, token_file, token_command",
        ),
        ("[profile.a]\nserver = 1", "profile.a.server is 1; give a text in quotes, such as '127.0.0.1:8081'"),
        ("[profile.a]\nlist = ''", "profile.a.list is ''; give a text in quotes, such as 'inbox'"),
        ("[profile.a]\noutput = 'xml'", "profile.a.output is 'xml'; give one of table, json, ndjson, yaml, csv, name"),
        ("[profile.a]\ntimeout = '9'", "profile.a.timeout is '9'; give seconds, a number above 0 such as 10"),
        ("[profile.a]\ntimeout = true", "profile.a.timeout is True; give seconds, a number above 0 such as 10"),
        ("[profile.a]\ntimeout = -1", "profile.a.timeout is -1; give seconds, a number above 0 such as 10"),
    ],
)
def test_what_is_wrong_is_told_with_file_key_and_fix(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(Failure) as wrong:
        of_profile(str(path), None)
    assert str(wrong.value).startswith(f"{path}: {problem}")
    assert wrong.value.exit_code == 2


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("colour = 1\n[profile.a]\nsever = 'h:1'\ntimeout = 0\n")
    with pytest.raises(Failure) as wrong:
        of_profile(str(path), None)
    assert [line.removeprefix(f"{path}: ").split(" ")[0] for line in str(wrong.value).splitlines()] == [
        "colour",
        "profile.a.sever",
        "profile.a.timeout",
    ]


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="Is a directory"):
        of_profile(str(tmp_path), None)


@pytest.mark.parametrize("folder", ["", "relative/folder"])
def test_only_an_absolute_folder_of_xdg_counts(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/kim")
    assert config_path({"XDG_CONFIG_HOME": folder}) == "/home/kim/.config/todo-k8s/config.toml"
    assert config_path({"XDG_CONFIG_HOME": "/etc/xdg"}) == "/etc/xdg/todo-k8s/config.toml"
