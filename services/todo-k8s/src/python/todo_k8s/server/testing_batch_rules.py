"""What may be said against a batch before its requests are looked at, and how it tells what they are told."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any, TypeAlias

from todo.v1.task_service_pb2 import BatchGetTasksRequest, CreateTaskRequest, UpdateTaskRequest

from todo_k8s.server.testing_batches import MOST, MOST_READ, BatchRequest
from todo_k8s.server.testing_mutations import Mutation, name_of, parent_of
from todo_k8s.server.testing_oracle import Oracle
from todo_k8s.server.testing_refusals import FORBIDDEN, Refusal, no_task, not_now
from todo_k8s.server.testing_wrong_fields import comparable, wrong_fields, wrong_name

Wrong: TypeAlias = frozenset[tuple[int, str]]
"""Fields of requests, each with the index of its request."""
BatchRefusal: TypeAlias = tuple[Refusal, int | None, Wrong]
"""With the index that it tells, and the fields of requests that are wrong."""


def refusals_of_whole(oracle: Oracle, request: BatchRequest) -> Iterator[BatchRefusal]:
    """Those that will do."""
    if wrong_name(request.parent, is_task=False):
        yield Refusal("INVALID_ARGUMENT", "INVALID_FIELD", frozenset({"parent"})), None, frozenset()
        return
    whole, wrong = _wrong(request)
    if whole or wrong:
        index = min((index for index, _ in wrong), default=None)
        yield Refusal("INVALID_ARGUMENT", "INVALID_FIELD", whole), index, wrong
    elif oracle.list_at(request.parent) is None:
        yield FORBIDDEN, None, frozenset()
    elif oracle.kept_lists[request.parent].HasField("delete_time"):
        yield not_now("TASK_LIST_DELETED"), None, frozenset()


def refusal_at(index: int, refusal: Refusal) -> BatchRefusal:
    """As the batch tells what the request alone is told."""
    wrong = frozenset((index, field) for field in refusal.fields)
    return replace(refusal, fields=frozenset()), index, wrong


def alone(part: Any, request: BatchRequest) -> Any:
    """As the request for one task."""
    whole = deepcopy(part)
    if isinstance(whole, CreateTaskRequest):
        whole.parent = whole.parent or request.parent
    whole.validate_only = request.validate_only
    return whole


def refusals_of_reading(oracle: Oracle, request: BatchGetTasksRequest) -> Iterator[BatchRefusal]:
    """Of several names that are wrong or not there, the first is told."""
    if wrong_name(request.parent, is_task=False):
        yield Refusal("INVALID_ARGUMENT", "INVALID_FIELD", frozenset({"parent"})), None, frozenset()
        return
    wrong = _wrong_names(request)
    if wrong or not 1 <= len(request.names) <= MOST_READ:
        is_counted_wrong = not 1 <= len(request.names) <= MOST_READ
        fields = {"names"} if is_counted_wrong else {f"names[{index}]" for index in wrong}
        index = None if is_counted_wrong else wrong[0]
        yield Refusal("INVALID_ARGUMENT", "INVALID_FIELD", frozenset(fields)), index, frozenset()
    elif oracle.list_at(request.parent) is None:
        yield FORBIDDEN, None, frozenset()
    else:
        yield from missing_of(oracle, request.names)


def missing_of(oracle: Oracle, names: Sequence[str]) -> Iterator[BatchRefusal]:
    """What is said where some of these are to be read and are not there."""
    if missing := [index for index, name in enumerate(names) if oracle.task_at(name) is None]:
        first = oracle.telling_where(no_task(names[missing[0]]))
        yield replace(first, indexes=",".join(map(str, missing))), missing[0], frozenset()


def _wrong_names(request: BatchGetTasksRequest) -> list[int]:
    """The places of those that are none, or of another list, or were there before."""
    return [
        index
        for index, name in enumerate(request.names)
        if wrong_name(name, is_task=True) or parent_of(name) != request.parent or name in request.names[:index]
    ]


def _wrong(request: BatchRequest) -> tuple[frozenset[str], Wrong]:
    """The fields of the whole, and those of its requests, that are wrong in themselves."""
    whole = {"request_id"} if request.request_id == "no-uuid" else set()
    parts = [alone(part, request) for part in request.requests]
    if not 1 <= len(parts) <= MOST:
        return frozenset({"requests", *whole}), frozenset()
    wrong: set[tuple[int, str]] = set()
    seen: set[str] = set()
    for index, (part, whole_part) in enumerate(zip(request.requests, parts, strict=True)):
        own = wrong_fields(whole_part) - {"request_id"}
        list_field, task_field = _naming(whole_part)
        name = name_of(whole_part)
        if not {list_field, task_field} & own:
            if parent_of(name) != request.parent:
                own |= {list_field}
            elif not name.endswith("/"):
                own |= {task_field} if name in seen else set()
                seen.add(name)
        own |= {name for name in ("request_id", "validate_only") if getattr(part, name)}
        wrong |= {(index, name) for name in comparable(own)}
    return frozenset(whole), frozenset(wrong)


def _naming(part: Mutation) -> tuple[str, str]:
    """The fields that say which list, and which task."""
    match part:
        case CreateTaskRequest():
            return "parent", "task_id"
        case UpdateTaskRequest():
            return "task.name", "task.name"
    return "name", "name"


def parted(fields: Sequence[str]) -> tuple[frozenset[str], Wrong]:
    whole: set[str] = set()
    by_part: dict[int, set[str]] = {}
    for path in fields:
        first, _, rest = path.partition("].")
        if not rest:
            whole.add(path)
            continue
        # `task.labels[0]` and `task.due.date` are told as the field of the task.
        name = ".".join(rest.partition("[")[0].split(".")[:2])
        by_part.setdefault(int(first.removeprefix("requests[")), set()).add(name)
    return frozenset(whole), frozenset((index, name) for index, own in by_part.items() for name in comparable(own))
