"""How many subtasks a task has, which is kept with it: what the changes of its subtasks make of that."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from todo_k8s.domain.model import State, Task


def differences(changes: Iterable[tuple[Task | None, Task]]) -> dict[str, Counter[State]]:
    """By the id of each parent whose counts change: how many more of each state it has after the changes, each of which
    is the task before and after it."""
    found: dict[str, Counter[State]] = {}
    for before, after in changes:
        for task, sign in ((before, -1), (after, 1)):
            if task and task.ancestors and task.delete_time is None:
                found.setdefault(task.ancestors[-1], Counter())[task.state] += sign
    return {parent: by_state for parent, by_state in found.items() if any(by_state.values())}


def counted(task: Task, found: Mapping[str, Counter[State]]) -> Task:
    """The task with the counts that these differences make of its own."""
    more = found.get(task.id)
    if not more:
        return task
    return replace(
        task,
        active_subtasks=task.active_subtasks + more[State.ACTIVE],
        completed_subtasks=task.completed_subtasks + more[State.COMPLETED],
    )
