"""From a line of a todo.txt file to what it says."""

import re
from datetime import date

from todo_k8s.client.todotxt.body import parse_body
from todo_k8s.client.todotxt.line import Line
from todo_k8s.client.todotxt.words import date_of, priority_of

_DONE = re.compile("(x) +(.+)", re.DOTALL)
_PRIORITY = re.compile(r"\(([A-Z])\) +(.+)", re.DOTALL)
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2}) +(.+)", re.ASCII | re.DOTALL)


def parse_line(text: str) -> Line:
    """Reads one line, without its line end. At least one word always stays the title.

    Raises LineError where a date is not in the calendar.
    """
    rest = text.strip(" ")
    done, rest = _take(_DONE, rest)
    letter, rest = _take(_PRIORITY, rest)
    completed: date | None = None
    if done:
        completed, rest = _take_date(rest)
        if not letter:
            letter, rest = _take(_PRIORITY, rest)
    created, rest = _take_date(rest)
    body = parse_body(rest)
    letter = letter or (_kept_letter(dict(body.pairs)) if done else "")
    return Line(
        title=body.title,
        done=bool(done),
        priority=priority_of(letter) if letter else 0,
        completed=completed,
        created=created,
        labels=body.labels,
        due=body.due,
        pairs=body.pairs,
    )


def take_priority(text: str) -> tuple[int, str]:
    """The priority that the text begins with, 0 where it begins with none, and the rest."""
    letter, rest = _take(_PRIORITY, text)
    return (priority_of(letter) if letter else 0), rest


def _kept_letter(pairs: dict[str, str]) -> str:
    """The convention of many programs: a done line keeps its priority as `pri:A`."""
    value = pairs.get("pri", "")
    return value if re.fullmatch("[A-Z]", value) else ""


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    match = pattern.fullmatch(text)
    return (match[1], match[2]) if match else ("", text)


def _take_date(text: str) -> tuple[date | None, str]:
    word, rest = _take(_DATE, text)
    return (date_of(word) if word else None), rest
