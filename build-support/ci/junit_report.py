"""Says what the tests did, from the JUnit files in a folder: each failed and each skipped one, then the totals.

Exits 1 where a test failed or was skipped, or where none ran: CI provides whatever a test may want (provide_engines).
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

_OUTCOME_OF = {"failure": "failed", "error": "failed", "skipped": "skipped"}


def outcomes(folder: Path) -> Iterator[tuple[str, str]]:
    """`passed`, `failed` or `skipped`, and the test with the first line of the reason."""
    for file in sorted(folder.glob("**/*.xml")):
        for case in ElementTree.parse(file).iter("testcase"):
            name = f"{case.get('classname')}.{case.get('name')}"
            told = next((part for part in case if part.tag in _OUTCOME_OF), None)
            if told is None:
                yield "passed", name
            else:
                reason = told.get("message", "").partition("\n")[0]
                yield _OUTCOME_OF[told.tag], f"{name}: {reason}"


def report(folder: Path) -> tuple[list[str], bool]:
    """The lines to print, and whether all is well."""
    found = list(outcomes(folder))
    lines = [f"{outcome}: {test}" for outcome, test in found if outcome != "passed"]
    passed, failed, skipped = (sum(outcome == kind for outcome, _ in found) for kind in ("passed", "failed", "skipped"))
    return [*lines, f"{passed} passed, {failed} failed, {skipped} skipped"], passed > 0 and failed == skipped == 0


if __name__ == "__main__":
    lines, well = report(Path(sys.argv[1]))
    print("\n".join(lines))
    sys.exit(not well)
