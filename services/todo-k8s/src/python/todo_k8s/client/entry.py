"""One line of a file to import, understood."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid5

from todo.v1.task_pb2 import Recurrence, Task

from todo_k8s.client import task_json
from todo_k8s.client.input_lines import decoded, numbered_lines
from todo_k8s.client.todotxt.line import Line, LineError
from todo_k8s.client.todotxt.parse import parse_line
from todo_k8s.client.todotxt.task_line import task_of
from todo_k8s.client.todotxt.write import write_line

# Ids of tasks come from this and must never change: a second import of a file would add everything again.
_NAMESPACE = UUID("5f0cbb3e-2a8b-4b0e-9c1f-7d1c3a2b6e44")
_NAME = re.compile("taskLists/[^/]+/tasks/([^/]+)")


@dataclass(frozen=True, slots=True)
class Entry:
    task: Task
    done: bool
    content: str
    """The same for two lines that say the same."""
    task_id: str = ""
    """Empty where the line names none."""
    parent_id: str = ""
    """Of the task above it; empty where it stands at the top."""
    recurred: Recurrence | None = None
    """How a done task recurred. It is no part of `task`: to complete that would only take it to its next occurrence."""


def entry_of(task: Task, done: bool, task_id: str = "", parent_id: str = "") -> Entry:
    """`task` has neither a name nor a parent."""
    recurred = None
    if done and task.HasField("recurrence"):
        recurred = Recurrence()
        recurred.CopyFrom(task.recurrence)
        task.ClearField("recurrence")
    below = f" {parent_id}" if parent_id else ""
    return Entry(task, done, f"{done} {task_json.to_line(task)}{below}", task_id, parent_id, recurred)


def line_entries(raw_lines: Iterable[bytes], read: Callable[[str], Entry]) -> Iterator[tuple[int, Entry | LineError]]:
    """Each line that is not blank, with its number."""
    for number, raw in numbered_lines(raw_lines):
        try:
            yield number, read(decoded(raw))
        except LineError as error:
            yield number, error


def todotxt_entry(text: str) -> Entry:
    """Raises LineError."""
    line: Line = parse_line(text)
    return Entry(task_of(line), line.done, write_line(line))


def json_entry(text: str) -> Entry:
    """Takes what a client may set, the last parts of `name` and `parent_task`, and `state`. Raises LineError."""
    try:
        given = task_json.to_task(text)
    except ValueError as error:
        raise LineError(str(error)) from None
    task = Task(
        title=given.title,
        notes=given.notes,
        priority=given.priority,
        labels=given.labels,
        annotations=given.annotations,
        assignees=given.assignees,
    )
    if given.HasField("due"):
        task.due.CopyFrom(given.due)
    if given.HasField("recurrence"):
        task.recurrence.CopyFrom(given.recurrence)
    done = given.state == Task.STATE_COMPLETED
    return entry_of(task, done, _id("name", given.name), _id("parentTask", given.parent_task))


def _id(field: str, name: str) -> str:
    found = _NAME.fullmatch(name)
    if name and not found:
        raise LineError(f"{field} is {name[:80]!r}; write taskLists/…/tasks/…, or leave it out")
    return found[1] if found else ""


class TaskIds:
    """Gives each line of one file its task's id: the same one whenever the file is read.

    It comes from the line's content and from how many lines with that content stand above it, so identical lines are
    tasks of their own, and a line keeps its id when others move.
    """

    def __init__(self) -> None:
        self._above: Counter[str] = Counter()

    def of(self, entry: Entry) -> str:
        if entry.task_id:
            return entry.task_id
        place = self._above[entry.content]
        self._above[entry.content] += 1
        return str(uuid5(_NAMESPACE, f"{place} {entry.content}"))
