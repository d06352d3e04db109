"""How the oracle checks what a call was answered with, and takes it over."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import DeleteTaskRequest

from todo_k8s.server.testing_effects import RESTORABLE, Resource, stamp
from todo_k8s.server.testing_expecting import Made, Repeated
from todo_k8s.server.testing_mutations import ListMutation, Mutation, parent_of, without_id
from todo_k8s.server.testing_oracle import Call, Oracle
from todo_k8s.server.testing_recurrence import MADE_UP, occurrence_of

REMEMBERED = timedelta(hours=24)


def settle(oracle: Oracle, request: Mutation, expected: Made | Repeated, actual: Resource) -> None:
    """Checks the answer; takes over what it says of a resource that was made or changed."""
    wanted = deepcopy(expected.resource)
    if isinstance(expected, Made):
        _take_over(oracle, wanted, actual)
    assert actual == wanted, f"{request} is answered with {actual}, which should be {wanted}"
    if isinstance(expected, Repeated) or request.validate_only:
        return
    call = Call(type(request).__name__.removesuffix("Request"), request.request_id.lower())
    if isinstance(expected, Made) and expected.left:
        settle_move(oracle, call, expected.left, actual)
    else:
        settle_here(oracle, request, call, actual)
    if request.request_id:
        oracle.requests[request.request_id.lower()] = without_id(request), actual.name, _forgotten(oracle.now)


def settle_here(oracle: Oracle, request: Mutation, call: Call, actual: Resource) -> None:
    if isinstance(actual, Task):
        assert not isinstance(request, ListMutation)
        progress = oracle.runs.progress(actual.name)
        oracle.runs.settle(request, oracle.task_at(actual.name), actual, oracle.now)
        call = replace(call, progress={actual.name: (progress, oracle.runs.progress(actual.name))})
        if isinstance(request, DeleteTaskRequest):
            oracle.deletions[actual.uid] = next(oracle.numbers)
    oracle.calls.setdefault(parent_of(actual.name), []).append(call)
    keep(oracle, actual)


def settle_move(oracle: Oracle, call: Call, left: Sequence[Task], came: Resource) -> None:
    """Takes the tasks out of their list, and takes over the first of them as it came to the other one."""
    assert isinstance(came, Task)
    call = replace(call, left=left, came=came, above=oracle.owners.get(left[0].parent_task, 0))
    for before, behind in call.moves:
        del oracle.kept_tasks[before]
        oracle.runs.rename(before, behind)
        oracle.moved[before] = behind, oracle.now.replace(microsecond=0) + RESTORABLE
    for list_name in map(parent_of, (left[0].name, came.name)):
        oracle.calls[list_name].append(call)
    keep(oracle, came)


def settle_other(oracle: Oracle, wanted: Task, actual: Task, changed: Task) -> None:
    """Checks a task that was changed together with the one that the call was for."""
    wanted = deepcopy(wanted)
    wanted.update_time.CopyFrom(stamp(oracle.now))
    assert actual.etag not in oracle.etags.get(wanted.name, ()), "etags change with every change"
    wanted.etag = actual.etag
    assert actual == wanted, f"{actual}, which should be {wanted}"
    keep(oracle, actual)
    if actual.HasField("delete_time") and changed.uid in oracle.deletions:
        oracle.deletions[actual.uid] = oracle.deletions[changed.uid]


def settle_occurrence(oracle: Oracle, before: Task, actual: Task) -> None:
    """Checks the completed occurrence of a task that recurs, which is as it was before."""
    wanted = occurrence_of(before, actual.name, oracle.now)
    there = oracle.task_at(actual.name)
    assert there is None or there.HasField("delete_time"), "only a deleted task makes way"
    _take_over(oracle, wanted, actual)
    assert actual == wanted, f"{before} has the occurrence {actual}, which should be {wanted}"
    keep(oracle, actual)


def keep(oracle: Oracle, actual: Resource) -> None:
    """Takes over what was made or changed, as it is now."""
    oracle.etags.setdefault(actual.name, []).append(actual.etag)
    oracle.uids.add(actual.uid)
    if isinstance(actual, TaskList):
        oracle.kept_lists[actual.name] = actual
    else:
        oracle.keep_task(actual)


def _take_over(oracle: Oracle, wanted: Resource, actual: Resource) -> None:
    """What the server makes up, where it follows the rules for it."""
    assert type(wanted) is type(actual)
    if not wanted.uid:
        _take_over_new(oracle, wanted, actual)
    assert actual.etag, "an empty etag is none"
    assert actual.etag not in oracle.etags.get(wanted.name, ()), "etags change with every change"
    wanted.etag = actual.etag
    if isinstance(wanted, Task) and isinstance(actual, Task) and not wanted.position:
        assert actual.position
        wanted.position = actual.position
    if isinstance(wanted, Task) and isinstance(actual, Task) and wanted.last_occurrence == MADE_UP:
        assert UUID(actual.last_occurrence.removeprefix(f"{parent_of(wanted.name)}/tasks/"))
        wanted.last_occurrence = actual.last_occurrence


def _take_over_new(oracle: Oracle, wanted: Resource, actual: Resource) -> None:
    assert UUID(actual.uid).hex not in (UUID(uid).hex for uid in oracle.uids), "uids are unique"
    wanted.uid = actual.uid
    if wanted.name.endswith("/"):
        assert str(UUID(actual.name.removeprefix(wanted.name))) in actual.name
        wanted.name = actual.name
    if isinstance(wanted, TaskList):
        assert wanted.uid == wanted.name.removeprefix("taskLists/")


def _forgotten(now: datetime) -> datetime:
    """24 hours later, in whole seconds, not a part of one earlier."""
    return (now + REMEMBERED + timedelta(microseconds=999_999)).replace(microsecond=0)
