"""Where among its siblings a task comes to stand: the tasks of one parent, or those of the list without one. Each
function takes the task as it is to be, with its new parent, and the places of others as the call leaves them so far."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from todo_k8s.domain import limits, rank
from todo_k8s.domain.decided import Change, merged
from todo_k8s.domain.errors import FailedPrecondition
from todo_k8s.domain.model import Task
from todo_k8s.domain.rebalancing import make_room
from todo_k8s.domain.requests import Before, Behind, Destination, Edge
from todo_k8s.domain.siblings import Siblings, stands
from todo_k8s.domain.task_writing import Standing
from todo_k8s.storage import task_codec


@dataclass(frozen=True, slots=True)
class Place:
    """A position that no active sibling has, and the tasks that have to make room for it, whole, with their
    new positions."""

    position: str
    shifted: Sequence[Task] = ()


async def vacant(standing: Standing, task: Task) -> Place:
    """The position that the task has, or, where an active one has it by now, one directly behind that."""
    position = await _vacant(standing, task)
    return Place(position) if position == task.position else await _fitted(standing, replace(task, position=position))


async def all_vacant(
    standing: Standing, changes: Sequence[Change], shifted: Sequence[Task]
) -> tuple[Sequence[Change], Sequence[Task]]:
    """The changes and the shifted tasks, with a place, as `vacant` finds it, for each task that comes into an order, or
    to another place in it."""
    coming = [number for number, change in enumerate(changes) if _stands_anew(change)]
    waiting = {changes[number].after.id for number in coming}
    moved: list[int] = []
    for number in coming:
        task = changes[number].after
        waiting.remove(task.id)
        position = await _vacant(replace(standing, decided=changes, shifted=shifted), task, waiting)
        if position != task.position:
            moved.append(number)
            changes, shifted = merged(changes, [*shifted, replace(task, position=position)])
    # Only now that all have found their places beside those that they knew may these be shifted.
    for number in moved:
        task = changes[number].after
        place = await _fitted(replace(standing, decided=changes, shifted=shifted), task)
        changes, shifted = merged(changes, [*shifted, *place.shifted, replace(task, position=place.position)])
    return changes, shifted


async def placed(standing: Standing, task: Task, destination: Destination, sibling: Task | None) -> Place:
    """The place that the destination names; `sibling` is the task that it names, if any."""
    siblings = Siblings(standing, task)
    here = sibling.position if sibling else None
    forward = destination is Edge.FIRST or isinstance(destination, Behind)
    nearest = await siblings.nearest(here, 1, forward=forward)
    neighbour = nearest[0].position if nearest else None
    match destination:
        case Before():
            return await _between(siblings, neighbour, here)
        case Behind():
            return await _between(siblings, here, neighbour)
        case Edge.FIRST:
            return await _between(siblings, None, neighbour)
        case Edge.LAST:
            return await _between(siblings, neighbour, None)


async def _vacant(standing: Standing, task: Task, waiting: Collection[str] = ()) -> str:
    """As `vacant`, however long it is. The ids are of tasks that come to a place of theirs after this one."""
    nearest = await Siblings(standing, task, waiting).nearest(task.position, 2, forward=True, at_it=True)
    found = [each.position for each in nearest]
    if task.position not in found:
        return task.position
    return rank.between(task.position, min((each for each in found if each > task.position), default=None))


async def _fitted(standing: Standing, task: Task) -> Place:
    """Where the task is, with room made for it where its position is too long. Raises what `_between` raises."""
    if len(task.position) <= limits.RANK_CHARACTERS:
        return Place(task.position)
    siblings = Siblings(standing, task)
    before = await siblings.nearest(task.position, 1, forward=False)
    behind = await siblings.nearest(task.position, 1, forward=True)
    return await _between(siblings, *(each[0].position if each else None for each in (before, behind)))


async def _between(siblings: Siblings, low: str | None, high: str | None) -> Place:
    """A place between two neighbours. Raises FailedPrecondition `NO_ROOM` where every position would be too long."""
    place = Place(rank.between(low, high))
    if low is not None and high is not None and len(place.position) > limits.RANK_CHARACTERS:
        place = await _with_room(siblings, low, high) or place
    if len(place.position) > limits.RANK_CHARACTERS_MAX:
        name = siblings.task.name
        message = f"there is no position left for {name} in that place; move one of its neighbours away first"
        raise FailedPrecondition("NO_ROOM", message, {"name": name})
    return place


async def _with_room(siblings: Siblings, low: str, high: str) -> Place | None:
    """The same place with as many neighbours shifted as is worth it and one transaction can take, if any."""
    standing = siblings.standing
    wanted = limits.SHIFTED_TASKS + 1
    before = await siblings.nearest(low, wanted, forward=False, at_it=True)
    behind = await siblings.nearest(high, wanted, forward=True, at_it=True)
    before.reverse()
    if len({each.id for each in (*before, *behind)}) < len(before) + len(behind):
        # Another writer moved one from one side to the other between the reads, which the list head will show.
        return None
    left = limits.SHIFTED_BYTES - sum(map(_bytes, standing.shifted))
    for most in _halves(limits.SHIFTED_TASKS - len(standing.shifted)):
        room = make_room([each.position for each in before], [each.position for each in behind], most)
        if len(rank.between(low, high)) - len(room.rank) < limits.RANK_CHARACTERS_WORTH_SHIFTING:
            return None
        neighbours = [*before[len(before) - len(room.before) :], *behind[: len(room.behind)]]
        shifted = await _shifted(standing, neighbours, [*room.before, *room.behind])
        if sum(map(_bytes, shifted)) <= left:
            return Place(room.rank, shifted)
    return None


async def _shifted(standing: Standing, tasks: Sequence[Task], positions: Sequence[str]) -> list[Task]:
    """The tasks, whole, at their new positions. One that is gone by now was changed by another writer, which the
    condition on the list head shows."""
    whole = zip(await standing.read(*(task.id for task in tasks)), positions, strict=True)
    return [replace(task, position=position) for task, position in whole if task]


def _bytes(task: Task) -> int:
    return len(json.dumps(task_codec.task_fields(task), ensure_ascii=False).encode())


def _halves(number: int) -> Iterator[int]:
    while number > 1:
        yield number
        number //= 2


def _stands_anew(change: Change) -> bool:
    """Whether it comes into its order, or to another place there, or into another order."""
    before, after = change.before, change.after
    if before is None or not stands(before):
        return stands(after)
    return stands(after) and (before.parent_id, before.position) != (after.parent_id, after.position)
