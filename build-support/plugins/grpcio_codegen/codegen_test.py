from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pants_workspace import Workspace, workspace

ROOT = "services/fixture/src/proto"
DAY = """syntax = "proto3";

package fixture.v1;

import "google/type/date.proto";

message Day {
  google.type.Date date = 1;
}
"""
CALENDAR = """syntax = "proto3";

package fixture.v1;

import "fixture/v1/day.proto";

service CalendarService {
  rpc NextDay(Day) returns (Day);
}
"""
GUIDE = Path("docs/guide/proto.md").read_text()
UNOWNED = 'syntax = "proto3";\n\nimport "nowhere/v1/lost.proto";\n'


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with workspace(tmp_path_factory.mktemp("codegen")) as space:
        space.write(f"{ROOT}/fixture/v1/BUILD", 'protobuf_sources(overrides={"calendar.proto": {"grpc": True}})\n')
        space.write(f"{ROOT}/fixture/v1/day.proto", DAY)
        space.write(f"{ROOT}/fixture/v1/calendar.proto", CALENDAR)
        notes = re.search(r"```proto notes\.proto\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
        assert notes
        space.write(f"{ROOT}/notes/v1/BUILD", "protobuf_sources(grpc=True)\n")
        space.write(f"{ROOT}/notes/v1/notes.proto", notes[1])
        yield space


def test_generated_code_imports_and_carries_values(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = space.pants("export-codegen", f"{ROOT}::")
    assert ran.code == 0, ran.output
    generated = space.root / "dist/codegen" / ROOT
    assert sorted(path.name for path in generated.rglob("*.py*")) == [
        "calendar_pb2.py",
        "calendar_pb2.pyi",
        "calendar_pb2_grpc.py",
        "calendar_pb2_grpc.pyi",
        "day_pb2.py",
        "day_pb2.pyi",
        "notes_pb2.py",
        "notes_pb2.pyi",
        "notes_pb2_grpc.py",
        "notes_pb2_grpc.pyi",
    ]
    monkeypatch.syspath_prepend(str(generated))
    day = importlib.import_module("fixture.v1.day_pb2").Day(date={"year": 2026, "month": 2, "day": 28})
    assert type(day).FromString(day.SerializeToString()) == day
    assert hasattr(importlib.import_module("notes.v1.notes_pb2_grpc"), "NoteServiceStub")
    assert hasattr(importlib.import_module("fixture.v1.calendar_pb2_grpc"), "CalendarServiceStub")


def test_imports_are_dependencies(space: Workspace) -> None:
    ran = space.pants("-lerror", "dependencies", f"{ROOT}/fixture/v1/day.proto", f"{ROOT}/fixture/v1/calendar.proto")
    assert ran.output.splitlines()[-4:] == [
        "3rdparty/python#googleapis-common-protos",
        "3rdparty/python#grpcio",
        "3rdparty/python#protobuf",
        f"{ROOT}/fixture/v1/day.proto",
    ]


def test_an_import_that_nothing_owns_is_refused(space: Workspace) -> None:
    space.write(f"{ROOT}/unowned/BUILD", "protobuf_sources()\n")
    space.write(f"{ROOT}/unowned/unowned.proto", UNOWNED)
    ran = space.pants("dependencies", f"{ROOT}/unowned/unowned.proto")
    assert ran.code != 0
    assert f"{ROOT}/unowned/unowned.proto imports 'nowhere/v1/lost.proto'" in ran.output
