"""The service in a dictionary: what the comments of `todo.v1` promise, in the fewest words.

Its values are the messages themselves. What the server makes up - uids, etags, positions - is taken over from its
answers once the rules that the comments give for it were seen to hold.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import (
    CreateTaskListRequest,
    DeleteTaskListRequest,
    UndeleteTaskListRequest,
    UpdateTaskListRequest,
)
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
    MoveTaskRequest,
    ReopenTaskRequest,
    SkipOccurrenceRequest,
    UndeleteTaskRequest,
)

from todo_k8s.server.testing_effects import Resource, made_list, stamp
from todo_k8s.server.testing_mutations import ListMutation, Mutation, etag_of, name_of, parent_of, without_id
from todo_k8s.server.testing_recurrence import MADE_UP, Runs, occurrence_of
from todo_k8s.server.testing_refusals import TASK_NOT_FOUND, Refusal, not_now
from todo_k8s.server.testing_subtasks import against, along, below, is_active, is_live, new_parent, place_of, recounted
from todo_k8s.server.testing_wrong_fields import wrong_fields

REMEMBERED = timedelta(hours=24)


@dataclass(frozen=True)
class Made:
    """What a mutation makes, without what the server makes up; and of which other tasks it makes what, with the etags
    that they had."""

    resource: Resource
    others: Sequence[Task] = ()


@dataclass(frozen=True)
class Repeated:
    """What a request that was carried out before answers with."""

    resource: Resource


FORBIDDEN = Refusal("PERMISSION_DENIED", "TASK_LIST_FORBIDDEN")
MISMATCH = Refusal("ABORTED", "ETAG_MISMATCH")
REUSED = Refusal("INVALID_ARGUMENT", "REQUEST_ID_REUSED", frozenset({"request_id"}))


class Oracle:
    def __init__(self, now: datetime) -> None:
        self.now = now
        self.etags: dict[str, list[str]] = {}
        """All that each resource has had, by its uid; the last one is its own now."""
        self.calls: dict[str, list[tuple[str, str]]] = {}
        """The method and the request_id of each that changed something, by the list's name."""
        self._lists: dict[str, TaskList] = {}
        self._tasks: dict[str, Task] = {}
        self._deletions: dict[str, int] = {}
        """The number of the call that deleted a task, by its uid."""
        self._numbers = count(1)
        self._runs = Runs()
        self._requests: dict[str, tuple[Mutation, str, datetime]] = {}

    def list_at(self, name: str) -> TaskList | None:
        """None where it does not exist, or not any more."""
        found = self._lists.get(name)
        if found is None or self._is_over(found):
            return None
        live = [task for task in self.tasks_of(name) if not task.HasField("delete_time")]
        shown = deepcopy(found)
        shown.active_task_count = sum(task.state == Task.STATE_ACTIVE for task in live)
        shown.completed_task_count = sum(task.state == Task.STATE_COMPLETED for task in live)
        return shown

    def task_at(self, name: str) -> Task | None:
        found = self._tasks.get(name)
        return None if found is None or self._is_over(found) else found

    def lists(self) -> list[TaskList]:
        """In the order in which they were made."""
        return [found for name in self._lists if (found := self.list_at(name))]

    def names(self) -> list[str]:
        """Of all that there is or was."""
        return [*self._lists, *self._tasks]

    def next_purge(self) -> datetime:
        """When something ceases to exist; now, where nothing will."""
        found: list[Resource] = [*self._lists.values(), *self._tasks.values()]
        times = (each.purge_time.ToDatetime(UTC) for each in found if each.HasField("purge_time"))
        return min((time for time in times if time > self.now), default=self.now)

    def next_forgotten(self) -> datetime:
        """When the last request that is remembered is not any more."""
        return max((until for _, _, until in self._requests.values() if until > self.now), default=self.now)

    def tasks_of(self, list_name: str) -> list[Task]:
        return [task for name in self._tasks if parent_of(name) == list_name and (task := self.task_at(name))]

    def active(self, list_name: str) -> list[Task]:
        """In the order in which tasks of every level are listed."""
        return sorted(filter(is_active, self.tasks_of(list_name)), key=place_of)

    def expect(self, request: Mutation) -> frozenset[Refusal] | Made | Repeated:
        """What it is answered with; of several refusals any will do."""
        before = self._remembered(request)
        if wrong := wrong_fields(request):
            refusal = Refusal("INVALID_ARGUMENT", "INVALID_FIELD", wrong)
            return frozenset({refusal, REUSED} if before else {refusal})
        if not isinstance(request, CreateTaskListRequest):
            parent = request.parent if isinstance(request, CreateTaskRequest) else parent_of(name_of(request))
            if self.list_at(parent) is None:
                return frozenset({FORBIDDEN})
        if before:
            resource = self.list_at(before[1]) or self.task_at(before[1])
            assert resource, "nothing is purged within a day"
            return Repeated(resource) if before[0] == without_id(request) else frozenset({REUSED})
        if refusals := frozenset(self._against(request)):
            return refusals
        made = self._made(request)
        return Made(made, tuple(self._others(request, made)) if isinstance(made, Task) else ())

    def settle(self, request: Mutation, expected: Made | Repeated, actual: Resource) -> None:
        """Checks the answer; takes over what it says of a resource that was made or changed."""
        wanted = deepcopy(expected.resource)
        if isinstance(expected, Made):
            self._take_over(wanted, actual)
        assert actual == wanted, f"{request} is answered with {actual}, which should be {wanted}"
        if isinstance(expected, Repeated) or request.validate_only:
            return
        self.etags.setdefault(actual.uid, []).append(actual.etag)
        method = type(request).__name__.removesuffix("Request")
        self.calls.setdefault(parent_of(actual.name), []).append((method, request.request_id.lower()))
        if isinstance(actual, TaskList):
            self._lists[actual.name] = actual
        else:
            assert not isinstance(request, ListMutation)
            self._runs.settle(request, self.task_at(actual.name), actual, self.now)
            self._tasks[actual.name] = actual
            if isinstance(request, DeleteTaskRequest):
                self._deletions[actual.uid] = next(self._numbers)
        if request.request_id:
            self._requests[request.request_id.lower()] = without_id(request), actual.name, _forgotten(self.now)

    def settle_other(self, wanted: Task, actual: Task, changed: Task) -> None:
        """Checks a task that was changed together with the one that the call was for."""
        wanted = deepcopy(wanted)
        wanted.update_time.CopyFrom(stamp(self.now))
        assert actual.etag not in self.etags[wanted.uid], "etags change with every change"
        wanted.etag = actual.etag
        assert actual == wanted, f"{actual}, which should be {wanted}"
        self.etags[actual.uid].append(actual.etag)
        self._tasks[actual.name] = actual
        if actual.HasField("delete_time") and changed.uid in self._deletions:
            self._deletions[actual.uid] = self._deletions[changed.uid]

    def settle_occurrence(self, before: Task, actual: Task) -> None:
        """Checks the completed occurrence of a task that recurs, which is as it was before."""
        wanted = occurrence_of(before, actual.name, self.now)
        assert actual.name not in self._tasks
        self._take_over(wanted, actual)
        assert actual == wanted, f"{before} has the occurrence {actual}, which should be {wanted}"
        self.etags[actual.uid] = [actual.etag]
        self._tasks[actual.name] = actual

    def settle_order(self, request: Mutation, changed: Task, before: Sequence[Task], after: Sequence[Task]) -> None:
        """Checks the active tasks as they are listed behind the change of one, against those before it."""
        names = [task.name for task in after]
        assert sorted(names) == sorted(task.name for task in self.active(parent_of(changed.name)))
        others = [task for task in before if task.name != changed.name and task.name in names]
        known_before = {task.name for task in others}
        assert [name for name in names if name in known_before] == [task.name for task in others]
        may_shift = isinstance(request, MoveTaskRequest | ReopenTaskRequest | UndeleteTaskRequest)
        self._check_active(after, {changed.name} if may_shift else set(names))
        if changed.name in names:
            siblings = [task.name for task in after if task.parent_task == changed.parent_task]
            _check_place(request, changed, siblings)

    def settle_undo(
        self, changed: Sequence[Resource], request_id: str, before: Sequence[Task], after: Sequence[Task]
    ) -> None:
        """Takes over what was changed back, and checks the active tasks behind it against those before it."""
        for actual in changed:
            self.etags[actual.uid].append(actual.etag)
            if isinstance(actual, TaskList):
                self._lists[actual.name] = actual
            else:
                self._tasks[actual.name] = actual
        self.calls[parent_of(changed[0].name)].append(("UndoEvent", request_id))
        undone = {each.name for each in changed}
        assert [task.name for task in after if task.name not in undone] == [
            task.name for task in before if task.name not in undone
        ]
        self._check_active(after, undone)

    def _check_active(self, after: Sequence[Task], changed: Collection[str]) -> None:
        """That they are as they should be, and each behind the one before; those that were not changed may have made
        room."""
        positions = [place_of(task) for task in after]
        assert all(low < high for low, high in zip(positions, positions[1:], strict=False)), positions
        for task in after:
            known = self._tasks[task.name]
            if task.position != known.position and task.name not in changed:
                self._tasks[task.name] = self._shifted(known, task)
            assert task == self._tasks[task.name]

    def _shifted(self, known: Task, actual: Task) -> Task:
        wanted = deepcopy(known)
        wanted.position, wanted.etag = actual.position, actual.etag
        wanted.update_time.CopyFrom(stamp(self.now))
        assert actual.etag not in self.etags[known.uid]
        self.etags[known.uid].append(actual.etag)
        return wanted

    def _is_over(self, found: Resource) -> bool:
        return found.HasField("purge_time") and found.purge_time.ToDatetime(UTC) <= self.now

    def _remembered(self, request: Mutation) -> tuple[Mutation, str] | None:
        """The request that was carried out under this id within 24 hours, and what it changed."""
        body, name, until = self._requests.get(request.request_id.lower(), (request, "", self.now))
        return (body, name) if self.now < until else None

    def _against(self, request: Mutation) -> Iterator[Refusal]:
        match request:
            case CreateTaskListRequest():
                if name_of(request) in self._lists:
                    yield Refusal("ALREADY_EXISTS", "TASK_LIST_EXISTS")
            case UpdateTaskListRequest() | DeleteTaskListRequest() | UndeleteTaskListRequest():
                yield from self._against_list(request, self._lists[name_of(request)])
            case CreateTaskRequest():
                yield from self._against_writing(request.parent)
                if self.task_at(name_of(request)):
                    yield Refusal("ALREADY_EXISTS", "TASK_EXISTS")
                yield from against(self._existing(request.parent), request, None, ())
            case _:
                yield from self._against_writing(parent_of(name_of(request)))
                task = self.task_at(name_of(request))
                yield from self._against_task(request, task) if task else [TASK_NOT_FOUND]

    def _against_list(self, request: Mutation, found: TaskList) -> Iterator[Refusal]:
        if etag_of(request) not in ("", found.etag):
            yield MISMATCH
        if not isinstance(request, UndeleteTaskListRequest):
            yield from self._against_writing(found.name)
        elif not found.HasField("delete_time"):
            yield Refusal("ALREADY_EXISTS", "TASK_LIST_NOT_DELETED")
        is_empty = all(task.HasField("delete_time") for task in self.tasks_of(found.name))
        if isinstance(request, DeleteTaskListRequest) and not (request.force or is_empty):
            yield not_now("TASK_LIST_NOT_EMPTY")

    def _against_writing(self, list_name: str) -> Iterator[Refusal]:
        if self._lists[list_name].HasField("delete_time"):
            yield not_now("TASK_LIST_DELETED")

    def _against_task(self, request: Mutation, task: Task) -> Iterator[Refusal]:
        yield from against(self._existing(parent_of(task.name)), request, task, self._together(task))
        if etag_of(request) not in ("", task.etag):
            yield MISMATCH
        if isinstance(request, UndeleteTaskRequest):
            if not task.HasField("delete_time"):
                yield Refusal("ALREADY_EXISTS", "TASK_NOT_DELETED")
        elif task.HasField("delete_time"):
            yield not_now("TASK_DELETED")
        yield from self._runs.against(request, task, self.now)
        is_for_active = isinstance(request, CompleteTaskRequest | MoveTaskRequest | SkipOccurrenceRequest)
        if is_for_active and task.state != Task.STATE_ACTIVE:
            yield not_now("TASK_NOT_ACTIVE")
        if isinstance(request, ReopenTaskRequest) and task.state != Task.STATE_COMPLETED:
            yield not_now("TASK_NOT_COMPLETED")
        if isinstance(request, MoveTaskRequest) and (name := request.next_sibling or request.previous_sibling):
            sibling = self.task_at(name)
            if sibling is None:
                yield TASK_NOT_FOUND
            elif sibling.HasField("delete_time"):
                yield not_now("TASK_DELETED")
            elif sibling.state != Task.STATE_ACTIVE:
                yield not_now("TASK_NOT_ACTIVE")

    def _made(self, request: Mutation) -> Resource:
        if isinstance(request, ListMutation):
            return made_list(request, self.list_at(name_of(request)), self.now)
        made = self._runs.made(request, self.task_at(name_of(request)), self.now)
        if isinstance(request, MoveTaskRequest):
            made.parent_task = new_parent(self._existing(parent_of(made.name)), request, made)
        comes_back = isinstance(request, ReopenTaskRequest | UndeleteTaskRequest) and made.state == Task.STATE_ACTIVE
        if comes_back and place_of(made) in map(place_of, self.active(parent_of(made.name))):
            # It finds another one at the position that it had.
            made.position = ""
        return made

    def _others(self, request: Mutation, made: Task) -> Iterator[Task]:
        """What the call makes of other tasks."""
        assert not isinstance(request, ListMutation)
        tasks = dict(self._existing(parent_of(made.name)))
        changed = {task.name: task for task in along(tasks, request, made, self._together(made))}
        tasks |= changed | {made.name: made}
        for task in recounted(tasks):
            if task.name == made.name:
                made.CopyFrom(task)
            else:
                changed[task.name] = task
        yield from changed.values()

    def with_counts(self, changed: Sequence[Task]) -> Sequence[Task]:
        """These tasks as they are to be, with the counts that they then have."""
        tasks = dict(self._existing(parent_of(changed[0].name))) | {task.name: task for task in changed}
        right = {task.name: task for task in recounted(tasks)}
        return [right.get(task.name, task) for task in changed]

    def undone_with(self, changed: Sequence[Task]) -> Iterator[Task]:
        """The other tasks that change with these: their parents, for the counts, and what is below those that move."""
        names = {task.name for task in changed}
        before = self._existing(parent_of(changed[0].name))
        then = dict(before) | {task.name: task for task in changed}
        others = {task.name: task for task in recounted(then) if task.name not in names}
        for task in changed:
            if is_live(before[task.name]) and before[task.name].parent_task != task.parent_task:
                others |= {each.name: each for each in below(before, task.name) if is_live(each)} | others
        yield from others.values()

    def _existing(self, list_name: str) -> Mapping[str, Task]:
        return {task.name: task for task in self.tasks_of(list_name)}

    def _together(self, task: Task) -> Sequence[Task]:
        """Those below it that the same call deleted."""
        deletion = self._deletions.get(task.uid, -1)
        under = below(self._existing(parent_of(task.name)), task.name)
        return [each for each in under if not is_live(each) and self._deletions.get(each.uid) == deletion]

    def _take_over(self, wanted: Resource, actual: Resource) -> None:
        """What the server makes up, where it follows the rules for it."""
        assert type(wanted) is type(actual)
        if not wanted.uid:
            self._take_over_new(wanted, actual)
        assert actual.etag, "an empty etag is none"
        assert actual.etag not in self.etags.get(wanted.uid, ()), "etags change with every change"
        wanted.etag = actual.etag
        if isinstance(wanted, Task) and isinstance(actual, Task) and not wanted.position:
            assert actual.position
            wanted.position = actual.position
        if isinstance(wanted, Task) and isinstance(actual, Task) and wanted.last_occurrence == MADE_UP:
            assert UUID(actual.last_occurrence.removeprefix(f"{parent_of(wanted.name)}/tasks/"))
            wanted.last_occurrence = actual.last_occurrence

    def _take_over_new(self, wanted: Resource, actual: Resource) -> None:
        assert UUID(actual.uid).hex not in (UUID(uid).hex for uid in self.etags), "uids are unique"
        wanted.uid = actual.uid
        if wanted.name.endswith("/"):
            assert str(UUID(actual.name.removeprefix(wanted.name))) in actual.name
            wanted.name = actual.name
        if isinstance(wanted, TaskList):
            assert wanted.uid == wanted.name.removeprefix("taskLists/")


def _forgotten(now: datetime) -> datetime:
    """24 hours later, in whole seconds, not a part of one earlier."""
    return (now + REMEMBERED + timedelta(microseconds=999_999)).replace(microsecond=0)


def _check_place(request: Mutation, changed: Task, names: Sequence[str]) -> None:
    """`names` are those of all its active siblings now."""
    place = names.index(changed.name)
    if isinstance(request, CreateTaskRequest):
        assert place == len(names) - 1, "new tasks come last"
    if isinstance(request, MoveTaskRequest):
        if request.next_sibling:
            assert names[place + 1] == request.next_sibling
        elif request.previous_sibling:
            assert place and names[place - 1] == request.previous_sibling
        else:
            assert place == (0 if request.edge == MoveTaskRequest.EDGE_FIRST else len(names) - 1)
