from dataclasses import astuple, replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from todo_k8s.domain.model import Due, Member, Reason, RequestRecord, Role, State, Task, TaskContent, TaskList, UserHead
from todo_k8s.storage import codec
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

members = st.builds(
    Member,
    st.just("l"),
    st.from_regex(r"[A-Za-z0-9._@+-]{1,128}", fullmatch=True),
    st.sampled_from(Role),
    st.integers(1, 10**18),
    st.none() | moments,
    st.none() | moments,
    st.just("bob"),
    st.just("") | st.uuids().map(str),
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
    back = codec.task_of(codec.task_item(task))
    assert (back, back.entered) == (task, task.entered)


@given(tasks())
def test_no_event_tells_since_when_a_task_has_its_name(task: Task) -> None:
    assert codec.task_fields(task) == codec.task_fields(replace(task, entered=None))


@given(tasks())
def test_what_an_event_compares_can_be_told_from_the_item_as_well(task: Task) -> None:
    child = replace(task, ancestors=("above", "parent"), active_subtasks=2, actor="ann", request_id="1")
    assert codec.fields_at(codec.task_item(child)) == codec.task_fields(task) | {"parent": "parent"}


@given(tasks(), tasks())
def test_due_strings_sort_as_the_dates_do(one: Task, other: Task) -> None:
    def civil(task: Task) -> tuple[str, str]:
        return (task.content.due.when.isoformat() if task.content.due else "~", task.id)

    orders = [codec.task_item(task).order for task in (one, other)]
    if Index.DUE in orders[0] and Index.DUE in orders[1] and one.id != other.id:
        assert (orders[0][Index.DUE] < orders[1][Index.DUE]) == (civil(one) < civil(other))


def test_a_task_stands_in_the_orders_of_its_state() -> None:
    content = TaskContent("milk", due=Due(date(2026, 2, 1)))
    made = datetime(2026, 1, 1, tzinfo=UTC)
    active = Task("l", "t", "u", 7, content, State.ACTIVE, "a0", made, made, None)
    done = Task("l", "t", "u", 8, content, State.COMPLETED, "a0", made, made, made)
    assert codec.task_item(active).order == {
        Index.CHG: "00000000000000000007#t",
        Index.ORD: "~#a0#t",
        Index.DUE: "2026-02-01#t",
    }
    assert codec.task_item(done).order == {
        Index.CHG: "00000000000000000008#t",
        Index.DONE: "C#00001767225600000000#t",
    }


@given(
    st.builds(TaskList, *[st.just("l"), st.text(min_size=1)] + [st.integers(1, 10**9)] * 4, st.none(), moments, moments)
)
def test_a_list_comes_back(value: TaskList) -> None:
    assert codec.list_of(codec.list_item(value)) == value


def test_a_user_and_a_request_come_back() -> None:
    user = UserHead("ann", 3, 2, "a1")
    assert codec.user_of("ann", codec.user_item(user)) == user
    assert codec.user_of("ann", None) == UserHead("ann", 0, 0, None)
    for names in ("taskLists/l",), ("taskLists/l/tasks/1", "taskLists/l/tasks/2"):
        record = RequestRecord("f", names)
        assert codec.request_of(codec.request_item("ann", "r", record, 1)) == record


def test_a_membership_names_its_list() -> None:
    member = Member("l", "ann", Role.OWNER, 7, None, None, "bob", "r")
    item = codec.membership_item(member, "a0", 3)
    assert (codec.list_id_of_membership(item), codec.place_of_membership(item)) == ("l", "a0")
    assert item.order == {Index.ORD: "a0#l", Index.CHG: "00000000000000000003#l"}
    assert codec.lost_reason(item) is None


@given(members)
def test_a_member_comes_back_from_both_its_places(member: Member) -> None:
    here, there = codec.member_item(member), codec.membership_item(member, "a0", 3)
    assert astuple(codec.member_of(here)) == astuple(codec.membership_of(there)) == astuple(member)
    assert (codec.role_at(here), codec.member_at(here)) == (member.role, member)
    assert here.order == {Index.CHG: f"{member.version:020d}#M#{member.user}"}


def test_what_stands_where_a_member_stood_gives_no_role() -> None:
    member = Member("l", "ann", Role.OWNER, 7, None, None, "bob", "r")
    removed, lost = codec.removed_item(member, 99), codec.lost_item(member, Reason.ACCESS_LOST, 3, 99)
    assert (codec.role_at(removed), codec.member_at(removed)) == (None, None)
    assert codec.role_at(None) is None
    assert (removed.version, removed.expires, removed.order) == (7, 99, {Index.CHG: "00000000000000000007#M#ann"})
    assert (lost.version, lost.expires, lost.order) == (3, 99, {Index.CHG: "00000000000000000003#l"})
    assert codec.lost_reason(lost) is Reason.ACCESS_LOST
    assert [codec.authorship_of(each) for each in (removed, lost)] == [("bob", "r")] * 2
