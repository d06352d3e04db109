"""What taking changes back makes of tasks that belong together: the rules hold for whatever is made of them."""

from collections.abc import Sequence
from dataclasses import replace

from todo_k8s.domain.decided import Change
from todo_k8s.domain.family import check_room, descendants, fit_parent, refuse_active_below, refuse_below, relatives
from todo_k8s.domain.model import State, Task
from todo_k8s.domain.moving import following, refuse_below_itself
from todo_k8s.domain.names import TaskName
from todo_k8s.domain.task_writing import Standing


async def in_the_family(standing: Standing, changes: Sequence[Change]) -> tuple[list[Change], list[Task]]:
    """The changes, with the ancestors that the tasks then have, and the tasks that move along with them. Raises what
    making such changes by hand raises. A change names the parent alone; parents come before their subtasks."""
    settled = list(changes)
    follow: list[Task] = []
    for place, change in enumerate(changes):
        then = replace(standing, decided=settled, shifted=follow)
        after = change.after
        if after.delete_time is None and after.parent_id:
            after = await _under_its_parent(then, change.before, after)
        settled[place] = replace(change, after=after)
        then = replace(standing, decided=settled, shifted=follow)
        if change.before:
            await _check_below(then, change.before, after)
            is_live = change.before.delete_time is None and after.delete_time is None
            if is_live and change.before.parent_id != after.parent_id:
                follow += following(after, await descendants(then, change.before))
    return settled, follow


async def _under_its_parent(standing: Standing, before: Task | None, after: Task) -> Task:
    assert after.parent_id, "it has a parent"
    name = TaskName(after.list_id, after.parent_id)
    (found,) = await standing.read(after.parent_id)
    parent = fit_parent(found, name, after.state)
    comes = before is None or before.delete_time is not None
    if comes or before is None or before.parent_id != after.parent_id:
        refuse_below_itself(after, parent)
        below = () if comes or before is None else await descendants(standing, before)
        check_room(parent, await relatives(standing, parent), [before or after, *below])
    return replace(after, ancestors=parent.lineage)


async def _check_below(standing: Standing, before: Task, after: Task) -> None:
    """Below what is deleted nothing is live, and below what is completed nothing active."""
    # Taking back has no options that a message could name.
    below = await descendants(standing, before)
    if after.delete_time is not None:
        refuse_below(after, below, "move them away or delete them first")
    elif after.state is State.COMPLETED:
        refuse_active_below(after, below, "complete them or move them away first")
