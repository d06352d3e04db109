"""One line of a todo.txt file, understood."""

from dataclasses import dataclass
from datetime import date

from todo_k8s.client.due import Due


class LineError(ValueError):
    """A line that cannot be read; its message is for people."""


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    done: bool = False
    priority: int = 0
    """1 is (A), 26 is (Z), 0 is none."""
    completed: date | None = None
    created: date | None = None
    labels: tuple[str, ...] = ()
    """With their sign, in the order of the line; those inside the title are among them."""
    due: Due | None = None
    pairs: tuple[tuple[str, str], ...] = ()
    """Every other `key:value`, sorted by key."""
