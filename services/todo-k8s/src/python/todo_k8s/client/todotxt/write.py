"""From what a line says to its canonical form:

`[x ][(A) ][completed ][created ]title labels-not-in-the-title due:… key:value…`, pairs sorted by key.
"""

import re
from collections.abc import Iterator

from todo_k8s.client.todotxt.line import Line, LineError
from todo_k8s.client.todotxt.parse import parse_line
from todo_k8s.client.todotxt.words import is_label, letter_of, pair_of

_LIKE_PRIORITY = re.compile(r"\([A-Z]\)(?: |$)")


def write_line(line: Line) -> str:
    """The line without a line end. Where todo.txt cannot say something (`is_exact`), the nearest that it can."""
    return " ".join([*_prefix(line), line.title, *_labels(line), *_pairs(line)])


def is_exact(line: Line) -> bool:
    """Whether the written line says all that `line` does and nothing else."""
    try:
        return parse_line(write_line(line)) == line
    except LineError:
        return False


def _prefix(line: Line) -> Iterator[str]:
    if line.done:
        yield "x"
    if line.priority and not _kept_as_pair(line):
        yield f"({letter_of(line.priority)})"
    if line.done and line.completed:
        yield line.completed.isoformat()
    # The only date of a done line is read as the day of its completion.
    if line.created and (line.completed or not line.done):
        yield line.created.isoformat()


def _kept_as_pair(line: Line) -> bool:
    """Whether `pri:A` says the priority already, and leaving `(A)` out cannot make the title's first word one."""
    kept = ("pri", letter_of(line.priority)) in line.pairs
    return line.done and kept and not _LIKE_PRIORITY.match(line.title)


def _labels(line: Line) -> Iterator[str]:
    shown = line.title.split(" ")
    for label in line.labels:
        word = label if label.startswith(("+", "@")) else f"@{label}"
        if is_label(word) and word not in shown:
            yield word


def _pairs(line: Line) -> Iterator[str]:
    if line.due:
        yield f"due:{line.due}"
    for key, value in line.pairs:
        word = f"{key}:{value}"
        if pair_of(word) == (key, value):
            yield word
