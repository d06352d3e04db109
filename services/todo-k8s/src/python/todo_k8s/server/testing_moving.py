"""Moves between lists, by the comments of `todo.v1`: the same task under another name, with all that is below it."""

from collections.abc import Iterator, Sequence
from copy import deepcopy

from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import MoveTaskRequest

from todo_k8s.server.testing_effects import stamp
from todo_k8s.server.testing_mutations import Mutation, name_in, parent_of
from todo_k8s.server.testing_oracle import Oracle
from todo_k8s.server.testing_refusals import Refusal
from todo_k8s.server.testing_subtasks import below, is_live, recounted, refusals_under


def other_list(request: Mutation) -> str:
    """The list to which the task is to move; empty where it stays in its own."""
    if not isinstance(request, MoveTaskRequest):
        return ""
    there = parent_of(request.destination_parent)
    return "" if there == parent_of(request.name) else there


def leaving(oracle: Oracle, task: Task) -> Sequence[Task]:
    """The task, and what goes along."""
    return [task, *filter(is_live, below(oracle.existing(parent_of(task.name)), task.name))]


def arrived(oracle: Oracle, task: Task, list_name: str, parent: str) -> Sequence[Task]:
    """They as they are in the other list, the task under this parent, at the position that it had; each has the etag
    that it had."""
    coming = [deepcopy(each) for each in leaving(oracle, task)]
    for each in coming:
        each.name, each.parent_task = name_in(list_name, each.name), name_in(list_name, each.parent_task)
        each.ClearField("last_occurrence")
        each.ClearField("series")
        each.update_time.CopyFrom(stamp(oracle.now))
    coming[0].parent_task = parent
    return coming


def refusals_there(oracle: Oracle, list_name: str, coming: Sequence[Task]) -> Iterator[Refusal]:
    """What may be said against their coming to this list."""
    there = oracle.existing(list_name)
    if any(each.name in there for each in coming):
        yield Refusal("ALREADY_EXISTS", "TASK_EXISTS")
    # One of these can have the name that the parent has.
    elif coming[0].parent_task:
        yield from refusals_under(there, coming[0], coming)


def others_there(oracle: Oracle, left: Sequence[Task], coming: Sequence[Task]) -> Iterator[Task]:
    """What becomes of other tasks: of those that go along, and in both lists of parents, for their counts. That of the
    first of `coming` is made right."""
    here, there = (dict(oracle.existing(parent_of(tasks[0].name))) for tasks in (left, coming))
    for task in left:
        del here[task.name]
    there |= {each.name: each for each in coming}
    changed = {each.name: each for each in coming[1:]} | {each.name: each for each in recounted(here)}
    for task in recounted(there):
        if task.name == coming[0].name:
            coming[0].CopyFrom(task)
        else:
            changed[task.name] = task
    yield from changed.values()
