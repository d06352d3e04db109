"""The service in a dictionary: what the comments of `todo.v1` promise, in the fewest words.

Here is what it remembers, and what there is by that. Its values are the messages themselves. What the server makes up -
uids, etags, positions - is taken over from its answers once the rules that the comments give for it were seen to hold.
What it expects of a call is in `testing_expecting`, how it checks and takes over an answer in `testing_settling`.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count

from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_pb2 import Task

from todo_k8s.server.testing_effects import Resource
from todo_k8s.server.testing_mutations import Mutation, name_in, parent_of
from todo_k8s.server.testing_recurrence import Progress, Runs
from todo_k8s.server.testing_refusals import Refusal
from todo_k8s.server.testing_subtasks import below, is_active, is_live, place_of


@dataclass(frozen=True)
class Call:
    """What the history tells of a call, and what it does not: how far recurring tasks were before and after. `left` are
    tasks that moved to another list, as they were, and `came` is the first of them as it came there; `above` is which
    of those it was that its parent's name belonged to."""

    method: str
    request_id: str
    left: Sequence[Task] = ()
    came: Task | None = None
    above: int = 0
    progress: Mapping[str, tuple[Progress, Progress]] = field(default_factory=dict)

    @property
    def moves(self) -> set[tuple[str, str]]:
        """The names before and behind the move."""
        return (
            {(each.name, name_in(parent_of(self.came.name), each.name)) for each in self.left} if self.came else set()
        )


class Oracle:
    """`kept_lists` and `kept_tasks`, by name, are also those whose time is over."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.etags: dict[str, list[str]] = {}
        """All that were had under each name; the last one is that of what has it now."""
        self.uids: set[str] = set()
        self.calls: dict[str, list[Call]] = {}
        """Those that changed something, by the list's name."""
        self.moved: dict[str, tuple[str, datetime]] = {}
        """Where the tasks are that moved to another list, by the name that they had, and until when that is told."""
        self.owners: dict[str, int] = {}
        """How often the task's name came to another one, or can have done so."""
        self.left_below: dict[str, int] = {}
        """Which of those its parent's name belonged to when the task was deleted, by its uid."""
        self.kept_lists: dict[str, TaskList] = {}
        self.kept_tasks: dict[str, Task] = {}
        self.deletions: dict[str, int] = {}
        """The number of the call that deleted a task, by its uid."""
        self.numbers = count(1)
        self.runs = Runs()
        self._uid_of: dict[str, str] = {}
        self.requests: dict[str, tuple[Mutation, str, datetime]] = {}
        """What was asked under each id, the name of what that changed, and until when this is remembered."""

    def list_at(self, name: str) -> TaskList | None:
        """None where it does not exist, or not any more."""
        found = self.kept_lists.get(name)
        if found is None or self._is_over(found):
            return None
        live = list(filter(is_live, self.tasks_of(name)))
        shown = deepcopy(found)
        shown.active_task_count = sum(task.state == Task.STATE_ACTIVE for task in live)
        shown.completed_task_count = sum(task.state == Task.STATE_COMPLETED for task in live)
        return shown

    def task_at(self, name: str) -> Task | None:
        found = self.kept_tasks.get(name)
        return None if found is None or self._is_over(found) else found

    def telling_where(self, refusal: Refusal) -> Refusal:
        """As it is told of a task that is not found because it has moved."""
        there, until = self.moved.get(refusal.name, ("", self.now))
        is_told = self.now < until and self.list_at(parent_of(there)) is not None
        return replace(refusal, moved_to=there) if is_told else refusal

    def keep_task(self, task: Task) -> None:
        """Takes over what was made or changed, as it is now."""
        _, until = self.moved.pop(task.name, ("", self.now))
        before = self.kept_tasks.get(task.name)
        if self._uid_of.get(task.name) != task.uid or (before is None and until <= self.now):
            self.owners[task.name] = self.owners.get(task.name, 0) + 1
        self._uid_of[task.name] = task.uid
        if before and is_live(before) and not is_live(task):
            self.left_below[task.uid] = self.owners.get(task.parent_task, 0)
        self.kept_tasks[task.name] = task

    def lists(self) -> list[TaskList]:
        """In the order in which they were made."""
        return [found for name in self.kept_lists if (found := self.list_at(name))]

    def names(self) -> list[str]:
        """Of all that there is or was."""
        return [*self.kept_lists, *self.kept_tasks, *(name for name in self.moved if name not in self.kept_tasks)]

    def next_purge(self) -> datetime:
        """When something ceases to exist, or to be told of; now, where nothing will."""
        found: list[Resource] = [*self.kept_lists.values(), *self.kept_tasks.values()]
        times = [each.purge_time.ToDatetime(UTC) for each in found if each.HasField("purge_time")]
        times += [until for _, until in self.moved.values()]
        return min((time for time in times if time > self.now), default=self.now)

    def next_forgotten(self) -> datetime:
        """When the last request that is remembered is not any more."""
        return max((until for _, _, until in self.requests.values() if until > self.now), default=self.now)

    def remembered(self, request: Mutation) -> tuple[Mutation, str] | None:
        """The request that was carried out under this id within 24 hours, and what it changed."""
        body, name, until = self.requests.get(request.request_id.lower(), (request, "", self.now))
        return (body, name) if self.now < until else None

    def tasks_of(self, list_name: str) -> list[Task]:
        return [task for name in self.kept_tasks if parent_of(name) == list_name and (task := self.task_at(name))]

    def existing(self, list_name: str) -> Mapping[str, Task]:
        return {task.name: task for task in self.tasks_of(list_name)}

    def active(self, list_name: str) -> list[Task]:
        """In the order in which tasks of every level are listed."""
        return sorted(filter(is_active, self.tasks_of(list_name)), key=place_of)

    def is_orphan(self, task: Task) -> bool:
        """Whether the parent of this deleted one moved to another list without it; its name can be another one's."""
        is_another = self.left_below.get(task.uid, 0) != self.owners.get(task.parent_task, 0)
        return task.parent_task != "" and (is_another or self.task_at(task.parent_task) is None)

    def together(self, task: Task) -> Sequence[Task]:
        """Those below it that the same call deleted."""
        deletion = self.deletions.get(task.uid, -1)
        under = below(self.existing(parent_of(task.name)), task.name)
        return [each for each in under if not is_live(each) and self.deletions.get(each.uid) == deletion]

    def _is_over(self, found: Resource) -> bool:
        return found.HasField("purge_time") and found.purge_time.ToDatetime(UTC) <= self.now
