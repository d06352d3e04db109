"""What taking an event back is answered with, by the comments of `EventService`."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from google.protobuf.field_mask_pb2 import FieldMask
from todo.v1.event_pb2 import Event
from todo.v1.event_service_pb2 import UndoEventResponse
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_pb2 import Task

from todo_k8s.server.testing_effects import RESTORABLE, stamp
from todo_k8s.server.testing_expecting import with_counts
from todo_k8s.server.testing_oracle import Call, Oracle
from todo_k8s.server.testing_recurrence import Progress, is_torn
from todo_k8s.server.testing_refusals import FORBIDDEN, UNDO_CONFLICT, Refusal, no_task, not_now
from todo_k8s.server.testing_subtasks import against_result, place_of

COUNTS = ("active_subtask_count", "completed_subtask_count")
NOT_COMPARED = ("etag", "purge_time", "update_time")
"""What every change changes, or what follows from the rest."""

Resource: TypeAlias = Task | TaskList


@dataclass(frozen=True)
class Undone:
    """The resources as they are then, with the etag, and where they come into an order the position, that they have
    now; and how far recurring tasks are then, by their names."""

    changed: Sequence[Resource]
    progress: Mapping[str, Progress] = field(default_factory=dict)


def expected_undo(
    oracle: Oracle, events: Sequence[Event], call: Call, history: Sequence[Event]
) -> frozenset[Refusal] | Undone:
    """Of the events that one call made, the oldest first: a refusal of several, or what becomes of them. The `history`
    is that of the list."""
    parent = oracle.list_at(events[0].name.partition("/events/")[0])
    if parent is None:
        return frozenset({FORBIDDEN})
    if not events[0].task:
        against_list = frozenset(_against_list(oracle, parent, events[0]))
        return against_list or Undone([_undone_list(parent, events[0], oracle.now)])
    uids = _uids(history, events[-1])
    if refusals := frozenset((*_against(oracle, parent, events, call, uids), *_parted(oracle, events, history, uids))):
        return refusals
    undone = [_undone_task(_task(oracle, event), event, oracle.now) for event in events]
    progress = dict(_progress(oracle, events, call))
    if any(is_torn(task, progress[task.name][0]) for task in undone if not _is_deleted_by(events, task)):
        return frozenset({UNDO_CONFLICT})
    against = frozenset(map(oracle.telling_where, against_result(oracle.existing(parent.name), undone)))
    return against or Undone(with_counts(oracle, undone), progress)


def _uids(history: Sequence[Event], last: Event) -> Mapping[str, str]:
    """Of the tasks that there were with the event, by their names, where that is still told."""
    until = history[: history.index(last) + 1]
    return {event.task: event.new_task.uid for event in until if event.new_task.uid}


def _progress(oracle: Oracle, events: Sequence[Event], call: Call) -> Iterator[tuple[str, Progress]]:
    for event in events:
        run, completed = oracle.runs.progress(event.task)
        if event.HasField("old_task") and event.task in call.progress:
            (run_before, completed_before), _ = call.progress[event.task]
            run = run_before if "due" in event.changed_fields.paths else run
            completed = completed_before if "last_occurrence" in event.changed_fields.paths else completed
        yield event.task, (run, completed)


def _is_deleted_by(events: Sequence[Event], task: Task) -> bool:
    """Whether it is its creation that is taken back."""
    return any(event.task == task.name and not event.HasField("old_task") for event in events)


def check_undo(oracle: Oracle, expected: Undone, actual: UndoEventResponse) -> None:
    """Checks the answer, and takes over what the server makes up."""
    found: list[Resource] = [*actual.tasks] or [actual.task_list]
    for wanted, now in zip(expected.changed, found, strict=True):
        assert now.etag and now.etag not in oracle.etags[wanted.name], "etags change with every change"
        wanted.etag = now.etag
        if isinstance(wanted, Task) and isinstance(now, Task) and _comes_back(oracle, wanted):
            wanted.position = now.position
        assert now == wanted, f"{now} instead of {wanted}"


def _comes_back(oracle: Oracle, wanted: Task) -> bool:
    """Whether it comes to a place in its order where another one stands."""
    others = (task for task in oracle.active(wanted.name.partition("/tasks/")[0]) if task.name != wanted.name)
    stands = wanted.state == Task.STATE_ACTIVE and not wanted.HasField("delete_time")
    return stands and place_of(wanted) in map(place_of, others)


def _task(oracle: Oracle, event: Event) -> Task:
    found = oracle.task_at(event.task)
    assert found
    return found


def _against(
    oracle: Oracle, parent: TaskList, events: Sequence[Event], call: Call, uids: Mapping[str, str]
) -> Iterator[Refusal]:
    if parent.HasField("delete_time"):
        yield not_now("TASK_LIST_DELETED")
    for event in events:
        task = oracle.task_at(event.task)
        if task is None or task.uid != uids.get(event.task, task.uid):
            yield oracle.telling_where(no_task(event.task))
        elif task.HasField("delete_time") and event.HasField("old_task") and not _is_of_deletion(event):
            yield not_now("TASK_DELETED")
        elif _is_changed(task, event) or _has_gone_on(oracle, event, call):
            yield UNDO_CONFLICT


def _parted(
    oracle: Oracle, events: Sequence[Event], history: Sequence[Event], uids: Mapping[str, str]
) -> Iterator[Refusal]:
    """Where the name that the parent had can be another one's since."""
    for event in events:
        task, told = oracle.task_at(event.task), {"parent_task", "delete_time"} & set(event.changed_fields.paths)
        if task is None or not told or not event.HasField("old_task"):
            continue
        is_deleted = (event.old_task if "delete_time" in told else task).HasField("delete_time")
        parent = (event.old_task if "parent_task" in told else task).parent_task
        if not is_deleted and oracle.task_at(parent) and _is_anothers(parent, event, history, uids.get(parent, "")):
            yield UNDO_CONFLICT


def _is_anothers(name: str, event: Event, history: Sequence[Event], uid: str) -> bool:
    """Whether a task came under the name since that had another uid, or had been away for longer than is told."""
    gone = event
    for each in history[history.index(event) + 1 :]:
        if each.task == name and each.new_task.uid:
            away = each.create_time.ToDatetime() - gone.create_time.ToDatetime().replace(microsecond=0)
            if each.new_task.uid != uid or away >= RESTORABLE:
                return True
        gone = each if each.task == name else gone
    return False


def _has_gone_on(oracle: Oracle, event: Event, call: Call) -> bool:
    """Whether a recurring task is not as far any more as it was behind the event."""
    now, (_, then) = oracle.runs.progress(event.task), call.progress.get(event.task, ((None, 0), (None, 0)))
    fields = ("due", "last_occurrence")
    told = [name in event.changed_fields.paths or not event.HasField("old_task") for name in fields]
    return event.task in call.progress and any(
        is_told and one != other for is_told, one, other in zip(told, now, then, strict=True)
    )


def _is_of_deletion(event: Event) -> bool:
    return "delete_time" in event.changed_fields.paths


def _is_changed(task: Task, event: Event) -> bool:
    """Whether one of the fields is not as the event left it; of a deletion, whether it is deleted no more."""
    if not event.HasField("old_task"):
        fields = {field.name for field in Task.DESCRIPTOR.fields} - {"position", *COUNTS, *NOT_COMPARED}
    else:
        fields = set(event.changed_fields.paths)
    if "delete_time" in fields:
        fields -= {"delete_time"}
        if task.HasField("delete_time") != event.new_task.HasField("delete_time"):
            return True
    return _part(task, fields) != _part(event.new_task, fields)


def _part(task: Task, fields: set[str]) -> Task:
    part = Task()
    FieldMask(paths=sorted(fields - {"name"})).MergeMessage(task, part)
    return part


def _undone_task(task: Task, event: Event, now: datetime) -> Task:
    made = deepcopy(task)
    made.update_time.CopyFrom(stamp(now))
    if not event.HasField("old_task"):
        _delete(made, now)
        return made
    for name in event.changed_fields.paths:
        made.ClearField(name)
    FieldMask(paths=event.changed_fields.paths).MergeMessage(event.old_task, made)
    made.ClearField("purge_time")
    if made.HasField("delete_time"):
        _delete(made, now)
    return made


def _delete(made: Resource, now: datetime) -> None:
    made.delete_time.CopyFrom(stamp(now))
    made.purge_time.CopyFrom(stamp((now + RESTORABLE).replace(microsecond=0)))


def _against_list(oracle: Oracle, parent: TaskList, event: Event) -> Iterator[Refusal]:
    is_new = not event.HasField("old_task_list")
    deletes = is_new or event.old_task_list.HasField("delete_time")
    tasks = (task for task in oracle.tasks_of(parent.name) if not task.HasField("delete_time"))
    if "title" in event.changed_fields.paths and parent.title != event.new_task_list.title:
        yield UNDO_CONFLICT
    elif is_new or "delete_time" in event.changed_fields.paths:
        if parent.HasField("delete_time") != event.new_task_list.HasField("delete_time"):
            yield not_now("TASK_LIST_DELETED") if is_new else UNDO_CONFLICT
    elif parent.HasField("delete_time"):
        yield not_now("TASK_LIST_DELETED")
    if deletes and any(tasks):
        yield not_now("TASK_LIST_NOT_EMPTY")


def _undone_list(parent: TaskList, event: Event, now: datetime) -> TaskList:
    made = deepcopy(parent)
    made.update_time.CopyFrom(stamp(now))
    if not event.HasField("old_task_list"):
        _delete(made, now)
    elif "title" in event.changed_fields.paths:
        made.title = event.old_task_list.title
    elif event.old_task_list.HasField("delete_time"):
        _delete(made, now)
    else:
        made.ClearField("delete_time")
        made.ClearField("purge_time")
    return made


def fresh(event: Event, now: datetime) -> bool:
    """Whether it is still kept."""
    return now < event.create_time.ToDatetime(now.tzinfo) + timedelta(days=400)
