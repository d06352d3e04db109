from datetime import UTC, date, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import assume, given
from todo.v1.task_pb2 import Task

from todo_k8s.client.todotxt.line import LineError
from todo_k8s.client.todotxt.parse import parse_line
from todo_k8s.client.todotxt.strategies import LAW, lines
from todo_k8s.client.todotxt.task_line import line_of, task_of


def done(task: Task) -> Task:
    """The task as the server has it once it is completed."""
    moment = Timestamp()
    moment.FromDatetime(datetime(2026, 5, 6, 12, tzinfo=UTC))
    task.state = Task.STATE_COMPLETED
    task.complete_time.CopyFrom(moment)
    return task


@LAW
@given(lines())
def test_a_task_keeps_all_of_its_line(text: str) -> None:
    try:
        line = parse_line(text)
    except LineError:
        assume(False)
    task = task_of(line)
    assert line_of(done(task) if line.done else task) == line


def test_the_lines_own_dates_are_annotations() -> None:
    task = task_of(parse_line("x 2026-01-02 2026-01-01 call mom h:1"))
    assert task == Task(
        title="call mom",
        annotations={"h": "1", "todo.txt/created": "2026-01-01", "todo.txt/completed": "2026-01-02"},
    )


def test_a_line_that_was_done_without_a_date_stays_so() -> None:
    task = task_of(parse_line("x call mom"))
    assert task == Task(title="call mom", annotations={"todo.txt/completed": ""})
    assert line_of(done(task)).completed is None


def test_a_task_that_was_completed_here_shows_the_day() -> None:
    assert line_of(done(task_of(parse_line("call mom")))).completed == date(2026, 5, 6)


def test_an_active_task_shows_no_day_of_completion() -> None:
    assert line_of(task_of(parse_line("x 2026-01-02 call mom"))) == parse_line("call mom")
