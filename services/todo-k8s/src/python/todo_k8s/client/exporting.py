"""Reads a whole list for export."""

from collections.abc import Iterator

from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import TaskView

from todo_k8s.client import task_json
from todo_k8s.client.api import Api
from todo_k8s.client.todotxt.task_line import line_of
from todo_k8s.client.todotxt.write import is_exact, write_line


def tasks_in_order(api: Api, parent: str) -> list[Task]:
    """Active and completed ones together, in the list's order: that of a file that was imported."""
    tasks: dict[str, Task] = {}
    # Completed ones last: a task that is completed between the two reads is then read twice rather than not at all.
    for state in ("ACTIVE", "COMPLETED"):
        tasks.update((task.name, task) for task in api.tasks(parent, state, view=TaskView.TASK_VIEW_FULL))
    return sorted(tasks.values(), key=lambda task: (task.position.encode(), task.name))


def todotxt_lines(tasks: list[Task]) -> Iterator[tuple[str, bool]]:
    """Each with whether it says all that the task does."""
    for task in tasks:
        line = line_of(task)
        yield write_line(line), is_exact(line) and not task.notes


def json_lines(tasks: list[Task]) -> Iterator[tuple[str, bool]]:
    for task in tasks:
        yield task_json.to_line(task), True
