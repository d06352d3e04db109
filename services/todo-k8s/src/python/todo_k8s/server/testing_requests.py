"""Random mutations of a few lists and tasks, so that they meet; most of them right, some wrong in themselves."""

from collections.abc import Sequence
from copy import deepcopy
from random import Random
from uuid import UUID

from google.protobuf.field_mask_pb2 import FieldMask
from google.type.date_pb2 import Date
from google.type.datetime_pb2 import DateTime, TimeZone
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import (
    CreateTaskListRequest,
    DeleteTaskListRequest,
    UndeleteTaskListRequest,
    UpdateTaskListRequest,
)
from todo.v1.task_pb2 import Due, Task
from todo.v1.task_service_pb2 import (
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
    MoveTaskRequest,
    ReopenTaskRequest,
    SkipOccurrenceRequest,
    UndeleteTaskRequest,
    UpdateTaskRequest,
)

from todo_k8s.server.testing_mutations import TASK_FIELDS, Mutation, parent_of
from todo_k8s.server.testing_recurrence import NOT_RECURRING, RECURRING, WATER


def _moment(hours: int, zone: str = "", nanos: int = 0) -> Due:
    time_zone = TimeZone(id=zone) if zone else None
    return Due(date_time=DateTime(year=2026, month=2, day=1, hours=hours, time_zone=time_zone, nanos=nanos))


def _day(day: int) -> Due:
    return Due(date=Date(year=2026, month=2, day=day))


HOME, WORK, GARDEN, NOWHERE = (f"taskLists/{UUID(int=number)}" for number in (1, 2, 3, 4))
FIRST_TASKS = {
    f"{HOME}/tasks/a": Task(
        title="milk", notes="at the\n\tcorner", priority=1, labels=["+shop"], due=_day(2), annotations={"a/b": "1"}
    ),
    f"{HOME}/tasks/b": Task(title="bread"),
    f"{HOME}/tasks/c": Task(title="eggs", due=_moment(9)),
    f"{HOME}/tasks/d": Task(title="flour", parent_task=f"{HOME}/tasks/b"),
    f"{HOME}/tasks/e": Task(title="mill", parent_task=f"{HOME}/tasks/d"),
    f"{HOME}/tasks/water": WATER,
    f"{WORK}/tasks/c": Task(title="paper"),
    f"{WORK}/tasks/a": Task(title="print"),
}
"""What every history begins with, the last one completed."""

_TASKS = (*FIRST_TASKS, f"{HOME}/tasks/f", f"{WORK}/tasks/none", f"{HOME}/tasks/-")
_DUES = (None, _day(1), _day(2), _moment(0), _moment(9), _moment(9, "Europe/Berlin"), _moment(9, "UTC"))
_WRONG_DUES = (Due(), _day(30), _moment(24), _moment(9, "Mars"), _moment(9, nanos=1))
_WRONG_TASKS = (
    *(Task(title=title) for title in ("", "\u200b ", "two\nlines", "x" * 1_025)),
    *(Task(title="milk", priority=number) for number in (27, -1)),
    *(Task(title="milk", labels=labels) for labels in (["two words"], ["a", "a"])),
    *(Task(title="milk", due=due) for due in _WRONG_DUES),
    *(Task(title="milk", annotations=pair) for pair in ({"1": "a"}, {"a": "\n"})),
    *(Task(title="milk", assignees=users) for users in (["ann"], ["users/"], ["users/ann"] * 2)),
    Task(title=" ", notes="\x07", priority=99),
)
_EDGES = (MoveTaskRequest.EDGE_FIRST, MoveTaskRequest.EDGE_LAST)
_WRONG_MASKS = (["*", "title"], ["state"], ["due.date"], ["name", "title"])


def any_list(chance: Random) -> str:
    return chance.choices((HOME, WORK, GARDEN, NOWHERE, "taskLists/home"), (40, 6, 2, 1, 1))[0]


def any_task(chance: Random) -> str:
    return chance.choices(_TASKS, (30, 30, 20, 30, 20, 30, 6, 6, 10, 1, 1))[0]


def mutation(chance: Random) -> Mutation:
    """Without etag and request_id."""
    of_lists = (_create_list, _update_list, _delete_list, _undelete_list)
    of_tasks = (_create_task, _update_task, _update_task, *[_change_task] * 3, *[_move_task] * 2)
    request = chance.choice(of_lists if chance.random() < 0.12 else of_tasks)(chance)
    request.validate_only = chance.random() < 0.1
    return request


def _create_list(chance: Random) -> Mutation:
    id = chance.choice((HOME, GARDEN, GARDEN, "", "home")).removeprefix("taskLists/")
    title = chance.choice(("home", "work", "work", ""))
    return CreateTaskListRequest(task_list_id=id, task_list=TaskList(title=title) if chance.random() < 0.9 else None)


def _update_list(chance: Random) -> Mutation:
    mask = chance.choice(([], ["title"], ["*"], ["etag"], ["title", "uid"]))
    named = TaskList(name=any_list(chance), title=chance.choice(("home", "work", "garden", "")))
    return UpdateTaskListRequest(task_list=named, update_mask=_masked(mask))


def _delete_list(chance: Random) -> Mutation:
    return DeleteTaskListRequest(name=chance.choice((HOME, WORK, WORK, GARDEN)), force=chance.random() < 0.5)


def _undelete_list(chance: Random) -> Mutation:
    return UndeleteTaskListRequest(name=chance.choice((HOME, WORK, GARDEN)))


def creation_of(chance: Random, parent: str) -> CreateTaskRequest:
    task = _content(chance) if chance.random() < 0.95 else None
    id = chance.choice(("a", "b", "d", "f", "f", "f", "", "", "A!"))
    request = CreateTaskRequest(parent=parent, task=task, task_id=id)
    if task and chance.random() < 0.6:
        request.task.parent_task = any_task(chance)
    return request


def _create_task(chance: Random) -> Mutation:
    return creation_of(chance, any_list(chance))


def _update_task(chance: Random) -> Mutation:
    return update_of(chance, any_task(chance))


def update_of(chance: Random, name: str) -> UpdateTaskRequest:
    named = _content(chance)
    named.name = name
    # Which is ignored.
    named.parent_task = chance.choice(("", "", "", f"{HOME}/tasks/a"))
    one, two = chance.sample(TASK_FIELDS, 1), chance.sample(TASK_FIELDS[1:], 2)
    mask = chance.choice(_WRONG_MASKS if chance.random() < 0.1 else ([], ["*"], one, one, two, two))
    return UpdateTaskRequest(task=named, update_mask=_masked(mask))


def _change_task(chance: Random) -> Mutation:
    kinds = (CompleteTaskRequest, ReopenTaskRequest, DeleteTaskRequest, UndeleteTaskRequest, SkipOccurrenceRequest)
    made: Mutation = chance.choice(kinds)(name=any_task(chance))
    if isinstance(made, CompleteTaskRequest):
        made.subtasks = chance.random() < 0.5
    if isinstance(made, DeleteTaskRequest):
        made.force = chance.random() < 0.6
    return made


def _move_task(chance: Random) -> Mutation:
    request = MoveTaskRequest(name=any_task(chance))
    match chance.choice(("before", "behind", "edge")):
        case "before":
            request.next_sibling = any_task(chance)
        case "behind":
            request.previous_sibling = any_task(chance)
        case "edge":
            request.edge = chance.choice((*_EDGES * 5, MoveTaskRequest.EDGE_UNSPECIFIED))
    if chance.random() < 0.03:
        request.ClearField("edge")
    if chance.random() < (0.6 if request.edge else 0.05):
        request.destination_parent = chance.choice((HOME, any_task(chance), any_task(chance), any_task(chance)))
        if parent_of(request.destination_parent) != parent_of(request.name) and chance.random() < 0.8:
            request.destination_parent = parent_of(request.name)
        if chance.random() < 0.3:
            request.ClearField("edge")
    if chance.random() < 0.3:
        _to_another_list(chance, request)
    return request


def _to_another_list(chance: Random, request: MoveTaskRequest) -> None:
    """To one that there is, but for one in ten; half of those that name a sibling name none any more."""
    there = WORK if parent_of(request.name) == HOME else HOME
    there = chance.choices((there, GARDEN), (12, 1))[0]
    request.destination_parent = chance.choice((there, there, there, f"{there}/tasks/{chance.choice('accf')}"))
    if not request.edge and chance.random() < 0.9:
        request.edge = chance.choice(_EDGES)


def _content(chance: Random) -> Task:
    if chance.random() < 0.1:
        return deepcopy(chance.choice(_WRONG_TASKS))
    if chance.random() < 0.25:
        return deepcopy(chance.choice(RECURRING if chance.random() < 0.8 else NOT_RECURRING))
    return Task(
        title=chance.choice(("milk", "bread", "\u00e9\U0001f600", "x" * 1_024)),
        notes=chance.choice(("", "at the\n\tcorner")),
        priority=chance.choice((0, 1, 26)),
        labels=chance.choice(([], ["+shop"], ["@town", "+shop"])),
        due=chance.choice(_DUES),
        annotations=chance.choice(({}, {"a/b": "1"}, {"a/b": "", "c": "2"})),
        assignees=chance.choice(([], ["users/ann"], ["users/bob@home", "users/local"])),
    )


def _masked(paths: Sequence[str]) -> FieldMask | None:
    return FieldMask(paths=paths) if paths else None
