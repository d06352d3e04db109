"""The operations of a file: one on each line, as JSON of the API's own requests."""

import json
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TypeAlias

from google.protobuf.json_format import ParseDict, ParseError
from todo.v1.task_service_pb2 import CompleteTaskRequest, CreateTaskRequest, DeleteTaskRequest, UpdateTaskRequest

from todo_k8s.client import exit_codes
from todo_k8s.client.batch_calls import MOST, MOST_BYTES
from todo_k8s.client.failure import Failure
from todo_k8s.client.input_lines import decoded, numbered_lines
from todo_k8s.client.todotxt.line import LineError

Request: TypeAlias = CreateTaskRequest | UpdateTaskRequest | CompleteTaskRequest | DeleteTaskRequest

KINDS: dict[str, type[Request]] = {
    "create": CreateTaskRequest,
    "update": UpdateTaskRequest,
    "complete": CompleteTaskRequest,
    "delete": DeleteTaskRequest,
}


MOST_TOLD = 10
"""Lines that cannot be read, for people; programs are told all of them."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What stands on the line of that number. `parent` is the list; `task` the name of the task. Both are empty where
    the line does not say them in full, `task` also where the service chooses it."""

    number: int
    kind: str
    parent: str
    task: str
    request: Request

    def within(self, parent: str) -> "Operation":
        """The same with all names in full, in this list where it says none."""
        parent = self.parent or parent
        request = deepcopy(self.request)
        match request:
            case CreateTaskRequest():
                name = f"{parent}/tasks/{request.task_id}" if request.task_id else ""
                if request.task.parent_task:
                    request.task.parent_task = _in_full(parent, request.task.parent_task)
            case UpdateTaskRequest():
                name = request.task.name = _in_full(parent, request.task.name)
            case _:
                name = request.name = _in_full(parent, request.name)
        return replace(self, parent=parent, task=name, request=request)


def _in_full(parent: str, task: str) -> str:
    """The name of a task that is told by its name, or by its id in that list."""
    return task if "/" in task else f"{parent}/tasks/{task}"


def operations_of(raw_lines: Iterable[bytes], file: str, first: int) -> list[Operation]:
    """Those from the line `first` on. Raises Failure with every line that cannot be read."""
    found: list[Operation] = []
    wrong: list[tuple[str, str]] = []
    for number, raw in numbered_lines(raw_lines):
        if number < first:
            continue
        try:
            found.append(_operation(number, decoded(raw)))
        except LineError as error:
            wrong.append((f"{file}:{number}", str(error)))
    if wrong:
        told = "; ".join(f"{place}: {why}" for place, why in wrong[:MOST_TOLD])
        more = f"; and {len(wrong) - MOST_TOLD:,} more" if len(wrong) > MOST_TOLD else ""
        message = f"{told}{more}. Nothing was done"
        raise Failure(message, exit_codes.USAGE, "LINES_UNREADABLE", {"lines": str(len(wrong))}, tuple(wrong))
    return found


def groups(found: Iterable[Operation]) -> Iterator[list[Operation]]:
    """In their order, as many together as one call takes: of one kind and one list, and of different tasks."""
    group: list[Operation] = []
    for operation in found:
        if group and not _goes_with(group, operation):
            yield group
            group = []
        group.append(operation)
    if group:
        yield group


def _goes_with(group: list[Operation], operation: Operation) -> bool:
    return (
        len(group) < MOST
        and (group[0].kind, group[0].parent) == (operation.kind, operation.parent)
        and (not operation.task or all(operation.task != other.task for other in group))
        and sum(other.request.ByteSize() for other in (*group, operation)) <= MOST_BYTES
    )


def _operation(number: int, text: str) -> Operation:
    kind, request = _request(text)
    if request.request_id or request.validate_only:
        raise LineError(f"{kind}: request_id and validate_only are the command's own; leave them out")
    if isinstance(request, CreateTaskRequest):
        name = f"{request.parent}/tasks/{request.task_id}" if request.parent and request.task_id else ""
        return Operation(number, kind, request.parent, name, request)
    given = request.task.name if isinstance(request, UpdateTaskRequest) else request.name
    if not given:
        raise LineError(f"{kind}: names no task")
    name = given if "/" in given else ""
    return Operation(number, kind, name.partition("/tasks/")[0], name, request)


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Of two of one name JSON would keep the last, and drop an operation, or a part of one, without a word."""
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{name!r} stands twice in one object")
        found[name] = value
    return found


def _request(text: str) -> tuple[str, Request]:
    try:
        found = json.loads(text, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        raise LineError(f"not JSON: {error}") from None
    if not isinstance(found, dict) or len(found) != 1 or next(iter(found)) not in KINDS:
        raise LineError(f'not one operation; write {{"KIND": {{…}}}}, where KIND is one of {", ".join(KINDS)}')
    ((kind, body),) = found.items()
    if not isinstance(body, dict):
        raise LineError(f"{kind}: not a JSON object")
    try:
        return kind, ParseDict(body, KINDS[kind]())
    except (ParseError, RecursionError) as error:
        # The lines that follow the first list every field that there is.
        raise LineError(f"{kind}: {str(error).partition(chr(10))[0]}") from None
