"""What a caller wants a task to be, checked."""

import json
from collections.abc import Collection
from itertools import chain
from typing import Any

from todo_k8s.domain import limits
from todo_k8s.domain.due import due_of
from todo_k8s.domain.model import TaskContent
from todo_k8s.domain.recurrence import recurrence_of
from todo_k8s.domain.requests import TaskInput
from todo_k8s.domain.violations import Violations

FIELDS = ("title", "notes", "priority", "labels", "due", "annotations", "assignees", "recurrence")


def content_of(given: TaskInput | None, violations: Violations) -> TaskContent:
    """The content of a new task; violations are added for each field that cannot be accepted and, where there is none,
    for the whole."""
    if given is None:
        violations.add("task", "is missing; give the task to create")
        return TaskContent("")
    content = TaskContent(**changes_of(given, FIELDS, violations))
    if not violations.found:
        _check_size(content, violations)
    return content


def refuse_large(content: TaskContent) -> None:
    """Raises InvalidArgument where all the texts together are more than a task may hold."""
    violations = Violations()
    _check_size(content, violations)
    violations.raise_if_any()


def populated(given: TaskInput) -> list[str]:
    """The fields that have a value."""
    return [name for name in FIELDS if getattr(given, name)]


def changes_of(given: TaskInput, fields: Collection[str], violations: Violations) -> dict[str, Any]:
    """The new values of these fields, by name; violations are added for those of them that cannot be accepted."""
    if "title" in fields:
        violations.title("task.title", given.title, limits.TASK_TITLE_CODE_POINTS)
    if "notes" in fields:
        violations.notes("task.notes", given.notes)
    if "priority" in fields:
        violations.priority("task.priority", given.priority)
    if "labels" in fields:
        violations.labels("task.labels", given.labels)
    if "annotations" in fields:
        violations.annotations("task.annotations", given.annotations)
    if "assignees" in fields:
        violations.assignees("task.assignees", given.assignees)
    wanted = {
        "title": given.title,
        "notes": given.notes,
        "priority": given.priority,
        "labels": tuple(given.labels),
        "due": due_of(given.due, "task.due", violations) if "due" in fields else None,
        "annotations": dict(given.annotations),
        "assignees": tuple(given.assignees),
        "recurrence": recurrence_of(given.recurrence, violations) if "recurrence" in fields else None,
    }
    return {name: value for name, value in wanted.items() if name in fields}


def _check_size(content: TaskContent, violations: Violations) -> None:
    pairs = content.annotations.items()
    code_points = sum(map(len, (content.title, content.notes, *content.labels, *chain.from_iterable(pairs))))
    # As JSON in UTF-8 no code point takes more than six bytes, and nothing between two texts more than four.
    if 6 * code_points + 4 * (4 + len(content.labels) + 2 * len(pairs)) <= limits.TASK_BYTES:
        return
    texts = [content.title, content.notes, content.labels, dict(content.annotations)]
    taken = len(json.dumps(texts, ensure_ascii=False).encode())
    if taken > limits.TASK_BYTES:
        violations.add(
            "task", f"takes {taken:,} bytes; shorten its texts to {limits.TASK_BYTES:,} together, as JSON in UTF-8"
        )
