"""Where in its list a task comes to stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from todo_k8s.domain import rank
from todo_k8s.domain.model import Task
from todo_k8s.domain.requests import Before, Behind, Destination, Edge
from todo_k8s.storage import codec, keys
from todo_k8s.storage.table import Cursor, Index, Range, Table, prefixed


@dataclass(frozen=True, slots=True)
class Place:
    """A position that no active task of the list has, and the tasks that have to make room for it, with their new
    positions."""

    position: str
    shifted: Sequence[Task] = ()


async def vacant(table: Table, task: Task) -> Place:
    """The position that the task has, or, where an active one has it by now, one directly behind that."""
    stretch = _order(task.list_id)
    from_here = Range(stretch.pk, stretch.index, f"{keys.TOP_LEVEL}{task.position}#", stretch.high)
    found = [codec.task_of(item).position for item in (await table.query(from_here, 2)).items]
    if task.position not in found:
        return Place(task.position)
    return Place(rank.between(task.position, found[1] if len(found) > 1 else None))


async def placed(table: Table, task: Task, destination: Destination, sibling: Task | None) -> Place:
    """The place that the destination names; `sibling` is the task that it names, if any."""
    forward = destination is Edge.FIRST or isinstance(destination, Behind)
    neighbour = await _next(table, task, sibling, forward=forward)
    here = sibling.position if sibling else None
    match destination:
        case Before():
            return Place(rank.between(neighbour, here))
        case Behind():
            return Place(rank.between(here, neighbour))
        case Edge.FIRST:
            return Place(rank.between(None, neighbour))
        case Edge.LAST:
            return Place(rank.between(neighbour, None))


async def _next(table: Table, task: Task, sibling: Task | None, *, forward: bool) -> str | None:
    """The position of the task that stands next to the sibling, or first in that direction; `task` itself, which moves
    away, does not count."""
    stretch = _order(task.list_id, reverse=not forward)
    after = None
    if sibling:
        after = Cursor(f"{keys.TOP_LEVEL}{sibling.position}#{sibling.id}", keys.task(sibling.list_id, sibling.id).sk)
    found = (codec.task_of(item) for item in (await table.query(stretch, 2, after)).items)
    return next((other.position for other in found if other.id != task.id), None)


def _order(list_id: str, *, reverse: bool = False) -> Range:
    return prefixed(keys.list_pk(list_id), Index.ORD, keys.TOP_LEVEL, reverse=reverse)
