from pathlib import Path

from junit_report import report

PASSED = '<testcase classname="a" name="one"/>'
SKIPPED = '<testcase classname="a" name="two"><skipped message="no Docker engine&#10;more"/></testcase>'
FAILED = '<testcase classname="a" name="three"><failure message="assert 1 == 2">trace</failure></testcase>'
BROKEN = '<testcase classname="a" name="four"><error message="no such fixture"/></testcase>'


def suite(folder: Path, *cases: str) -> Path:
    (folder / "a.xml").write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
    return folder


def test_all_passed(tmp_path: Path) -> None:
    assert report(suite(tmp_path, PASSED, PASSED)) == (["2 passed, 0 failed, 0 skipped"], True)


def test_a_skip_is_told_and_is_a_failure(tmp_path: Path) -> None:
    lines = ["skipped: a.two: no Docker engine", "1 passed, 0 failed, 1 skipped"]
    assert report(suite(tmp_path, PASSED, SKIPPED)) == (lines, False)


BEYOND = SKIPPED.replace("no Docker engine", "out of reach: terraform: it is not on the PATH")


def test_what_ci_cannot_provide_and_the_machine_has_not_is_told_loudly(tmp_path: Path) -> None:
    lines = [
        "skipped: a.two: out of reach: terraform: it is not on the PATH",
        "1 passed, 0 failed, 1 skipped",
        "NOT PROVED HERE: 1 tests want terraform, which is in no package registry and not on this machine. "
        "To fix, install it and run this again.",
    ]
    assert report(suite(tmp_path, PASSED, BEYOND), lambda _: None) == (lines, True)
    assert not report(suite(tmp_path, BEYOND), lambda _: None)[1]
    assert not report(suite(tmp_path, PASSED, BEYOND, SKIPPED), lambda _: None)[1]


def test_to_skip_what_the_machine_has_is_a_failure(tmp_path: Path) -> None:
    lines = ["skipped: a.two: out of reach: terraform: it is not on the PATH", "1 passed, 0 failed, 1 skipped"]
    assert report(suite(tmp_path, PASSED, BEYOND), lambda program: program == "terraform") == (lines, False)


def test_failures_and_errors_are_told(tmp_path: Path) -> None:
    lines = ["failed: a.three: assert 1 == 2", "failed: a.four: no such fixture", "1 passed, 2 failed, 0 skipped"]
    assert report(suite(tmp_path, PASSED, FAILED, BROKEN)) == (lines, False)


def test_no_test_at_all_is_a_failure(tmp_path: Path) -> None:
    assert report(tmp_path) == (["0 passed, 0 failed, 0 skipped"], False)
