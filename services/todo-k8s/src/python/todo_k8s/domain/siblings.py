"""The active tasks of one parent, or of the list without one, in their order, as a call leaves them so far."""

from collections.abc import Collection
from dataclasses import dataclass

from todo_k8s.domain.model import State, Task
from todo_k8s.domain.task_writing import Standing
from todo_k8s.storage import keys, task_codec, task_indexes
from todo_k8s.storage.table import Cursor, Index, Range


@dataclass(frozen=True, slots=True)
class Siblings:
    """Those among which `task` comes to stand. It does not count itself, and neither do those that are `waiting` for a
    place, whose ids these are."""

    standing: Standing
    task: Task
    waiting: Collection[str] = ()

    async def nearest(self, position: str | None, count: int, *, forward: bool, at_it: bool = False) -> list[Task]:
        """So many of those behind this position, or, nearest first, before it; of all where there is none. With
        `at_it`, who has the position is among them. Of those that are as they are stored details are left out."""
        stretch = self._stretch(position, forward=forward, at_it=at_it)
        changed = self.standing.so_far
        elsewhere = {self.task.id, *self.waiting, *changed}
        found: list[Task] = []
        after: Cursor | None = None
        while True:
            page = await self.standing.table.query(stretch, count + 1, after)
            found += (task for task in map(task_codec.task_of, page.items) if task.id not in elsewhere)
            after = page.next
            if after is None or len(found) >= count:
                break
        found += (task for task in changed.values() if self._stands_in(task, stretch))
        return sorted(found, key=task_indexes.place_of, reverse=not forward)[:count]

    def _stretch(self, position: str | None, *, forward: bool, at_it: bool) -> Range:
        order = keys.siblings(self.task.parent_id)
        low, high = order, f"{order}\U0010ffff"
        if position is not None:
            # Whoever has the position stands between these two.
            first, last = f"{order}{position}#", f"{order}{position}#\U0010ffff"
            low, high = (first if at_it else last, high) if forward else (low, last if at_it else first)
        return Range(keys.list_pk(self.task.list_id), Index.ORD, low, high, reverse=not forward)

    def _stands_in(self, task: Task, stretch: Range) -> bool:
        if task.id == self.task.id or task.id in self.waiting or not stands(task):
            return False
        return task.parent_id == self.task.parent_id and stretch.low <= task_indexes.place_of(task) <= stretch.high


def stands(task: Task) -> bool:
    """Whether it has a place in its order."""
    return task.state is State.ACTIVE and task.delete_time is None
