"""Where among its siblings a task comes to stand: the tasks of one parent, or those of the list without one. Each
function takes the task as it is to be, with its new parent."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from todo_k8s.domain import limits, rank
from todo_k8s.domain.errors import FailedPrecondition
from todo_k8s.domain.model import Task
from todo_k8s.domain.rebalancing import make_room
from todo_k8s.domain.requests import Before, Behind, Destination, Edge
from todo_k8s.storage import codec, keys
from todo_k8s.storage.table import Cursor, Index, Range, Table, prefixed


@dataclass(frozen=True, slots=True)
class Place:
    """A position that no active sibling has, and the tasks that have to make room for it, whole, with their
    new positions."""

    position: str
    shifted: Sequence[Task] = ()


async def vacant(table: Table, task: Task, taken: Sequence[Task] = ()) -> Place:
    """The position that the task has, or, where an active one has it by now, one directly behind that. `taken` are
    tasks that come back together with it."""
    stretch = _order(task)
    from_here = replace(stretch, low=f"{stretch.low}{task.position}#")
    found = {codec.task_of(item).position for item in (await table.query(from_here, 2)).items}
    found |= {each.position for each in taken if each.parent_id == task.parent_id}
    if task.position not in found:
        return Place(task.position)
    behind = min((each for each in found if each > task.position), default=None)
    return await _between(table, task, task.position, behind)


async def placed(table: Table, task: Task, destination: Destination, sibling: Task | None) -> Place:
    """The place that the destination names; `sibling` is the task that it names, if any."""
    forward = destination is Edge.FIRST or isinstance(destination, Behind)
    neighbour = await _next(table, task, sibling, forward=forward)
    here = sibling.position if sibling else None
    match destination:
        case Before():
            return await _between(table, task, neighbour, here)
        case Behind():
            return await _between(table, task, here, neighbour)
        case Edge.FIRST:
            return await _between(table, task, None, neighbour)
        case Edge.LAST:
            return await _between(table, task, neighbour, None)


async def _next(table: Table, task: Task, sibling: Task | None, *, forward: bool) -> str | None:
    """The position of the task that stands next to the sibling, or first in that direction; `task` itself, which moves
    away, does not count, and neither does one that has taken the sibling's position since that was read."""
    stretch = _order(task, reverse=not forward)
    after = Cursor(codec.place_of(sibling), keys.task(sibling.list_id, sibling.id).sk) if sibling else None
    found = (codec.task_of(item) for item in (await table.query(stretch, 2, after)).items)
    here = sibling.position if sibling else None
    return next((other.position for other in found if other.id != task.id and other.position != here), None)


async def _between(table: Table, task: Task, low: str | None, high: str | None) -> Place:
    """A place between two neighbours. Raises FailedPrecondition `NO_ROOM` where every position would be too long."""
    place = Place(rank.between(low, high))
    if low is not None and high is not None and len(place.position) > limits.RANK_CHARACTERS:
        place = await _with_room(table, task, low, high) or place
    if len(place.position) > limits.RANK_CHARACTERS_MAX:
        message = f"there is no position left for {task.name} in that place; move one of its neighbours away first"
        raise FailedPrecondition("NO_ROOM", message, {"name": task.name})
    return place


async def _with_room(table: Table, task: Task, low: str, high: str) -> Place | None:
    """The same place with as many neighbours shifted as is worth it and one transaction can take, if any."""
    stretch = _order(task)
    before = await _nearest(table, task, replace(stretch, high=f"{stretch.low}{low}#\U0010ffff", reverse=True))
    behind = await _nearest(table, task, replace(stretch, low=f"{stretch.low}{high}#"))
    before.reverse()
    if len({each.id for each in (*before, *behind)}) < len(before) + len(behind):
        # Another writer moved one from one side to the other between the reads, which the list head will show.
        return None
    for most in _halves(limits.SHIFTED_TASKS):
        room = make_room([each.position for each in before], [each.position for each in behind], most)
        if len(rank.between(low, high)) - len(room.rank) < limits.RANK_CHARACTERS_WORTH_SHIFTING:
            return None
        neighbours = [*before[len(before) - len(room.before) :], *behind[: len(room.behind)]]
        shifted = await _shifted(table, neighbours, [*room.before, *room.behind])
        if sum(map(_bytes, shifted)) <= limits.SHIFTED_BYTES:
            return Place(room.rank, shifted)
    return None


async def _nearest(table: Table, task: Task, stretch: Range) -> list[Task]:
    """As many tasks of the stretch as `make_room` asks for, without details."""
    wanted = limits.SHIFTED_TASKS + 1
    found: list[Task] = []
    after = None
    while True:
        page = await table.query(stretch, wanted + 1, after)
        found += (other for other in map(codec.task_of, page.items) if other.id != task.id)
        after = page.next
        if after is None or len(found) >= wanted:
            return found[:wanted]


async def _shifted(table: Table, tasks: Sequence[Task], positions: Sequence[str]) -> list[Task]:
    """The tasks, read whole, at their new positions. One that is gone by now was changed by another writer, which the
    condition on the list head shows."""
    items = await table.get(*(keys.task(task.list_id, task.id) for task in tasks))
    whole = zip(map(codec.task_at, items), positions, strict=True)
    return [replace(task, position=position) for task, position in whole if task]


def _bytes(task: Task) -> int:
    return len(json.dumps(codec.task_fields(task), ensure_ascii=False).encode())


def _halves(number: int) -> Iterator[int]:
    while number > 1:
        yield number
        number //= 2


def _order(task: Task, *, reverse: bool = False) -> Range:
    return prefixed(keys.list_pk(task.list_id), Index.ORD, keys.siblings(task.parent_id), reverse=reverse)
