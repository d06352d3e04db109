"""Where settings come from, by the command that says so."""

import json
from pathlib import Path

import pytest

from todo_k8s.client.testing import Todo

FILE = """
[profile.default]
list = "home"
timeout = 5

[profile.work]
list = "office"
"""


@pytest.fixture
def todo(tmp_path: Path) -> Todo:
    (tmp_path / "todo-k8s").mkdir()
    (tmp_path / "todo-k8s/config.toml").write_text(FILE)
    return Todo({"XDG_CONFIG_HOME": str(tmp_path)})


def in_force(todo: Todo, *arguments: str, **environment: str) -> dict[str, tuple[object, str]]:
    told = json.loads(Todo(todo.environment | environment)("config", "-o", "json", *arguments).stdout)
    return {name: (each["value"], each["source"]) for name, each in told["settings"].items()}


def test_flag_before_variable_before_profile_before_built_in(todo: Todo, tmp_path: Path) -> None:
    found = in_force(todo, "--list", "trip", TODO_LIST="inbox", TODO_SERVER="h:1")
    assert found == {
        "server": ("h:1", "TODO_SERVER"),
        "list": ("trip", "--list"),
        "output": ("json", "--output"),
        "timeout": (5.0, f"{tmp_path}/todo-k8s/config.toml, profile.default"),
        "tls": (False, "built-in"),
    }
    assert in_force(todo, TODO_LIST="inbox")["list"] == ("inbox", "TODO_LIST")
    assert in_force(todo)["list"][0] == "home"
    assert in_force(todo)["server"] == ("127.0.0.1:8081", "built-in")


def test_a_profile_is_named_by_flag_before_variable(todo: Todo) -> None:
    assert in_force(todo, TODO_PROFILE="work")["list"][0] == "office"
    assert in_force(todo, "--profile", "default", TODO_PROFILE="work")["list"][0] == "home"
    # It stands alone: what it does not say is built in.
    assert in_force(todo, "--profile", "work")["timeout"] == (10.0, "built-in")
    assert "no profile 'play'" in todo("config", TODO_PROFILE="play", expect=2).stderr


def test_people_see_a_table_and_where_the_file_is(todo: Todo, tmp_path: Path) -> None:
    path = tmp_path / "todo-k8s/config.toml"
    shown = todo("config").stdout
    assert f"list     home            {path}, profile.default\n" in shown
    assert shown.endswith(f"\nconfig file: {path}\n")
    path.unlink()
    assert todo("config").stdout.endswith(f"\nconfig file: {path} (not there)\n")


def test_settings_hold_for_commands(todo: Todo) -> None:
    assert "nothing answers at 127.0.0.1:1;" in todo("ls", TODO_SERVER="127.0.0.1:1", expect=8).stderr
    assert "'h' (TODO_SERVER) is no address" in todo("ls", TODO_SERVER="h", expect=2).stderr


def test_what_needs_no_settings_works_beside_a_file_that_is_wrong(todo: Todo, tmp_path: Path) -> None:
    (tmp_path / "todo-k8s/config.toml").write_text("[profile")
    assert "not TOML" in todo("config", expect=2).stderr
    todo("version")
    todo("--help")
    todo("completion", "bash")
