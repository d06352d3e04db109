"""Says what the tests did, from the JUnit files in a folder: each failed and each skipped one, then the totals.

Exits 1 where a test failed or was skipped, or where none ran: CI provides whatever a test may want (provide_engines).
The one exception is what no package registry has, such as Terraform: where the machine has not got it, the last lines
say loudly what is not proved; where it has, a skip is a failure like any other.
"""

import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

_OUT_OF_REACH = re.compile(r"out of reach: ([^ :]+): ")
"""How `provided.out_of_reach` begins its reasons: with the program."""

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
                yield _OUTCOME_OF[told.tag], f"{name}: {told.get('message', '').partition(chr(10))[0]}"


def report(folder: Path, has: Callable[[str], object] = shutil.which) -> tuple[list[str], bool]:
    """The lines to print, and whether all is well. `has` tells whether the machine has a program."""
    found = list(outcomes(folder))
    lines = [f"{outcome}: {test}" for outcome, test in found if outcome != "passed"]
    count = Counter(outcome for outcome, _ in found)
    totals = ", ".join(f"{count[kind]} {kind}" for kind in ("passed", "failed", "skipped"))
    lacking = _lacking([test for outcome, test in found if outcome == "skipped"], has)
    loud = [
        f"NOT PROVED HERE: {tests} tests want {program}, which is in no package registry and not on this machine. "
        f"To fix, install it and run this again."
        for program, tests in sorted(lacking.items())
    ]
    well = count["passed"] > 0 and count["failed"] == 0 and count["skipped"] == lacking.total()
    return [*lines, totals, *loud], well


def _lacking(skipped: Sequence[str], has: Callable[[str], object]) -> Counter[str]:
    """How many were skipped for want of each program that really is not there."""
    programs = [told[1] for test in skipped if (told := _OUT_OF_REACH.search(test))]
    return Counter(program for program in programs if not has(program))


if __name__ == "__main__":
    lines, well = report(Path(sys.argv[1]))
    print("\n".join(lines))
    sys.exit(not well)
