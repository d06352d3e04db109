"""What an import says while it goes on."""

import sys
from collections.abc import Iterator
from typing import BinaryIO

import click

from todo_k8s.client import exit_codes
from todo_k8s.client.failure import Failure
from todo_k8s.client.importing import Tally
from todo_k8s.client.progress import Progress

MOST_VIOLATIONS = 1_000
"""Of a status; it is for programs, which do not read on for ever either."""


class ImportReport:
    """Refused lines go to stderr as FILE:LINE: REASON, at once; for programs into the one status at the end."""

    def __init__(self, file: BinaryIO, output: str) -> None:
        self.name = click.format_filename(file.name) if isinstance(file.name, str | bytes) else "-"
        self._for_programs = output in ("json", "ndjson")
        self._progress = Progress(file, wanted=sys.stderr.isatty() and not self._for_programs)
        self._violations: list[tuple[str, str]] = []

    def lines(self) -> Iterator[bytes]:
        return self._progress.lines()

    def refuse(self, number: int, reason: str) -> None:
        place = f"{self.name}:{number}"
        if not self._for_programs:
            self._progress.say(f"{place}: {reason}")
        elif len(self._violations) < MOST_VIOLATIONS:
            self._violations.append((place, reason))

    def broke_off(self, tally: Tally) -> None:
        if not self._for_programs:
            self._progress.say(f"{tally}. Broke off at {self.name}:{tally.line}: import it again")

    def end(self) -> None:
        self._progress.end()

    def fail(self, tally: Tally) -> None:
        """Raises Failure where a program is to know of the refused lines; people have read of them."""
        if self._for_programs:
            metadata = {"refused": str(tally.refused)}
            violations = tuple(self._violations)
            raise Failure(str(tally), exit_codes.PARTIAL, "LINES_REFUSED", metadata, violations)
