"""How far a long import is, for whoever watches it on a terminal."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

DELAY = 1.0
"""Seconds after which it is long."""


class Progress:
    """Draws a bar on stderr of how much of the file was read, once that takes long, if it is `wanted`."""

    def __init__(self, file: BinaryIO, wanted: bool) -> None:
        self._file = file
        self._from = time.monotonic() + DELAY if wanted else float("inf")
        self._bar: Bar | None = None

    def lines(self) -> Iterator[bytes]:
        read = 0
        for line in self._file:
            yield line
            read += len(line)
            if self._bar:
                self._bar.update(self._bar.task_ids[0], completed=read)
            elif time.monotonic() >= self._from:
                self._bar = _started(self._file)

    def say(self, sentence: str) -> None:
        """Writes a line to stderr, above the bar."""
        if self._bar:
            self._bar.console.print(sentence, markup=False, highlight=False, soft_wrap=True)
        else:
            print(sentence, file=sys.stderr)

    def end(self) -> None:
        """Takes the bar away."""
        if self._bar:
            self._bar.stop()
            self._bar = None


def _started(file: BinaryIO) -> Bar:
    # Loaded here: whoever imports ten lines does not wait for it.
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TimeRemainingColumn

    columns = ("importing", BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False)
    bar.add_task("", total=_size(file))
    bar.start()
    return bar


def _size(file: BinaryIO) -> int | None:
    """In bytes; None for a pipe, whose end nobody knows."""
    try:
        return os.fstat(file.fileno()).st_size or None
    except OSError:
        return None
