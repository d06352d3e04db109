"""Filters of tasks (AIP-160) from what a person says; the comment of `ListTasksRequest.filter` tells the language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from todo_k8s.client.due import parse_due

DUE_WORDS = ("today", "tomorrow", "overdue", "none")


@dataclass(frozen=True, slots=True)
class Wanted:
    """All of it must hold. `due` is one of `DUE_WORDS`, or a day or a moment."""

    filter: str = ""
    due: str | None = None
    labels: tuple[str, ...] = ()
    priority: int | None = None
    assignees: tuple[str, ...] = ()
    search: tuple[str, ...] = ()

    def text(self, today: date) -> str:
        """What was typed stands first and as it is: columns in a refusal are its own. AND binds loosest of all, so it
        needs no parentheses. Raises ValueError for what is no due date."""
        return " AND ".join(self._parts(today))

    def _parts(self, today: date) -> Iterator[str]:
        if self.filter.strip():
            yield self.filter
        if self.due is not None:
            yield _due(self.due, today)
        if self.priority is not None:
            yield f"priority = {self.priority}"
        yield from (f"labels:{quoted(label)}" for label in self.labels)
        yield from (f"assignees:{quoted(user)}" for user in self.assignees)
        yield from (quoted(text) for text in self.search)


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _due(word: str, today: date) -> str:
    match word:
        case "today":
            return f"due = {today}"
        case "tomorrow":
            return f"due = {today + timedelta(days=1)}"
        case "overdue":
            return f"due < {today}"
        case "none":
            return "-due:*"
    due = parse_due(word)
    return f"due = {due.day}" + (f"T{due.clock.isoformat('seconds')}" if due.clock else "")
