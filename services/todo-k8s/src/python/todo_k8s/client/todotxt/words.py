"""What single words of a todo.txt line can mean."""

import re
from datetime import date

from todo_k8s.client.due import Due, parse_due
from todo_k8s.client.todotxt.line import LineError

MAX_LABELS = 20
MAX_PAIRS = 48
"""Of the 50 annotations of a task two are kept free for the line's own dates."""

RESERVED = "todo.txt/"
"""Keys that begin so are ours: a word that looks like one is text."""

_LABEL = re.compile("[+@][^\\s\x00-\x1f\x7f-\x9f]{1,63}")
# `http://…` and `C:\…` are no pairs, nor are the two kinds of address that people write without slashes.
_PAIR = re.compile(
    f"(?!mailto:|tel:|{re.escape(RESERVED)})"
    "(?P<key>[A-Za-z][A-Za-z0-9._/-]{0,62}):(?!//|\\\\)(?P<value>[^\\s\x00-\x1f\x7f-\x9f]{1,1024})"
)
_MEANT_AS_DATE = re.compile(r"\d{4}-", re.ASCII)


def is_label(word: str) -> bool:
    return _LABEL.fullmatch(word) is not None


def labels_of(text: str) -> tuple[str, ...]:
    """The different labels among the words, in their order."""
    return tuple(dict.fromkeys(word for word in text.split(" ") if is_label(word)))


def pair_of(word: str) -> tuple[str, str] | None:
    match = _PAIR.fullmatch(word)
    return (match["key"], match["value"]) if match else None


def due_of(value: str) -> Due | None:
    """None where the value is not meant as a date; raises LineError where it is and is none."""
    if not _MEANT_AS_DATE.match(value):
        return None
    try:
        return parse_due(value)
    except ValueError as error:
        raise LineError(f"due: {error}") from None


def date_of(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise LineError(f"{word} is not in the calendar: {error}") from None


def letter_of(priority: int) -> str:
    """`A` for 1 to `Z` for 26."""
    return chr(ord("A") - 1 + priority)


def priority_of(letter: str) -> int:
    return ord(letter) - ord("A") + 1


def parse_priority(text: str) -> int:
    """Of a letter in either case; raises ValueError with a sentence for people."""
    letter = text.upper()
    if len(letter) != 1 or not "A" <= letter <= "Z":
        raise ValueError(f"{text!r} is no priority; give a letter from A, the most urgent, to Z")
    return priority_of(letter)
