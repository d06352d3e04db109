"""Tasks as a tree: each parent before its subtasks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from todo.v1.task_pb2 import Task


@dataclass(frozen=True)
class Branch:
    """A task, and how many of the tasks shown are above it."""

    task: Task
    depth: int


def tree_of(tasks: Iterable[Task]) -> list[Branch]:
    """Siblings stay in the order given. A task whose parent is not among the others stands at the top."""
    given = list(tasks)
    names = {task.name for task in given}
    below: dict[str, list[Task]] = defaultdict(list)
    for task in given:
        below[task.parent_task if task.parent_task in names else ""].append(task)
    return list(_branches(below, below[""], 0))


def _branches(below: dict[str, list[Task]], tasks: Sequence[Task], depth: int) -> Iterator[Branch]:
    for task in tasks:
        yield Branch(task, depth)
        yield from _branches(below, below[task.name], depth + 1)
