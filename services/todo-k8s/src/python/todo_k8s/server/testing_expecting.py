"""What the oracle expects of a call."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from todo.v1.task_list_service_pb2 import CreateTaskListRequest
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import CreateTaskRequest, MoveTaskRequest, ReopenTaskRequest, UndeleteTaskRequest

from todo_k8s.server.testing_effects import Resource, made_list
from todo_k8s.server.testing_moving import arrived, leaving, other_list, others_there
from todo_k8s.server.testing_mutations import ListMutation, Mutation, name_of, parent_of, without_id
from todo_k8s.server.testing_oracle import Oracle
from todo_k8s.server.testing_refusals import FORBIDDEN, REUSED, Refusal, no_task
from todo_k8s.server.testing_rules import refusals_of
from todo_k8s.server.testing_subtasks import along, below, is_live, new_parent, place_of, recounted
from todo_k8s.server.testing_wrong_fields import wrong_fields


@dataclass(frozen=True)
class Made:
    """What a mutation makes, without what the server makes up; and of which other tasks it makes what, with the etags
    that they had. `left` are those that it takes out of their list, as they were."""

    resource: Resource
    others: Sequence[Task] = ()
    left: Sequence[Task] = ()


@dataclass(frozen=True)
class Repeated:
    """What a request that was carried out before answers with."""

    resource: Resource


def expect(oracle: Oracle, request: Mutation) -> frozenset[Refusal] | Made | Repeated:
    """What it is answered with; of several refusals any will do."""
    before = oracle.remembered(request)
    if wrong := wrong_fields(request):
        refusal = Refusal("INVALID_ARGUMENT", "INVALID_FIELD", wrong)
        return frozenset({refusal, REUSED} if before else {refusal})
    if not isinstance(request, CreateTaskListRequest):
        parent = request.parent if isinstance(request, CreateTaskRequest) else parent_of(name_of(request))
        if oracle.list_at(parent) is None or oracle.list_at(other_list(request) or parent) is None:
            return frozenset({FORBIDDEN})
    if before:
        return _again(oracle, before[1]) if before[0] == without_id(request) else frozenset({REUSED})
    if refusals := frozenset(refusals_of(oracle, request)):
        return refusals
    if there := other_list(request):
        return _moved(oracle, request, there)
    made = made_of(oracle, request)
    return Made(made, tuple(others_of(oracle, request, made)) if isinstance(made, Task) else ())


def _again(oracle: Oracle, name: str) -> frozenset[Refusal] | Repeated:
    """A task that was changed can have moved away since."""
    resource = oracle.list_at(name) or oracle.task_at(name)
    return Repeated(resource) if resource else frozenset({oracle.telling_where(no_task(name))})


def _moved(oracle: Oracle, request: Mutation, there: str) -> Made:
    task = oracle.task_at(name_of(request))
    assert task and isinstance(request, MoveTaskRequest)
    left, coming = leaving(oracle, task), arrived(oracle, task, there, new_parent({}, request, task))
    others = tuple(others_there(oracle, left, coming))
    coming[0].position = ""
    return Made(coming[0], others, left)


def made_of(oracle: Oracle, request: Mutation) -> Resource:
    if isinstance(request, ListMutation):
        return made_list(request, oracle.list_at(name_of(request)), oracle.now)
    made = oracle.runs.made(request, oracle.task_at(name_of(request)), oracle.now)
    if isinstance(request, MoveTaskRequest):
        made.parent_task = new_parent(oracle.existing(parent_of(made.name)), request, made)
    if isinstance(request, UndeleteTaskRequest) and oracle.is_orphan(made):
        made.parent_task = made.position = ""
    comes_back = isinstance(request, ReopenTaskRequest | UndeleteTaskRequest) and made.state == Task.STATE_ACTIVE
    if comes_back and made.position and place_of(made) in map(place_of, oracle.active(parent_of(made.name))):
        # It finds another one at the position that it had.
        made.position = ""
    return made


def others_of(oracle: Oracle, request: Mutation, made: Task) -> Iterator[Task]:
    """What the call makes of other tasks."""
    assert not isinstance(request, ListMutation)
    tasks = dict(oracle.existing(parent_of(made.name)))
    changed = {task.name: task for task in along(tasks, request, made, oracle.together(made))}
    tasks |= changed | {made.name: made}
    for task in recounted(tasks):
        if task.name == made.name:
            made.CopyFrom(task)
        else:
            changed[task.name] = task
    yield from changed.values()


def with_counts(oracle: Oracle, changed: Sequence[Task]) -> Sequence[Task]:
    """These tasks as they are to be, with the counts that they then have."""
    tasks = dict(oracle.existing(parent_of(changed[0].name))) | {task.name: task for task in changed}
    right = {task.name: task for task in recounted(tasks)}
    return [right.get(task.name, task) for task in changed]


def undone_with(oracle: Oracle, changed: Sequence[Task]) -> Iterator[Task]:
    """The other tasks that change with these: their parents, for the counts, and what is below those that move."""
    names = {task.name for task in changed}
    before = oracle.existing(parent_of(changed[0].name))
    then = dict(before) | {task.name: task for task in changed}
    others = {task.name: task for task in recounted(then) if task.name not in names}
    for task in changed:
        if is_live(before[task.name]) and before[task.name].parent_task != task.parent_task:
            others |= {each.name: each for each in below(before, task.name) if is_live(each)} | others
    yield from others.values()
