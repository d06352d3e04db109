"""CSV: what is written reads as the same, and what cannot be read is told with its place."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import given
from hypothesis import strategies as st
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_pb2 import Recurrence, Task

from todo_k8s.client.csv_entries import csv_entries
from todo_k8s.client.csv_rows import LIST_COLUMNS, TASK_COLUMNS, csv_lines, looks_like_formula
from todo_k8s.client.due import Due
from todo_k8s.client.due_message import to_message
from todo_k8s.client.entry import Entry
from todo_k8s.client.todotxt.line import LineError
from todo_k8s.client.todotxt.strategies import LAW

ODD = st.text(alphabet="=+-@,;\"'\r\n\t a1é中👍\ufeff", max_size=12)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=8)
DUES = st.one_of(
    st.builds(Due, st.dates()),
    st.builds(Due, st.dates(), st.builds(time, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))),
    st.just(Due(date(2026, 12, 1), time(9, 30), "Europe/Berlin")),
)


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    texts = st.one_of(ODD, st.text(st.characters(exclude_categories=["Cs"])))
    task = Task(
        name=f"taskLists/l/tasks/{draw(st.from_regex('[a-z0-9]{1,9}', fullmatch=True))}",
        title=draw(texts),
        notes=draw(texts),
        priority=draw(st.integers(0, 26)),
        labels=draw(st.lists(WORDS, unique=True, max_size=3)),
        annotations=draw(st.dictionaries(WORDS, texts, max_size=3)),
        assignees=draw(st.lists(WORDS, unique=True, max_size=3)),
        state=draw(st.sampled_from([Task.STATE_ACTIVE, Task.STATE_COMPLETED])),
        create_time=Timestamp(seconds=draw(st.integers(0, 2_000_000_000))),
    )
    if due := draw(st.none() | DUES):
        task.due.CopyFrom(to_message(due))
    if draw(st.booleans()):
        task.parent_task = "taskLists/l/tasks/parent"
    if draw(st.booleans()):
        task.recurrence.rule = draw(texts)
        task.recurrence.excluded_dates.add(year=2026, month=12, day=24)
    return task


def read(content: bytes) -> list[tuple[int, Entry | LineError]]:
    return list(csv_entries(io.BytesIO(content)))


def content(task: Task) -> Entry:
    """What an import is to make of it."""
    kept = Task(
        title=task.title, notes=task.notes, priority=task.priority, labels=task.labels, assignees=task.assignees
    )
    kept.annotations.update(task.annotations)
    if task.HasField("due"):
        kept.due.CopyFrom(task.due)
    recurred = None
    if task.HasField("recurrence"):
        if task.state == Task.STATE_COMPLETED:
            recurred = task.recurrence
        else:
            kept.recurrence.CopyFrom(task.recurrence)
    id, parent_id = task.name.rpartition("/")[2], task.parent_task.rpartition("/")[2]
    return Entry(kept, task.state == Task.STATE_COMPLETED, "", id, parent_id, recurred)


@LAW
@given(st.lists(tasks(), max_size=4))
def test_what_is_written_reads_as_the_same(written: list[Task]) -> None:
    entries = [entry for _, entry in read(b"".join(csv_lines(written, "tasks")))]
    assert [replace(e, content="") for e in entries if isinstance(e, Entry)] == list(map(content, written))


def test_how_it_recurs_can_be_said_in_words() -> None:
    ((_, entry),) = read(b"title,due,recurrence\nWater,2026-12-01,2 weeks\n")
    assert isinstance(entry, Entry)
    assert entry.task.recurrence == Recurrence(rule="FREQ=WEEKLY;INTERVAL=2", basis=Recurrence.BASIS_SCHEDULED)
    for cell, reason in (("now and then", "says not how often"), ('"{""rule"":1}"', "recurrence: ")):
        ((_, wrong),) = read(f"title,recurrence\nWater,{cell}\n".encode())
        assert isinstance(wrong, LineError)
        assert reason in str(wrong)


def test_cells_are_the_data_unaltered() -> None:
    """Also what a spreadsheet takes for a formula: the file is for programs, and comes back as it was."""
    titles = ["=1+1", "+family", "-5", "@shop", "\tx", "'=1"]
    text = b"".join(csv_lines([Task(title=title) for title in titles], "tasks")).decode()
    assert [row["title"] for row in csv.DictReader(io.StringIO(text, newline=""))] == titles


def test_a_task_is_written_as_the_readme_says() -> None:
    task = Task(name="taskLists/l/tasks/milk", title='Buy "milk", 2 l', priority=1, labels=["+a", "@b"], notes="x\ny")
    task.assignees.extend(["users/ann", "users/bob"])
    task.state = Task.STATE_ACTIVE
    task.parent_task = "taskLists/l/tasks/food"
    task.recurrence.rule = "FREQ=DAILY"
    task.annotations["k"] = "v"
    task.due.CopyFrom(to_message(Due(date(2026, 12, 1))))
    task.create_time.FromDatetime(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert b"".join(csv_lines([task], "tasks")).decode() == (
        "id,title,state,priority,due,labels,notes,annotations,create_time,update_time,complete_time,delete_time,name,"
        "assignees,parent,recurrence\r\n"
        'milk,"Buy ""milk"", 2 l",ACTIVE,A,2026-12-01,+a @b,"x\ny","{""k"": ""v""}",2026-01-02T03:04:05Z,,,,'
        'taskLists/l/tasks/milk,users/ann users/bob,food,"{""rule"": ""FREQ=DAILY""}"\r\n'
    )


def test_columns_never_change_their_place() -> None:
    """New ones come last; then this test grows with them."""
    columns = "id,title,state,priority,due,labels,notes,annotations"
    more = "create_time,update_time,complete_time,delete_time,name,assignees,parent,recurrence"
    assert ",".join(TASK_COLUMNS) == f"{columns},{more}"
    columns = "id,title,active_task_count,completed_task_count"
    assert ",".join(LIST_COLUMNS) == f"{columns},create_time,update_time,delete_time,name,role"


def test_a_list_is_a_record() -> None:
    lines = list(csv_lines([TaskList(name="taskLists/u", title="a,b", active_task_count=2)], "taskLists"))
    assert lines[1] == b'u,"a,b",2,0,,,,taskLists/u,\r\n'


def test_nothing_is_a_header() -> None:
    assert list(csv_lines([], "tasks")) == [(",".join(TASK_COLUMNS) + "\r\n").encode()]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("a,AA,,,", "'AA' is no priority"),
        ("a,,2026-02-30,,", "not in the calendar"),
        ("a,,tomorrow,,", "is no due date"),
        ("a,,,OPEN,", "state: 'OPEN' is none"),
        ("a,,,,[1]", "annotations: not a JSON object of texts"),
        ('a,,,,"{""k"": 1}"', "annotations: not a JSON object of texts"),
        ("a,,,,{", "annotations: not a JSON object of texts"),
        ('a,,,,"{""k"": ""\\ud800""}"', "annotations: a lone surrogate"),
        ("a,,", "has 3 cells; the header has 5"),
        ("a,,,,,", "has 6 cells; the header has 5"),
    ],
)
def test_a_wrong_record_is_refused_alone(record: str, reason: str) -> None:
    header = "title,priority,due,state,annotations\n"
    first, wrong, last = read(f'{header}"one\nline",,,,\n\n{record}\nlast,,,,\n'.encode())
    assert isinstance(first[1], Entry)
    assert isinstance(last[1], Entry)
    assert isinstance(wrong[1], LineError)
    assert (first[0], wrong[0], last[0]) == (2, 5, 6)
    assert reason in str(wrong[1])


def test_a_byte_that_is_no_utf8_is_told_with_its_column() -> None:
    (_, wrong), (_, good) = read(b"title,notes\na,\xff\nb,\n")
    assert str(wrong) == "notes: not UTF-8: 0xff"
    assert isinstance(good, Entry)


@pytest.mark.parametrize("record", ['"open\nto the end', '"a"b', '"' + "x" * 200_000 + '"'])
def test_where_the_next_record_begins_is_not_guessed(record: str) -> None:
    entries = read(f"title\nfirst\n{record}\nlast\n".encode())
    assert [number for number, _ in entries] == [2, 3]
    assert "nothing behind it is read" in str(entries[1][1])


def test_a_spreadsheets_file_is_read() -> None:
    ((number, entry),) = read("\ufeffTitle, Priority\r\nMilk,b\r\n".encode())
    assert number == 2
    assert isinstance(entry, Entry)
    assert entry.task == Task(title="Milk", priority=2)


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (b"", "has no header"),
        (b"id,notes\n", "has no column title"),
        (b"title,colour\n", "no column 'colour'. The columns are id, title,"),
        (b"title;notes\n", "no column 'title;notes'; separate them by commas"),
        (b"title,title\n", "names a column twice"),
        (b"title,\xff\n", "no column"),
        (b'"title', "unexpected end of data"),
    ],
)
def test_a_wrong_header_refuses_the_file(header: bytes, reason: str) -> None:
    with pytest.raises(LineError) as refused:
        csv_entries(io.BytesIO(header))
    assert reason in str(refused.value)


def test_what_a_spreadsheet_would_calculate_is_known() -> None:
    cells = ["=1+1", "+family", "-5 °C", "@shop", "\tx", "\rx", "milk", "", "a=b", "'=1"]
    assert [cell for cell in cells if looks_like_formula(cell)] == ["=1+1", "+family", "-5 °C", "@shop", "\tx", "\rx"]
