from datetime import UTC, date, datetime
from typing import Any

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message
from hypothesis import example, given, settings
from hypothesis import strategies as st
from todo.v1.task_list_service_pb2 import CreateTaskListRequest
from todo.v1.task_service_pb2 import DeleteTaskRequest, ListTasksRequest, MoveTaskRequest, UpdateTaskRequest

from todo.v1 import task_list_pb2, task_pb2
from todo_k8s.domain.model import Due, Principal, Recurrence, State, Task, TaskContent, TaskList
from todo_k8s.domain.requests import (
    Before,
    Behind,
    DateInput,
    DateTimeInput,
    Destination,
    Edge,
    Mutation,
    RecurrenceInput,
    TaskInput,
)
from todo_k8s.domain.task_size import wire_bytes
from todo_k8s.server import translate, translate_task
from todo_k8s.storage import task_codec

MOMENTS = st.datetimes(min_value=datetime(1, 1, 1), timezones=st.just(UTC))
DUES = st.builds(Due, st.dates()) | st.builds(
    Due,
    st.datetimes().map(lambda moment: moment.replace(microsecond=0)),
    st.none() | st.sampled_from(["UTC", "Asia/Tokyo"]),
)
CONTENTS = st.builds(
    TaskContent,
    title=st.text(),
    notes=st.text(),
    priority=st.integers(0, 26),
    labels=st.lists(st.text()).map(tuple),
    due=st.none() | DUES,
    annotations=st.dictionaries(st.text(), st.text()),
    assignees=st.lists(st.text()).map(tuple),
    recurrence=st.none()
    | st.builds(
        Recurrence, st.text(min_size=1), excluded_dates=st.lists(st.dates()).map(tuple), zone=st.none() | st.text()
    ),
)
IDS = st.text("abc-123", min_size=1, max_size=63)
TASKS = st.builds(
    Task,
    list_id=st.uuids().map(str),
    id=IDS,
    uid=st.uuids().map(str),
    version=st.integers(1, 2**53),
    content=CONTENTS,
    state=st.sampled_from(State),
    position=st.text(),
    create_time=MOMENTS,
    update_time=MOMENTS,
    complete_time=st.none() | MOMENTS,
    delete_time=st.none() | MOMENTS.filter(lambda moment: moment.year < 9999),
    ancestors=st.lists(IDS, max_size=4).map(tuple),
    active_subtasks=st.integers(0, 19),
    completed_subtasks=st.integers(0, 19),
    last_occurrence=st.none() | IDS,
    series=st.none() | IDS,
)
LISTS = st.builds(
    TaskList,
    id=st.just("l"),
    title=st.text(),
    sequence=st.integers(1, 9),
    revision=st.integers(1, 9),
    active_count=st.integers(0, 100_000),
    completed_count=st.integers(0, 100_000),
    last_position=st.none(),
    create_time=MOMENTS,
    update_time=MOMENTS,
    delete_time=st.none() | MOMENTS.filter(lambda moment: moment.year < 9999),
)


def shown(message: Message, field: str) -> datetime | None:
    """The time in this field, if it is set."""
    return getattr(message, field).ToDatetime(UTC) if message.HasField(field) else None


def expected_due(due: Due | None) -> DateInput | DateTimeInput | None:
    match due:
        case None:
            return None
        case Due(when=datetime() as when, zone=zone):
            return DateTimeInput(
                when.year, when.month, when.day, when.hour, when.minute, when.second, 0, zone, has_utc_offset=False
            )
        case Due(when=date() as day):
            return DateInput(day.year, day.month, day.day)


def expected_recurrence(recurrence: Recurrence | None) -> RecurrenceInput | None:
    if recurrence is None:
        return None
    days = tuple(DateInput(day.year, day.month, day.day) for day in recurrence.excluded_dates)
    return RecurrenceInput(recurrence.rule, recurrence.basis, days, recurrence.zone or "")


def named(task: Task, task_id: str | None) -> str:
    return f"taskLists/{task.list_id}/tasks/{task_id}" if task_id else ""


@settings(deadline=None)
@given(TASKS)
def test_what_goes_out_could_come_in_again(task: Task) -> None:
    content = task.content
    out = translate_task.task(task)
    assert translate.task_input(out, Principal("ann")) == TaskInput(
        title=content.title,
        notes=content.notes,
        priority=content.priority,
        labels=content.labels,
        due=expected_due(content.due),
        annotations=content.annotations,
        assignees=content.assignees,
        parent_task=named(task, task.parent_id),
        recurrence=expected_recurrence(content.recurrence),
    )
    assert (out.name, out.uid, out.position, out.etag) == (task.name, task.uid, task.position, task.etag)
    assert out.State.Name(out.state) == f"STATE_{task.state}"
    assert (out.active_subtask_count, out.completed_subtask_count) == (task.active_subtasks, task.completed_subtasks)
    assert (out.last_occurrence, out.series) == (named(task, task.last_occurrence), named(task, task.series))
    for name in ("create_time", "update_time", "complete_time", "delete_time", "purge_time"):
        assert shown(out, name) == getattr(task, name)


_MOMENT = datetime(9000, 1, 1, 0, 0, 0, 999_999, tzinfo=UTC)
LARGEST_BUT_FOR_TEXTS = Task(
    list_id="l" * 36,
    id="t" * 63,
    uid="u" * 36,
    version=2**53,
    content=TaskContent(
        "", priority=26, due=Due(datetime(9999, 12, 31, 23, 59, 59), "America/Argentina/ComodRivadavia")
    ),
    state=State.COMPLETED,
    position="",
    create_time=_MOMENT,
    update_time=_MOMENT,
    complete_time=_MOMENT,
    delete_time=_MOMENT,
    ancestors=("a" * 63,),
    active_subtasks=20_000,
    completed_subtasks=20_000,
    last_occurrence="o" * 63,
    series="s" * 63,
)


@settings(deadline=None)
@given(TASKS)
@example(LARGEST_BUT_FOR_TEXTS)
def test_no_task_takes_more_than_a_page_counts_for_it(task: Task) -> None:
    assert translate_task.task(task).ByteSize() <= wire_bytes(task_codec.task_item(task))


@settings(deadline=None)
@given(LISTS)
def test_a_list_goes_out_whole(value: TaskList) -> None:
    out = translate.task_list(value)
    assert (out.name, out.uid, out.title, out.etag) == (value.name, value.id, value.title, value.etag)
    assert (out.active_task_count, out.completed_task_count) == (value.active_count, value.completed_count)
    for name in ("create_time", "update_time", "delete_time", "purge_time"):
        assert shown(out, name) == getattr(value, name)


@settings(deadline=None)
@given(st.from_type(type(None)) | st.sampled_from(Edge) | st.builds(Before, st.text()) | st.builds(Behind, st.text()))
def test_a_destination_comes_in_as_it_was_meant(destination: Destination | None) -> None:
    assert translate.destination(move_to(destination)) == destination


def move_to(destination: Destination | None) -> MoveTaskRequest:
    match destination:
        case None:
            return MoveTaskRequest()
        case Before(sibling):
            return MoveTaskRequest(next_sibling=sibling)
        case Behind(sibling):
            return MoveTaskRequest(previous_sibling=sibling)
    return MoveTaskRequest(edge=f"EDGE_{destination}")


def creation(**fields: Any) -> str:
    request = CreateTaskListRequest(**{"task_list": task_list_pb2.TaskList(title="home"), **fields})
    return translate.mutation("CreateTaskList", request).fingerprint


def listing(method: str = "ListTasks", **fields: Any) -> str:
    return translate.page_request(method, ListTasksRequest(**fields)).fingerprint


def test_a_mutation_is_the_same_under_every_request_id() -> None:
    assert creation(request_id="1") == creation(request_id="2") != creation(request_id="1", task_list_id="1")
    assert len(creation(request_id="1")) == 32


def test_a_mutation_without_a_request_id_has_no_fingerprint() -> None:
    assert creation() == ""


@pytest.mark.parametrize(
    "different",
    [
        UpdateTaskRequest(task=task_pb2.Task(name="t", title="eggs")),
        UpdateTaskRequest(task=task_pb2.Task(name="t", title="milk", etag="e")),
        UpdateTaskRequest(task=task_pb2.Task(name="t", title="milk"), update_mask=FieldMask(paths=["title"])),
        UpdateTaskRequest(task=task_pb2.Task(name="t", title="milk"), validate_only=True),
        UpdateTaskRequest(task=task_pb2.Task(name="t", title="milk", due=task_pb2.Due())),
    ],
)
def test_a_mutation_with_any_other_field_is_another(different: UpdateTaskRequest) -> None:
    one, same = (UpdateTaskRequest(task=task_pb2.Task(name="t", title="milk"), request_id=id) for id in "12")
    different.request_id = "1"
    assert fingerprint(one) == fingerprint(same) != fingerprint(different)


def fingerprint(request: UpdateTaskRequest) -> str:
    return translate.mutation("UpdateTask", request).fingerprint


def test_requests_of_one_form_are_apart_by_their_method() -> None:
    deletion, completion = (
        translate.change_task(method, DeleteTaskRequest(name="n", etag="e", request_id="i", validate_only=True))
        for method in ("DeleteTask", "CompleteTask")
    )
    assert (deletion.name, deletion.etag) == ("n", "e")
    assert deletion.mutation == Mutation("DeleteTask", "i", deletion.mutation.fingerprint, validate_only=True)
    assert "" != deletion.mutation.fingerprint != completion.mutation.fingerprint != ""


def test_a_listing_is_the_same_on_every_page() -> None:
    assert listing(page_size=1) == listing(page_token="x") == listing()
    assert listing(parent="p") != listing()
    assert listing("ListOther") != listing()


def test_a_number_that_is_no_end_of_a_list_is_no_destination() -> None:
    assert translate.destination(MoveTaskRequest(edge=MoveTaskRequest.EDGE_LAST)) is Edge.LAST
    assert [translate.destination(MoveTaskRequest(edge=number)) for number in (0, 3, -1)] == [None] * 3  # type: ignore[arg-type]
