"""To-dos as people keep them in a todo.txt: priorities, dates, projects, contexts, keys, done lines, repetitions."""

import random
from datetime import date, timedelta

_VERBS = ("Call", "Write to", "Pay", "Fix", "Book", "Return", "Read", "Plan", "Clean", "Ask about", "Prüfen:", "買う")
_THINGS = (
    "the dentist", "Grandma", "the tax return", "the leaking tap", "two seats to Lisbon", "library books",
    "RFC 5545 §3.3.10", "dinner at 19:30", "the garage", "https://example.org/offer?id=7",
    "crème brûlée 🍮", "milk & eggs",
)  # fmt: skip
_PROJECTS = ("+home", "+garage", "+taxes-2026", "+trip", "+work")
_CONTEXTS = ("@phone", "@computer", "@town", "@home")
_TODAY = date(2026, 2, 1)


def _day(chance: random.Random) -> date:
    return _TODAY + timedelta(days=chance.randint(-200, 200))


def _line(chance: random.Random, number: int) -> str:
    words = [chance.choice(_VERBS), chance.choice(_THINGS)]
    if chance.random() < 0.9:
        words.append(f"({number})")
    words += chance.sample(_PROJECTS, chance.choice((0, 1, 1, 2))) + chance.sample(_CONTEXTS, chance.choice((0, 0, 1)))
    if chance.random() < 0.4:
        words.append(f"due:{_day(chance)}")
    if chance.random() < 0.1:
        words.append("rec:1w")
    if chance.random() < 0.5:
        words.insert(0, str(_day(chance)))
    if chance.random() < 0.3:
        return " ".join(["x", str(_day(chance)), *words])
    if chance.random() < 0.3:
        return " ".join([f"({chance.choice('ABCDEF')})", *words])
    return " ".join(words)


def realistic_lines(count: int, seed: int) -> list[str]:
    """Canonical lines; about one in fifty stands there twice."""
    chance = random.Random(seed)
    lines: list[str] = []
    for number in range(count):
        lines.append(chance.choice(lines) if lines and chance.random() < 0.02 else _line(chance, number))
    return lines
