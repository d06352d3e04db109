"""Sharing a list, against a real server that tells callers apart."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from todo_k8s.client.testing import Todo, serving
from todo_k8s.client.testing_watch import told, watching
from todo_k8s.server.tokens.testing_provider import AUDIENCE, ISSUER, key_set, token


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("server")
    keys = folder / "keys.json"
    keys.write_bytes(key_set())
    jwt = {"TODO_IDENTITY": "jwt", "TODO_JWT_ISSUER": ISSUER, "TODO_JWT_AUDIENCE": AUDIENCE}
    with serving(folder, **jwt, TODO_JWT_JWKS=str(keys)) as address:
        yield address


@pytest.fixture
def users(served: str, tmp_path: Path) -> tuple[Todo, Todo]:
    """Ann and Bob, who mean a list of the test's own. It is Ann's."""
    home = {"TODO_SERVER": served, "TODO_LIST": tmp_path.name, "HOME": str(tmp_path)}
    ann, bob = (Todo({**home, "TODO_TOKEN": token(user)}) for user in ("ann", "bob"))
    ann("list", "create", tmp_path.name)
    return ann, bob


def roles(todo: Todo, title: str) -> dict[str, str]:
    found = json.loads(todo("members", title, "-o", "json").stdout)["members"]
    return {each["user"].removeprefix("users/"): each["role"].removeprefix("ROLE_") for each in found}


def test_who_is_let_in_can_do_what_the_role_says(users: tuple[Todo, Todo], tmp_path: Path) -> None:
    ann, bob = users
    title = tmp_path.name
    assert "there is no list" in bob("ls", expect=3).stderr
    assert ann("share", title, "bob", "--role", "viewer").stdout == f"Shared {title} with bob, a viewer\n"
    ann.add("Milk")
    assert bob.titles() == ["Milk"]
    assert "ROLE_INSUFFICIENT" in bob("add", "Bread", expect=6).stderr
    assert ann("share", title, "users/bob").stdout == f"Made bob an editor of {title}, before a viewer\n"
    assert ann("share", title, "bob").stdout == f"Already shared {title} with bob, an editor\n"
    bob.add("Bread")
    assert roles(ann, title) == roles(bob, title) == {"ann": "OWNER", "bob": "EDITOR"}
    shown = bob("members", title).stdout.splitlines()
    assert [" ".join(line.split()[:3]) for line in shown[1:]] == [
        f"ann owner {shown[1].split()[2]}",
        "bob (you) editor",
    ]
    table = bob("list", "ls").stdout.splitlines()
    assert table[0].split()[-1] == "ROLE"
    assert [line.split()[-1] for line in table if line.startswith(title)] == ["editor"]
    assert "role       editor\n" in bob("list", "show", title).stdout


def test_who_is_put_out_sees_nothing_more(users: tuple[Todo, Todo], tmp_path: Path) -> None:
    ann, bob = users
    ann("share", tmp_path.name, "bob")
    assert "NOT_FOUND" in ann("unshare", tmp_path.name, "carl", expect=3).stderr
    assert ann("unshare", tmp_path.name, "bob").stdout == f"bob uses {tmp_path.name} no more\n"
    assert "there is no list" in bob("ls", expect=3).stderr


def test_who_leaves_says_so_twice_and_the_last_owner_stays(users: tuple[Todo, Todo], tmp_path: Path) -> None:
    ann, bob = users
    ann("share", tmp_path.name, "bob", "--role", "owner")
    assert "say --yes" in ann("leave", tmp_path.name, expect=2).stderr
    assert ann("leave", tmp_path.name, "--yes").stdout == f"Left the list {tmp_path.name}\n"
    assert "there is no list" in ann("members", tmp_path.name, expect=3).stderr
    stays = bob("leave", tmp_path.name, "--yes", expect=4).stderr
    assert stays.startswith("todo: bob is the last owner: ")
    assert roles(bob, tmp_path.name) == {"bob": "OWNER"}


def test_a_list_that_is_deleted_can_be_left(users: tuple[Todo, Todo], tmp_path: Path) -> None:
    ann, bob = users
    ann("share", tmp_path.name, "bob")
    ann("list", "rm", tmp_path.name)
    ann("list", "create", tmp_path.name)
    ann("share", tmp_path.name, "bob")
    # The one that is there goes before the one that is deleted.
    bob("leave", tmp_path.name, "--yes")
    assert tmp_path.name in bob("list", "ls", "--deleted").stdout
    assert bob("leave", tmp_path.name, "--yes").stdout == f"Left the list {tmp_path.name}\n"
    assert "there is no list" in bob("leave", tmp_path.name, "--yes", expect=3).stderr


def test_the_log_tells_of_members_and_undo_leaves_them_alone(users: tuple[Todo, Todo], tmp_path: Path) -> None:
    ann, bob = users
    ann.add("Milk")
    ann("share", tmp_path.name, "bob")
    ann("share", tmp_path.name, "bob", "--role", "viewer")
    bob("leave", tmp_path.name, "--yes")
    told = [" ".join(line.split()[3:]) for line in ann("log").stdout.splitlines()[1:4]]
    assert told == [
        "bob DeleteMember bob role: viewer → (none)",
        "ann UpdateMember bob role: editor → viewer",
        "ann CreateMember bob role: (none) → editor",
    ]
    assert "MEMBERSHIP" in ann("undo", "-o", "json", expect=4).stderr
    assert "name its EVENT" in ann("undo", expect=4).stderr
    assert ann.titles() == ["Milk"]


def test_programs_are_told_of_members(users: tuple[Todo, Todo], tmp_path: Path) -> None:
    ann, _ = users
    name = ann("share", tmp_path.name, "bob", "-o", "name").stdout
    assert name.endswith("/members/bob\n")
    rows = ann("members", tmp_path.name, "-o", "csv").stdout.splitlines()
    assert rows[0] == "id,role,create_time,update_time,name"
    assert [row.split(",")[:2] for row in rows[1:]] == [["ann", "OWNER"], ["bob", "EDITOR"]]
    assert json.loads(ann("unshare", tmp_path.name, "bob", "-o", "json").stdout)["user"] == "users/bob"


def test_a_watch_ends_where_the_role_is_taken_away(users: tuple[Todo, Todo], tmp_path: Path) -> None:
    ann, bob = users
    ann("share", tmp_path.name, "bob", "--role", "viewer")
    with watching(bob) as process:
        told(process)
        ann("unshare", tmp_path.name, "bob")
        assert process.wait(60) == 6
        assert process.stderr
        said = process.stderr.read()
    assert said == f"todo: you have no access to {tmp_path.name} any more (TASK_LIST_FORBIDDEN)\n"
