from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest
from todo.v1.task_service_pb2 import ListTasksRequest, MoveTaskRequest

from todo_k8s.domain.model import Due, State, Task, TaskContent
from todo_k8s.domain.requests import DateInput, DateTimeInput, Edge, TaskInput
from todo_k8s.server import translate

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
)
TASKS = st.builds(
    Task,
    list_id=st.just("l"),
    id=st.just("t"),
    uid=st.text(),
    version=st.integers(1, 9),
    content=CONTENTS,
    state=st.sampled_from(State),
    position=st.text(),
    create_time=MOMENTS,
    update_time=MOMENTS,
    complete_time=st.none() | MOMENTS,
)


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


@given(TASKS)
def test_what_goes_out_could_come_in_again(task: Task) -> None:
    content = task.content
    out = translate.task(task)
    assert translate.task_input(out) == TaskInput(
        title=content.title,
        notes=content.notes,
        priority=content.priority,
        labels=content.labels,
        due=expected_due(content.due),
        annotations=content.annotations,
    )
    assert (out.name, out.uid, out.position, out.etag) == (task.name, task.uid, task.position, task.etag)
    assert out.State.Name(out.state) == f"STATE_{task.state}"
    assert out.create_time.ToDatetime(UTC) == task.create_time
    assert out.update_time.ToDatetime(UTC) == task.update_time
    assert (out.complete_time.ToDatetime(UTC) if out.HasField("complete_time") else None) == task.complete_time


def creation(**fields: Any) -> str:
    request = CreateTaskListRequest(**{"task_list": TaskList(title="home"), **fields})
    return translate.mutation("CreateTaskList", request).fingerprint


def listing(method: str = "ListTasks", **fields: Any) -> str:
    return translate.page_request(method, ListTasksRequest(**fields)).fingerprint


def test_a_mutation_is_the_same_under_every_request_id() -> None:
    assert creation(request_id="1") == creation(request_id="2") == creation()
    assert creation(task_list_id="1") != creation()
    assert len(creation()) == 32


def test_a_listing_is_the_same_on_every_page() -> None:
    assert listing(page_size=1) == listing(page_token="x") == listing()
    assert listing(parent="p") != listing()
    assert listing("ListOther") != listing()


def test_a_number_that_is_no_end_of_a_list_is_no_destination() -> None:
    assert translate.destination(MoveTaskRequest(edge=MoveTaskRequest.EDGE_LAST)) is Edge.LAST
    assert [translate.destination(MoveTaskRequest(edge=number)) for number in (0, 3, -1)] == [None] * 3  # type: ignore[arg-type]
