"""What taking a move between two lists back is answered with: the task moves back, with all that is below it by now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from todo.v1.event_service_pb2 import UndoEventResponse
from todo.v1.task_pb2 import Task

from todo_k8s.server.testing_moving import arrived, leaving, others_there, refusals_there
from todo_k8s.server.testing_mutations import name_in, parent_of
from todo_k8s.server.testing_oracle import Call, Oracle
from todo_k8s.server.testing_refusals import FORBIDDEN, UNDO_CONFLICT, Refusal, no_task, not_now
from todo_k8s.server.testing_subtasks import place_of


@dataclass(frozen=True)
class Returned:
    """The task as it comes back, and what becomes of others; `left` are those that come back as they were."""

    task: Task
    others: Sequence[Task]
    left: Sequence[Task]


def expected_return(oracle: Oracle, call: Call) -> frozenset[Refusal] | Returned:
    """Of a call that brought tasks to another list."""
    assert call.came
    was, came = call.left[0], call.came
    here, there = (oracle.list_at(parent_of(each.name)) for each in (was, came))
    if here is None or there is None:
        return frozenset({FORBIDDEN})
    if any(each.HasField("delete_time") for each in (here, there)):
        return frozenset({not_now("TASK_LIST_DELETED")})
    task = oracle.task_at(came.name)
    if task is None or task.uid != came.uid:
        return frozenset({oracle.telling_where(no_task(came.name))})
    left, coming = leaving(oracle, task), arrived(oracle, task, here.name, was.parent_task)
    if oracle.task_at(was.parent_task) and oracle.owners[was.parent_task] != call.above:
        return frozenset({UNDO_CONFLICT, *map(oracle.telling_where, _against(task, came))})
    against = (*_against(task, came), *_parted(oracle, call, left), *refusals_there(oracle, here.name, coming))
    refusals = set(map(oracle.telling_where, against))
    if refusals:
        return frozenset(refusals)
    departed = {each.name: each for each in call.left}
    for each in coming:
        each.last_occurrence = departed[each.name].last_occurrence if each.name in departed else ""
        each.series = departed[each.name].series if each.name in departed else ""
    coming[0].position = was.position
    if place_of(coming[0]) in map(place_of, oracle.active(here.name)):
        coming[0].position = ""
    others = tuple(others_there(oracle, left, coming))
    return Returned(coming[0], others, left)


def check_return(oracle: Oracle, expected: Returned, actual: UndoEventResponse) -> None:
    """Checks the answer, and takes over what the server makes up."""
    (now,) = actual.tasks
    wanted = expected.task
    assert now.etag and now.etag not in oracle.etags.get(wanted.name, ()), "etags change with every change"
    wanted.etag = now.etag
    if not wanted.position:
        wanted.position = now.position
    assert now == wanted, f"{now} instead of {wanted}"


def _against(task: Task, came: Task) -> Iterator[Refusal]:
    if task.HasField("delete_time"):
        yield not_now("TASK_DELETED")
    elif task.state != Task.STATE_ACTIVE:
        yield not_now("TASK_NOT_ACTIVE")
    if (task.parent_task, task.position) != (came.parent_task, came.position):
        yield UNDO_CONFLICT


def _parted(oracle: Oracle, call: Call, going: Sequence[Task]) -> Iterator[Refusal]:
    """Of those that came along and would stay behind."""
    uids = {each.uid for each in going}
    names = {each.uid: name_in(parent_of(going[0].name), each.name) for each in call.left}
    for uid, name in names.items():
        if uid not in uids:
            task = oracle.task_at(name)
            if task is None or task.uid != uid:
                yield no_task(name)
            else:
                yield not_now("TASK_DELETED") if task.HasField("delete_time") else UNDO_CONFLICT
