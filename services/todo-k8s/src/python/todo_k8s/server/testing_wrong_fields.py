"""Which fields of a request are wrong in themselves, by what the comments of `todo.v1` say of each."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import starmap
from zoneinfo import available_timezones

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
    MoveTaskRequest,
    SkipOccurrenceRequest,
    UpdateTaskRequest,
)

from todo_k8s.server.testing_mutations import LIST_FIELDS, TASK_FIELDS, Mutation, fields_to_change
from todo_k8s.server.testing_recurrence import is_wrong, misfit

_UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_TASK_ID = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_UUID4 = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_LIST_NAME = f"taskLists/{_UUID}"
_TASK_NAME = f"{_LIST_NAME}/tasks/{_TASK_ID}"
_EDGES = (MoveTaskRequest.EDGE_FIRST, MoveTaskRequest.EDGE_LAST)
_ZONES = available_timezones()


def wrong_name(name: str, *, is_task: bool) -> bool:
    return not re.fullmatch(_TASK_NAME if is_task else _LIST_NAME, name)


def wrong_fields(request: Mutation) -> frozenset[str]:
    wrong = set(_wrong(request))
    # Whether the recurrence fits has nothing to do with the parent.
    if isinstance(request, CreateTaskRequest) and not wrong - {"task.parent_task"}:
        wrong |= {field for field in [misfit(request.task)] if field}
    if request.request_id and not re.fullmatch(_UUID4, request.request_id.lower()):
        wrong.add("request_id")
    return comparable(wrong)


def comparable(wrong: Collection[str]) -> frozenset[str]:
    """Without the content where the mask is wrong: which fields would change is then anyone's guess."""
    content = {f"task.{name}" for name in TASK_FIELDS} | {"task_list.title"}
    return frozenset(wrong) - content if "update_mask" in wrong else frozenset(wrong)


def _wrong(request: Mutation) -> Iterator[str]:
    match request:
        case CreateTaskListRequest():
            if request.task_list_id and not re.fullmatch(_UUID, request.task_list_id):
                yield "task_list_id"
            if not request.HasField("task_list"):
                yield "task_list"
            elif _is_wrong_line(request.task_list.title, 256):
                yield "task_list.title"
        case UpdateTaskListRequest():
            yield from _wrong_name("task_list.name", request.task_list.name, _LIST_NAME)
            fields = fields_to_change(request.task_list, request.update_mask.paths, LIST_FIELDS)
            yield from _wrong_mask(fields, LIST_FIELDS)
            if "title" in fields and _is_wrong_line(request.task_list.title, 256):
                yield "task_list.title"
        case DeleteTaskListRequest() | UndeleteTaskListRequest():
            yield from _wrong_name("name", request.name, _LIST_NAME)
        case CreateTaskRequest():
            yield from _wrong_name("parent", request.parent, _LIST_NAME)
            if request.task_id:
                yield from _wrong_name("task_id", request.task_id, _TASK_ID)
            yield from _wrong_content(request.task, TASK_FIELDS) if request.HasField("task") else ["task"]
            if request.task.parent_task and _is_wrong_parent(request):
                yield "task.parent_task"
        case UpdateTaskRequest():
            yield from _wrong_name("task.name", request.task.name, _TASK_NAME)
            fields = fields_to_change(request.task, request.update_mask.paths, TASK_FIELDS)
            yield from _wrong_mask(fields, TASK_FIELDS)
            yield from _wrong_content(request.task, fields)
        case MoveTaskRequest():
            yield from _wrong_name("name", request.name, _TASK_NAME)
            yield from _wrong_destination(request)
        case CompleteTaskRequest() | SkipOccurrenceRequest():
            yield from _wrong_name("name", request.name, _TASK_NAME)
            if not (
                _is_due(request.occurrence)
                if request.HasField("occurrence")
                else isinstance(request, CompleteTaskRequest)
            ):
                yield "occurrence"
        case _:
            yield from _wrong_name("name", request.name, _TASK_NAME)


def _is_wrong_parent(request: CreateTaskRequest) -> bool:
    """It is no other task of the same list."""
    name = request.task.parent_task
    elsewhere = not name.startswith(f"{request.parent}/tasks/") and re.fullmatch(_LIST_NAME, request.parent)
    return not re.fullmatch(_TASK_NAME, name) or bool(elsewhere) or name == f"{request.parent}/tasks/{request.task_id}"


def _wrong_name(field: str, value: str, pattern: str) -> Iterator[str]:
    if not re.fullmatch(pattern, value):
        yield field


def _wrong_mask(fields: Sequence[str], changeable: Sequence[str]) -> Iterator[str]:
    if not fields or set(fields) - set(changeable):
        yield "update_mask"


def _wrong_destination(request: MoveTaskRequest) -> Iterator[str]:
    list_name = request.name.partition("/tasks/")[0]
    if given := request.destination_parent:
        has_sibling = request.next_sibling or request.previous_sibling
        is_name = re.fullmatch(_TASK_NAME, given) or re.fullmatch(_LIST_NAME, given)
        if not is_name or given == request.name or has_sibling:
            yield "destination_parent"
    match request.WhichOneof("destination"):
        case None if not request.destination_parent:
            yield "destination"
        case None:
            pass
        case "edge":
            if not request.destination_parent and request.edge not in _EDGES:
                yield "destination"
        case field:
            sibling: str = getattr(request, field)
            if not re.fullmatch(_TASK_NAME, sibling) or (
                re.fullmatch(_TASK_NAME, request.name)
                and (sibling == request.name or not sibling.startswith(f"{list_name}/"))
            ):
                yield field


def _wrong_content(task: Task, fields: Sequence[str]) -> Iterator[str]:
    wrong = {
        "title": _is_wrong_line(task.title, 1_024),
        "notes": len(task.notes) > 16_384 or _has_control(task.notes.replace("\n", "").replace("\t", "")),
        "priority": not 0 <= task.priority <= 26,
        "labels": not len(set(task.labels)) == len(task.labels) <= 20 or any(map(_is_wrong_label, task.labels)),
        "due": task.HasField("due") and not _is_due(task.due),
        "assignees": not len(set(task.assignees)) == len(task.assignees) <= 20
        or not all(re.fullmatch(r"users/[A-Za-z0-9._@+-]{1,128}", user) for user in task.assignees),
        "recurrence": task.HasField("recurrence") and is_wrong(task.recurrence),
        "annotations": len(task.annotations) > 50 or any(starmap(_is_wrong_pair, task.annotations.items())),
    }
    yield from (f"task.{name}" for name in fields if wrong.get(name))


def _has_control(text: str) -> bool:
    return any(unicodedata.category(character) == "Cc" for character in text)


def _is_wrong_line(text: str, code_points: int) -> bool:
    is_blank = all(unicodedata.category(character) in ("Zs", "Zl", "Zp", "Cf") for character in text)
    return is_blank or len(text) > code_points or _has_control(text)


def _is_wrong_label(label: str) -> bool:
    return not 1 <= len(label) <= 64 or " " in label or _has_control(label)


def _is_wrong_pair(key: str, value: str) -> bool:
    right_key = re.fullmatch(r"[A-Za-z][A-Za-z0-9._/-]{0,62}", key)
    return not right_key or len(value) > 1_024 or _has_control(value)


def _is_due(due: Due) -> bool:
    day = due.date_time if due.HasField("date_time") else due.date
    time = due.date_time
    try:
        datetime(day.year, day.month, day.day, time.hours, time.minutes, time.seconds)
    except ValueError:
        return False
    zone_is_right = not time.HasField("time_zone") or time.time_zone.id in _ZONES
    return due.WhichOneof("when") is not None and zone_is_right and not (time.nanos or time.HasField("utc_offset"))
