"""The service in a dictionary: what the comments of `todo.v1` promise, in the fewest words.

Here is what it remembers, and what there is by that. Its values are the messages themselves. What the server makes up -
uids, etags, positions - is taken over from its answers once the rules that the comments give for it were seen to hold.
What it expects of a call is in `testing_expecting`, how it checks and takes over an answer in `testing_settling`.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from itertools import count

from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_pb2 import Task

from todo_k8s.server.testing_effects import Resource
from todo_k8s.server.testing_mutations import Mutation, parent_of
from todo_k8s.server.testing_recurrence import Runs
from todo_k8s.server.testing_subtasks import below, is_active, is_live, place_of


class Oracle:
    """`kept_lists` and `kept_tasks`, by name, are also those whose time is over."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.etags: dict[str, list[str]] = {}
        """All that each resource has had, by its uid; the last one is its own now."""
        self.calls: dict[str, list[tuple[str, str]]] = {}
        """The method and the request_id of each that changed something, by the list's name."""
        self.kept_lists: dict[str, TaskList] = {}
        self.kept_tasks: dict[str, Task] = {}
        self.deletions: dict[str, int] = {}
        """The number of the call that deleted a task, by its uid."""
        self.numbers = count(1)
        self.runs = Runs()
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

    def lists(self) -> list[TaskList]:
        """In the order in which they were made."""
        return [found for name in self.kept_lists if (found := self.list_at(name))]

    def names(self) -> list[str]:
        """Of all that there is or was."""
        return [*self.kept_lists, *self.kept_tasks]

    def next_purge(self) -> datetime:
        """When something ceases to exist; now, where nothing will."""
        found: list[Resource] = [*self.kept_lists.values(), *self.kept_tasks.values()]
        times = (each.purge_time.ToDatetime(UTC) for each in found if each.HasField("purge_time"))
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

    def together(self, task: Task) -> Sequence[Task]:
        """Those below it that the same call deleted."""
        deletion = self.deletions.get(task.uid, -1)
        under = below(self.existing(parent_of(task.name)), task.name)
        return [each for each in under if not is_live(each) and self.deletions.get(each.uid) == deletion]

    def _is_over(self, found: Resource) -> bool:
        return found.HasField("purge_time") and found.purge_time.ToDatetime(UTC) <= self.now
