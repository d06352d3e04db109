"""What the load does with tasks and their subtasks together, and how it takes back what it did last."""

from typing import Any

from todo.v1.task_pb2 import Task

from faults.operation import Mutation
from faults.thing import Thing
from todo.v1 import event_service_pb2 as events
from todo.v1 import task_service_pb2 as tasks

SUBTASKS = 2
_TITLE = "bread"


def all_of(thing: Thing) -> int:
    """The task and its subtasks."""
    return 1 + thing.subtasks


def is_family(thing: Thing) -> bool:
    """Whether it is one of those tasks, a quarter of all, that are made with subtasks."""
    return thing.id[0] in "4567"


def _family(thing: Thing) -> tasks.BatchCreateTasksRequest:
    top = tasks.CreateTaskRequest(task_id=thing.id, task=Task(title=_TITLE))
    below = [
        tasks.CreateTaskRequest(task_id=f"{thing.id}-{number}", task=Task(title=_TITLE, parent_task=thing.name))
        for number in range(SUBTASKS)
    ]
    return tasks.BatchCreateTasksRequest(parent=thing.parent, requests=[top, *below])


def _undone(thing: Thing) -> dict[str, Any]:
    last = thing.last
    assert last, "there is something to take back"
    return {
        "title": last.title,
        "completed": last.completed,
        "deleted": last.deleted,
        "day": last.day,
        "done": last.done,
    }


FAMILIES = (
    Mutation(
        "BatchCreateTasks",
        lambda thing: thing.is_task and thing.title == "" and is_family(thing),
        _family,
        lambda _: {"title": _TITLE, "subtasks": SUBTASKS},
        lambda _: 1 + SUBTASKS,
    ),
    Mutation(
        "UndoEvent",
        lambda thing: thing.is_task and thing.last is not None,
        lambda _: events.UndoEventRequest(),
        _undone,
        lambda thing: thing.count,
        of_last_event=True,
    ),
)
