"""What `todo edit` is told to change."""

from collections.abc import Iterable
from dataclasses import dataclass

import click
from todo.v1.task_pb2 import Task

from todo_k8s.client.due import Due
from todo_k8s.client.due_message import to_message
from todo_k8s.client.every import Every
from todo_k8s.client.recurring import recur


@dataclass(frozen=True, slots=True)
class Edits:
    """None leaves a field as it is."""

    title: str | None = None
    notes: str | None = None
    priority: int | None = None
    due: Due | None = None
    labels: tuple[str, ...] = ()
    """To add."""
    unlabels: tuple[str, ...] = ()
    """To take away."""
    clear: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    """To add, as `unassigned` are to take away."""
    unassigned: tuple[str, ...] = ()
    every: Every | None = None
    after_done: bool = False

    def refuse_contradictions(self) -> None:
        if self.after_done and self.every is None:
            raise click.UsageError("--after-done says how --every counts; say both")
        for field in self.clear:
            if self.every if field == "recurrence" else getattr(self, field):
                raise click.UsageError(f"{field} cannot be cleared and given at once")
        both = set(self.labels) & set(self.unlabels)
        if both or ("labels" in self.clear and self.unlabels):
            raise click.UsageError("a label cannot be added, taken away or cleared at once")
        if set(self.assignees) & set(self.unassigned) or ("assignees" in self.clear and self.unassigned):
            raise click.UsageError("a user cannot be assigned, unassigned or cleared at once")

    def applied(self, task: Task, given_etag: str) -> tuple[Task, list[str]]:
        """The new values, and the fields to change; those that are so already are not among them.

        The etag is set, also where none was given, where a new value comes from an old one, which must still be there.
        """
        changed = Task()
        changed.CopyFrom(task)
        changed.etag = given_etag
        for field in self.clear:
            changed.ClearField(field)
        changed.title = task.title if self.title is None else self.title
        changed.notes = changed.notes if self.notes is None else self.notes
        changed.priority = changed.priority if self.priority is None else self.priority
        if self.due:
            changed.due.CopyFrom(to_message(self.due))
        if self.every:
            recur(changed, self.every, after_done=self.after_done)
        if self.labels or self.unlabels:
            changed.labels[:] = _changed(changed.labels, self.labels, self.unlabels)
        if self.assignees or self.unassigned:
            changed.assignees[:] = _changed(changed.assignees, self.assignees, self.unassigned)
        keeps_excluded = bool(self.every and task.recurrence.excluded_dates)
        if self.labels or self.unlabels or self.assignees or self.unassigned or keeps_excluded:
            changed.etag = given_etag or task.etag
        return changed, changed_fields(task, changed)


def _changed(old: Iterable[str], more: tuple[str, ...], less: tuple[str, ...]) -> list[str]:
    kept = [each for each in old if each not in less]
    return list(dict.fromkeys((*kept, *more)))


def changed_fields(before: Task, after: Task) -> list[str]:
    fields = ("title", "notes", "priority", "due", "labels", "assignees", "recurrence")
    return [field for field in fields if getattr(before, field) != getattr(after, field)]
