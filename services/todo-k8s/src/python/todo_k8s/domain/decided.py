"""What a call has decided to change: each task once, however often it came up."""

from collections.abc import Sequence
from dataclasses import replace

from todo_k8s.domain.model import Task
from todo_k8s.value import value


@value
class Change:
    """What is to become of one task, its version and its update time aside. `before` is None where it is new;
    `undone` is the number of the change that this one takes back, if it does.

    Where a task moves to another list it is deleted here, and `moved_to` is its name there; there it is new, and
    `moved_from` is its name here; `counterpart` is the number of the change in the other list."""

    before: Task | None
    after: Task
    undone: int | None = None
    moved_to: str = ""
    moved_from: str = ""
    counterpart: int | None = None


def merged(changes: Sequence[Change], shifted: Sequence[Task]) -> tuple[list[Change], list[Task]]:
    """The same, where the `shifted` tasks, later ones in place of earlier ones, come after the changes: one of a task
    that is changed anyway becomes part of that change. Each has to be the task as the call leaves it so far, in another
    place: a transaction can write it only once, so the last word on it has to say everything."""
    if not shifted:
        return list(changes), []
    last = {task.id: task for task in shifted}
    both = [(each, last.pop(each.after.id, None)) for each in changes]
    return [replace(each, after=after) if after else each for each, after in both], list(last.values())


def deleted_together(changes: Sequence[Change], number: int) -> list[Change]:
    """The same, where those that are deleted with others above or below them get this number of the call: by it they
    come back together."""
    gone = {each.after.id: each.after.ancestors for each in changes if _is_deletion(each)}
    if len(gone) < 2:
        return list(changes)
    above = {task_id: gone.keys() & set(ancestors) for task_id, ancestors in gone.items()}
    related = {task_id for task_id, ids in above.items() if ids}.union(*above.values())
    return [_with_number(each, number) if each.after.id in related else each for each in changes]


def _is_deletion(change: Change) -> bool:
    is_live = change.before is not None and change.before.delete_time is None
    return is_live and change.after.delete_time is not None and not change.moved_to


def _with_number(change: Change, number: int) -> Change:
    return replace(change, after=replace(change.after, deletion=number))
