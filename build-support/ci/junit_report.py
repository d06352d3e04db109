"""Says what the tests did, from the JUnit files in a folder: each failed and each skipped one, then the totals.

Exits 1 where a test failed or was skipped, or where none ran: CI provides whatever a test may want (provide_engines).
The one exception is told apart: what no package registry has, such as Terraform, is used where the machine has it.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

_OUT_OF_REACH = "out of reach: "
"""How `provided.out_of_reach` begins its reasons."""

_OUTCOME_OF = {"failure": "failed", "error": "failed", "skipped": "skipped"}


def outcomes(folder: Path) -> Iterator[tuple[str, str]]:
    """`passed`, `failed`, `skipped` or `out of reach`, and the test with the first line of the reason."""
    for file in sorted(folder.glob("**/*.xml")):
        for case in ElementTree.parse(file).iter("testcase"):
            name = f"{case.get('classname')}.{case.get('name')}"
            told = next((part for part in case if part.tag in _OUTCOME_OF), None)
            if told is None:
                yield "passed", name
            else:
                reason = told.get("message", "").partition("\n")[0]
                beyond = told.tag == "skipped" and reason.startswith(_OUT_OF_REACH)
                yield "out of reach" if beyond else _OUTCOME_OF[told.tag], f"{name}: {reason}"


def report(folder: Path) -> tuple[list[str], bool]:
    """The lines to print, and whether all is well."""
    found = list(outcomes(folder))
    lines = [f"{outcome}: {test}" for outcome, test in found if outcome != "passed"]
    count = Counter(outcome for outcome, _ in found)
    totals = ", ".join(f"{count[kind]} {kind}" for kind in ("passed", "failed", "skipped"))
    if count["out of reach"]:
        totals += f", {count['out of reach']} out of reach"
    return [*lines, totals], count["passed"] > 0 and count["failed"] == count["skipped"] == 0


if __name__ == "__main__":
    lines, well = report(Path(sys.argv[1]))
    print("\n".join(lines))
    sys.exit(not well)
