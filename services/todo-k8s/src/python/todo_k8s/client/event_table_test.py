from google.protobuf.field_mask_pb2 import FieldMask
from google.type.date_pb2 import Date
from todo.v1.event_pb2 import Event
from todo.v1.task_pb2 import Due, Recurrence, Task

from todo_k8s.client.event_table import event_rows

NAME = "taskLists/1/tasks/0123456789"
WHOLE = Task(
    name=NAME,
    title="water\tthe plants",
    notes="all\nof them " * 9,
    priority=1,
    labels=["@home", "+plants"],
    annotations={"b": "2", "a": "1"},
    assignees=["users/bob", "users/ann"],
    due=Due(date=Date(year=2026, month=3, day=1)),
    recurrence=Recurrence(rule="FREQ=WEEKLY", excluded_dates=[Date(year=2026, month=3, day=8)]),
    parent_task=f"{NAME}0",
    last_occurrence=f"{NAME}1",
    series=f"{NAME}2",
    state=Task.STATE_ACTIVE,
)
# Times, and what changes with every change or with other tasks: neither is told.
UNTOLD = {"name", "etag", "update_time", "purge_time", "active_subtask_count", "completed_subtask_count"}
FIELDS = sorted({field.name for field in Task.DESCRIPTOR.fields} - UNTOLD)


def changed(old: Task | None, new: Task) -> list[str]:
    event = Event(
        name="taskLists/1/events/2",
        task=NAME,
        old_task=old,
        new_task=new,
        changed_fields=FieldMask(paths=FIELDS),
        method="UpdateTask",
        actor="users/ann",
    )
    _, row = event_rows([event])
    return row[-1].split("; ")


def test_every_field_of_a_task_is_told_in_a_few_words() -> None:
    assert changed(None, WHOLE) == [
        "annotations: a:1 b:2",
        "assignees: users/ann users/bob",
        "due: 2026-03-01",
        "labels: +plants @home",
        "last_occurrence: 01234567",
        "notes: all of them all of them all of them all…",
        "parent_task: 01234567",
        "priority: A",
        "recurrence: every week, but not 2026-03-08",
        "series: 01234567",
        "title: water the plants",
    ]


def test_what_was_not_there_before_or_is_not_any_more_is_none() -> None:
    assert all(" (none) → " in text for text in changed(Task(), WHOLE))
    assert all(text.endswith("→ (none)") for text in changed(WHOLE, Task()))
