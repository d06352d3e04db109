"""Where a task moves to inside its list, and what moves with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from todo_k8s.domain import names
from todo_k8s.domain.errors import FailedPrecondition
from todo_k8s.domain.family import check_room, descendants, fit_parent, relatives
from todo_k8s.domain.model import Task
from todo_k8s.domain.names import TaskName
from todo_k8s.domain.placing import placed
from todo_k8s.domain.requests import Before, Behind, Destination, Edge, MoveTask
from todo_k8s.domain.task_states import active
from todo_k8s.domain.task_writing import Standing
from todo_k8s.domain.violations import Violations


@dataclass(frozen=True, slots=True)
class Target:
    """The place, and the sibling that it names, which says the parent by itself. Without one the task `stays` under the
    parent that it has, or comes under `parent`, or to the top where that is None."""

    destination: Destination
    sibling: TaskName | None
    parent: TaskName | None = None
    stays: bool = True
    list_id: str = ""
    """Of the list that it goes to."""


def target_of(request: MoveTask, name: TaskName, violations: Violations) -> Target:
    destination, sibling = _destination(request, name, violations)
    if not request.parent:
        return Target(destination, sibling, list_id=name.list_id)
    if sibling:
        violations.add("destination_parent", "is set beside a sibling, which says the parent by itself; leave one out")
    list_id, parent = _parent(request.parent, name, violations)
    return Target(destination, sibling, parent, stays=False, list_id=list_id)


async def moved(standing: Standing, task: Task, target: Target) -> tuple[Task, Sequence[Task]]:
    """The task at its new place, and what is changed with it: the tasks below it, and siblings that make room."""
    sibling = None
    if target.sibling:
        (found,) = await standing.read(target.sibling.task_id)
        sibling = active(found, target.sibling, "")
    parent_id = _parent_id(task, target, sibling)
    below: Sequence[Task] = ()
    if parent_id != task.parent_id:
        below = await descendants(standing, task)
        task = replace(task, ancestors=await _lineage(standing, parent_id, [task, *below]))
    place = await placed(standing, task, target.destination, sibling)
    return replace(task, position=place.position), (*place.shifted, *following(task, below))


def following(task: Task, below: Sequence[Task]) -> list[Task]:
    """The tasks below one that has moved, with the ancestors that they have by that."""
    return [replace(each, ancestors=(*task.lineage, *_between(task, each))) for each in below]


def refuse_below_itself(task: Task, parent: Task) -> None:
    """Raises FailedPrecondition `MOVE_BELOW_ITSELF`."""
    if task.id in parent.lineage:
        message = f"{parent.name} is below {task.name}, which cannot come below itself; move that away first"
        raise FailedPrecondition("MOVE_BELOW_ITSELF", message, {"name": task.name})


def _between(task: Task, below: Task) -> Sequence[str]:
    """The ids of the tasks between these two."""
    return below.ancestors[below.ancestors.index(task.id) + 1 :]


def _parent_id(task: Task, target: Target, sibling: Task | None) -> str | None:
    if sibling:
        return sibling.parent_id
    if target.stays:
        return task.parent_id
    return target.parent.task_id if target.parent else None


async def _lineage(standing: Standing, parent_id: str | None, coming: Sequence[Task]) -> tuple[str, ...]:
    """The ancestors that the first of `coming` has under this parent."""
    if parent_id is None:
        return ()
    task, *_ = coming
    name = TaskName(task.list_id, parent_id)
    (found,) = await standing.read(parent_id)
    parent = fit_parent(found, name, task.state)
    refuse_below_itself(task, parent)
    check_room(parent, await relatives(standing, parent), coming)
    return parent.lineage


def _destination(request: MoveTask, name: TaskName, violations: Violations) -> tuple[Destination, TaskName | None]:
    """Where to, and the name of the sibling that it tells."""
    match given := request.destination:
        case None:
            if not request.parent:
                places = "next_sibling, previous_sibling, or edge to 1 (FIRST) or 2 (LAST)"
                problem = f"names no place; set {places}, or destination_parent"
                violations.add("destination", problem)
            return Edge.LAST, None
        case Before():
            return given, _other(given.sibling, "next_sibling", name, violations)
        case Behind():
            return given, _other(given.sibling, "previous_sibling", name, violations)
    return given, None


def _parent(given: str, name: TaskName, violations: Violations) -> tuple[str, TaskName | None]:
    """The id of the list, and the parent in it; None for the top level."""
    if "/tasks/" not in given:
        return names.list_id_of(given, "destination_parent", violations), None
    parent = names.task_name(given, "destination_parent", violations)
    if parent == name and name.task_id:
        violations.add("destination_parent", "is the task itself; name another one")
    return parent.list_id, parent


def _other(given: str, field: str, name: TaskName, violations: Violations) -> TaskName:
    other = names.task_name(given, field, violations)
    if other == name and name.task_id:
        violations.add(field, "is the task itself; name another one")
    elif other.list_id != name.list_id and other.task_id and name.task_id:
        violations.add(field, f"is in another list; name an active task of taskLists/{name.list_id}")
    return other
