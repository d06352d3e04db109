from pathlib import Path

from grpc_service.version import UNKNOWN, version_beside


def test_is_what_the_build_wrote(tmp_path: Path) -> None:
    (tmp_path / "version.txt").write_text("0.1.0+g1a2b3c4d\n")
    assert version_beside(str(tmp_path / "version.py")) == "0.1.0+g1a2b3c4d"


def test_is_unknown_outside_a_build(tmp_path: Path) -> None:
    assert version_beside(str(tmp_path / "version.py")) == UNKNOWN
