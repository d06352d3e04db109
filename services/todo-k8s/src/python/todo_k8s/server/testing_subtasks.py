"""Tasks with subtasks, by the comments of `todo.v1`: what may be said against a request, and what else it changes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy

from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
    MoveTaskRequest,
    ReopenTaskRequest,
    UndeleteTaskRequest,
)

from todo_k8s.server.testing_mutations import Mutation, TaskMutation
from todo_k8s.server.testing_refusals import Refusal, no_task, not_now

LEVELS = 5
TOGETHER = 20

Tasks = Mapping[str, Task]
"""All that have not ceased to exist, by name."""


def is_live(task: Task) -> bool:
    return not task.HasField("delete_time")


def is_active(task: Task) -> bool:
    return is_live(task) and task.state == Task.STATE_ACTIVE


def place_of(task: Task) -> tuple[bytes, bytes]:
    """Tasks of every level come parent by parent, those without one last."""
    return (task.parent_task.rpartition("/")[2] or "~").encode(), task.position.encode()


def below(tasks: Tasks, name: str) -> list[Task]:
    """All below this one, also deleted ones; parents first."""
    direct = [task for task in tasks.values() if task.parent_task == name]
    return direct + [each for task in direct for each in below(tasks, task.name)]


def against(tasks: Tasks, request: Mutation, task: Task | None, together: Sequence[Task]) -> Iterator[Refusal]:
    """`together` are those below that the call would bring back."""
    match request:
        case CreateTaskRequest() if request.task.parent_task:
            new = Task(name="new", parent_task=request.task.parent_task, state=Task.STATE_ACTIVE)
            yield from refusals_under(tasks, new, [new])
        case UndeleteTaskRequest() if task and task.parent_task in tasks:
            yield from refusals_under(tasks, task, [task, *together])
        case MoveTaskRequest() if task:
            moved = deepcopy(task)
            moved.parent_task = new_parent(tasks, request, task)
            if moved.parent_task and moved.parent_task != task.parent_task:
                yield from refusals_under(tasks, moved, [moved, *filter(is_live, below(tasks, task.name))])
        case ReopenTaskRequest() if task and task.parent_task:
            yield from refusals_under(tasks, task, [])
        case CompleteTaskRequest() if task and not request.subtasks:
            if any(map(is_active, below(tasks, task.name))):
                yield not_now("SUBTASKS_ACTIVE")
        case DeleteTaskRequest() if task and not request.force:
            if any(map(is_live, below(tasks, task.name))):
                yield not_now("TASK_HAS_SUBTASKS")


def refusals_under(tasks: Tasks, task: Task, coming: Sequence[Task], *, may_be_done: bool = False) -> Iterator[Refusal]:
    """What may be said against the parent of this task, under which these come: the task, and those below it; none,
    where it stays there."""
    parent = tasks.get(task.parent_task)
    if parent is None:
        yield no_task(task.parent_task)
        return
    if not is_live(parent):
        yield not_now("PARENT_DELETED")
    elif parent.state == Task.STATE_COMPLETED and (task.state == Task.STATE_ACTIVE or not (coming or may_be_done)):
        yield not_now("PARENT_NOT_ACTIVE")
    if parent.HasField("recurrence"):
        yield not_now("PARENT_RECURS")
    if coming and task.name in (task.parent_task, *_above(tasks, parent)):
        yield not_now("MOVE_BELOW_ITSELF")
        return
    above = _above(tasks, task)
    if coming and len(above) + _height(task, coming) > LEVELS:
        yield not_now("TOO_DEEP")
    there = {each.name for each in below(tasks, above[0]) if is_live(each)} - {each.name for each in coming}
    if coming and 1 + len(there) + len(coming) > TOGETHER:
        yield Refusal("RESOURCE_EXHAUSTED", "TOO_MANY_SUBTASKS")


def against_result(tasks: Tasks, changed: Sequence[Task]) -> Iterator[Refusal]:
    """What may be said against changes by which they are as in `changed`."""
    then = dict(tasks) | {task.name: task for task in changed}
    if any(_is_below_itself(then, task) for task in changed):
        yield not_now("MOVE_BELOW_ITSELF")
        return
    for task in changed:
        if is_live(task) and task.parent_task:
            before = tasks[task.name]
            stays = is_live(before) and before.parent_task == task.parent_task
            family = [task, *(filter(is_live, below(then, task.name)))]
            yield from refusals_under(then, task, [] if stays else family, may_be_done=task.state != Task.STATE_ACTIVE)
        elif not is_live(task) and any(map(is_live, below(then, task.name))):
            yield not_now("TASK_HAS_SUBTASKS")
        if is_live(task) and task.state == Task.STATE_COMPLETED and any(map(is_active, below(then, task.name))):
            yield not_now("SUBTASKS_ACTIVE")


def _is_below_itself(tasks: Tasks, task: Task) -> bool:
    seen = {task.name}
    while task.parent_task in tasks and is_live(task):
        if task.parent_task in seen:
            return True
        seen.add(task.parent_task)
        task = tasks[task.parent_task]
    return False


def new_parent(tasks: Tasks, request: MoveTaskRequest, task: Task) -> str:
    """The name of the parent that the move gives it; empty for none."""
    if sibling := tasks.get(request.next_sibling or request.previous_sibling):
        return sibling.parent_task
    if given := request.destination_parent:
        return given if "/tasks/" in given else ""
    return task.parent_task


def _above(tasks: Tasks, task: Task) -> list[str]:
    """From the top to its parent."""
    names: list[str] = []
    while name := task.parent_task:
        names.insert(0, name)
        # Above a deleted one there can be one that has moved away.
        task = tasks.get(name, Task())
    return names


def _height(top: Task, family: Sequence[Task]) -> int:
    under = [each for each in family if each.parent_task == top.name]
    return 1 + max((_height(each, family) for each in under), default=0)


def along(tasks: Tasks, request: TaskMutation, changed: Task, together: Sequence[Task]) -> Iterator[Task]:
    """What the call makes of the tasks below the one that it changes."""
    goes_away = tasks[changed.name].parent_task != changed.parent_task if changed.name in tasks else False
    for task in below(tasks, changed.name):
        made = deepcopy(task)
        if isinstance(request, CompleteTaskRequest) and is_active(task):
            made.state = changed.state
            made.complete_time.CopyFrom(changed.complete_time)
        elif isinstance(request, DeleteTaskRequest) and is_live(task):
            made.delete_time.CopyFrom(changed.delete_time)
            made.purge_time.CopyFrom(changed.purge_time)
        elif isinstance(request, UndeleteTaskRequest) and task in together:
            made.ClearField("delete_time")
            made.ClearField("purge_time")
        elif not isinstance(request, MoveTaskRequest) or not is_live(task) or not goes_away:
            continue
        made.update_time.CopyFrom(changed.update_time)
        yield made


def recounted(tasks: Tasks) -> Iterator[Task]:
    """Those whose counts are not what they should be, with what they should be."""
    by_state = Counter((task.parent_task, task.state) for task in tasks.values() if is_live(task))
    for task in tasks.values():
        counts = [by_state[task.name, state] for state in (Task.STATE_ACTIVE, Task.STATE_COMPLETED)]
        if [task.active_subtask_count, task.completed_subtask_count] != counts:
            made = deepcopy(task)
            made.active_subtask_count, made.completed_subtask_count = counts
            yield made
