from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from todo_k8s.domain.model import Due, State, Task, TaskContent
from todo_k8s.storage import task_codec
from todo_k8s.storage.table import Index

moments = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))
dues = st.builds(
    Due,
    st.dates() | st.datetimes().map(lambda moment: moment.replace(microsecond=0)),
    st.none() | st.just("Europe/Berlin"),
).map(lambda due: due if isinstance(due.when, datetime) else Due(due.when))
contents = st.builds(
    TaskContent,
    title=st.text(min_size=1),
    notes=st.text(),
    priority=st.integers(0, 26),
    labels=st.lists(st.text(min_size=1), unique=True).map(tuple),
    due=st.none() | dues,
    annotations=st.dictionaries(st.text(min_size=1), st.text()),
    assignees=st.lists(st.text(min_size=1), unique=True).map(tuple),
)


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    complete_time = draw(st.none() | moments)
    return Task(
        list_id="5f0f8f58-3f4f-4d8a-9b8e-0f5b7f0c2a11",
        id=draw(st.from_regex(r"[a-z0-9-]{1,63}", fullmatch=True)),
        uid="u",
        version=draw(st.integers(1, 10**18)),
        content=draw(contents),
        state=State.COMPLETED if complete_time else State.ACTIVE,
        position="a0",
        create_time=draw(moments),
        update_time=draw(moments),
        complete_time=complete_time,
        entered=draw(st.none() | st.integers(1, 10**18)),
    )


@given(tasks())
def test_a_task_comes_back(task: Task) -> None:
    back = task_codec.task_of(task_codec.task_item(task))
    assert (back, back.entered) == (task, task.entered)


@given(tasks())
def test_no_event_tells_since_when_a_task_has_its_name(task: Task) -> None:
    assert task_codec.task_fields(task) == task_codec.task_fields(replace(task, entered=None))


@given(tasks())
def test_what_an_event_compares_can_be_told_from_the_item_as_well(task: Task) -> None:
    child = replace(task, ancestors=("above", "parent"), active_subtasks=2, actor="ann", request_id="1")
    assert task_codec.fields_at(task_codec.task_item(child)) == task_codec.task_fields(task) | {"parent": "parent"}


@given(tasks(), tasks())
def test_due_strings_sort_as_the_dates_do(one: Task, other: Task) -> None:
    def civil(task: Task) -> tuple[str, str]:
        return (task.content.due.when.isoformat() if task.content.due else "~", task.id)

    orders = [task_codec.task_item(task).order for task in (one, other)]
    if Index.DUE in orders[0] and Index.DUE in orders[1] and one.id != other.id:
        assert (orders[0][Index.DUE] < orders[1][Index.DUE]) == (civil(one) < civil(other))


def test_a_task_stands_in_the_orders_of_its_state() -> None:
    content = TaskContent("milk", due=Due(date(2026, 2, 1)))
    made = datetime(2026, 1, 1, tzinfo=UTC)
    active = Task("l", "t", "u", 7, content, State.ACTIVE, "a0", made, made, None)
    done = Task("l", "t", "u", 8, content, State.COMPLETED, "a0", made, made, made)
    assert task_codec.task_item(active).order == {
        Index.CHG: "00000000000000000007#t",
        Index.ORD: "~#a0#t",
        Index.DUE: "2026-02-01#t",
    }
    assert task_codec.task_item(done).order == {
        Index.CHG: "00000000000000000008#t",
        Index.DONE: "C#00001767225600000000#t",
    }
