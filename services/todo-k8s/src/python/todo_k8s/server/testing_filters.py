"""Some filters, and what the comment of `ListTasksRequest.filter` says of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from todo.v1.task_pb2 import Task

ACTIVE = frozenset({Task.STATE_ACTIVE})
COMPLETED = frozenset({Task.STATE_COMPLETED})


@dataclass(frozen=True)
class Filter:
    """`takes` tells which tasks of these states are wanted, deleted ones where they are asked for; `deleted` is that
    only those can be."""

    takes: Callable[[Task], bool] = lambda _task: True
    states: frozenset[Task.State] = ACTIVE
    deleted: bool = False


def _day(task: Task) -> tuple[int, int, int]:
    when = task.due.date_time if task.due.HasField("date_time") else task.due.date
    return when.year, when.month, when.day


def _is_searched(text: str, task: Task) -> bool:
    return any(text in shown for shown in (task.title, *task.labels))


FILTERS: Mapping[str, Filter] = {
    "": Filter(),
    "state = ACTIVE": Filter(),
    "state = COMPLETED": Filter(states=COMPLETED),
    "complete_time:* AND priority = 1": Filter(lambda task: task.priority == 1, COMPLETED),
    "state = ACTIVE OR state = COMPLETED": Filter(states=ACTIVE | COMPLETED),
    "delete_time:*": Filter(lambda task: task.HasField("delete_time"), ACTIVE | COMPLETED, deleted=True),
    "due = 2026-02-01": Filter(lambda task: _day(task) == (2026, 2, 1)),
    "due < 2026-02-01T09:00 OR NOT due:*": Filter(
        # Where it is a day, and where there is none, there are no hours either.
        lambda task: _day(task) <= (2026, 2, 1) and task.due.date_time.hours < 9
    ),
    "-labels:+shop priority >= 1": Filter(lambda task: "+shop" not in task.labels and task.priority > 0),
    'assignees:"users/ann"': Filter(lambda task: "users/ann" in task.assignees),
    'assignees:"users/me"': Filter(lambda task: "users/local" in task.assignees),
    "mil OR +sho": Filter(lambda task: _is_searched("mil", task) or _is_searched("+sho", task)),
}
