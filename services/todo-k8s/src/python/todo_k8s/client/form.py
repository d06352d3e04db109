"""A task as text to edit: a line for each field, an empty line, the notes."""

from todo.v1.task_pb2 import Task

from todo_k8s.client.due import parse_due
from todo_k8s.client.due_message import from_message, to_message
from todo_k8s.client.form_recurrence import FORM, day_from_text, days_of, from_text, to_text
from todo_k8s.client.todotxt.words import letter_of, parse_priority

_INTRODUCTION = f"""\
# Save and close to change the task; close without saving to change nothing.
# priority: A to Z. due: 2026-12-01, 2026-12-01T10:00 or 2026-12-01T10:00[Europe/Berlin].
# recurs: {FORM}.
# except: the days that it leaves out.
# Below the empty line are the notes, just as they are.
"""


def to_form(task: Task) -> str:
    fields = {
        "title": task.title,
        "priority": letter_of(task.priority) if task.priority else "",
        "due": str(from_message(task.due)) if task.HasField("due") else "",
        "recurs": to_text(task.recurrence) if task.HasField("recurrence") else "",
        "except": " ".join(days_of(task.recurrence)),
        "labels": " ".join(task.labels),
        "assigned": " ".join(user.removeprefix("users/") for user in task.assignees),
    }
    lines = "".join(f"{name + ':':<10}{value}".rstrip(" ") + "\n" for name, value in fields.items())
    return f"{_INTRODUCTION}{lines}\n{task.notes}\n"


def from_form(text: str) -> Task:
    """What the form says, and nothing else. Raises ValueError with a sentence for people."""
    head, _, notes = text.replace("\r\n", "\n").partition("\n\n")
    task = Task(notes=notes.removesuffix("\n"))
    for number, line in enumerate(head.split("\n"), 1):
        if not line.startswith("#") and line.strip():
            try:
                _read(task, line)
            except ValueError as error:
                raise ValueError(f"line {number}: {error}") from None
    if task.HasField("recurrence") and not task.recurrence.rule:
        raise ValueError("except: leaves days out of nothing; say in the line recurs how it recurs, or empty both")
    return task


def _read(task: Task, line: str) -> None:
    name, _, value = line.partition(":")
    value = value.strip(" ")
    match name.strip(" "):
        case "title":
            task.title = value
        case "priority":
            task.priority = parse_priority(value) if value else 0
        case "due":
            if value:
                task.due.CopyFrom(to_message(parse_due(value)))
        case "recurs" if value:
            task.recurrence.MergeFrom(from_text(value))
        case "except" if value:
            task.recurrence.excluded_dates.extend(day_from_text(day) for day in value.split(" ") if day)
        case "labels":
            task.labels.extend(label for label in value.split(" ") if label)
        case "assigned":
            users = (user for user in value.split(" ") if user)
            task.assignees.extend(user if user.startswith("users/") else f"users/{user}" for user in users)
        case "recurs" | "except":
            pass
        case _:
            fields = "title, priority, due, recurs, except, labels and assigned"
            raise ValueError(f"{line[:40]!r} is no field; the fields are {fields}. Notes stand below an empty line")
