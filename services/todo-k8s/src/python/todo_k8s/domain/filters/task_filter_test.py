"""Filters against a second reading of what `ListTasksRequest.filter` says of each, and against texts of every sort."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todo_k8s.domain import limits
from todo_k8s.domain.errors import InvalidArgument
from todo_k8s.domain.filters.task_filter import task_filter
from todo_k8s.domain.filters.terms import OPERATORS
from todo_k8s.domain.model import Due, State, Task, TaskContent
from todo_k8s.storage.task_codec import task_item

NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)
Question: TypeAlias = tuple[str, Callable[[Task], bool]]
"""A filter, and whether it takes a task."""

WORDS = ("milk", "Milk", "oat milk", "+home", "MILK AND", 'a "b\\', "it's", "\u00df", "")
DAYS = [date(2026, 2, 1) + timedelta(days=days) for days in (-1, 0, 1)]
CLOCKS = (time(0), time(12), time(23, 59, 59))
MOMENTS = [datetime.combine(day, clock) for day in DAYS for clock in CLOCKS]
TIMES = [NOON + timedelta(seconds=seconds) for seconds in (-1, -0.000001, 0, 1)]
USERS = ("users/ann", "users/bob@home.example")
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}

tasks = st.builds(
    Task,
    list_id=st.just("l"),
    id=st.just("t"),
    uid=st.just("u"),
    version=st.just(1),
    content=st.builds(
        TaskContent,
        title=st.sampled_from([*filter(None, WORDS)]),
        notes=st.sampled_from(WORDS),
        priority=st.integers(0, 3),
        labels=st.lists(st.sampled_from(WORDS), max_size=2).map(tuple),
        due=st.none() | st.builds(Due, st.sampled_from([*DAYS, *MOMENTS]), st.sampled_from([None, "Pacific/Auckland"])),
        assignees=st.lists(st.sampled_from(USERS), max_size=2).map(tuple),
    ),
    state=st.just(State.ACTIVE),
    position=st.just("a0"),
    create_time=st.sampled_from(TIMES),
    update_time=st.sampled_from(TIMES),
    complete_time=st.none() | st.sampled_from(TIMES),
    delete_time=st.none() | st.sampled_from(TIMES),
).map(lambda task: replace(task, state=State.COMPLETED) if task.complete_time else task)


def quoted(text: str, quote: str = '"') -> str:
    return quote + text.replace("\\", "\\\\").replace(quote, f"\\{quote}") + quote


def place(when: date) -> tuple[date, bool, time]:
    """A whole day is before its moments."""
    return (when.date(), True, when.time()) if isinstance(when, datetime) else (when, False, time())


def about_due(operator: str, when: date) -> Question:
    def is_so(task: Task) -> bool:
        if task.content.due is None:
            return operator == "!="
        due = task.content.due.when
        if isinstance(when, datetime):
            return COMPARISONS[operator](place(due), place(when))
        return COMPARISONS[operator](due.date() if isinstance(due, datetime) else due, when)

    return f"due{operator}{when.isoformat()}", is_so


def about_priority(operator: str, number: int) -> Question:
    def is_so(task: Task) -> bool:
        ordered = operator in ("=", "!=") or task.content.priority != 0
        return ordered and COMPARISONS[operator](task.content.priority, number)

    return f"priority {operator} {number}", is_so


def about_time(field: str, operator: str, moment: datetime, offset: str) -> Question:
    def is_so(task: Task) -> bool:
        value: datetime | None = getattr(task, field)
        return operator == "!=" if value is None else COMPARISONS[operator](value, moment)

    hours = {"Z": 0, "+05:00": 5, "-01:00": -1}[offset]
    return f"{field} {operator} {(moment + timedelta(hours=hours)).replace(tzinfo=None).isoformat()}{offset}", is_so


def about_state(operator: str, state: State) -> Question:
    return f"state {operator} {state}", lambda task: COMPARISONS[operator](task.state, state)


def about_title(operator: str, text: str) -> Question:
    if operator == ":":
        return f"title:{quoted(text)}", lambda task: text.casefold() in task.content.title.casefold()
    return f"title {operator} {quoted(text)}", lambda task: COMPARISONS[operator](task.content.title, text)


def about_text(text: str) -> Question:
    def is_so(task: Task) -> bool:
        shown = (task.content.title, task.content.notes, *task.content.labels)
        return any(text.casefold() in each.casefold() for each in shown)

    return quoted(text, "'"), is_so


def presence(field: str) -> Question:
    content = ("due", "priority", "labels", "assignees")
    return f"{field}:*", lambda task: bool(getattr(task.content if field in content else task, field))


operators = st.sampled_from(list(COMPARISONS))
leaves = st.one_of(
    st.builds(about_due, operators, st.sampled_from([*DAYS, *MOMENTS])),
    st.builds(about_priority, operators, st.integers(0, 3)),
    st.builds(
        about_time,
        st.sampled_from(["create_time", "update_time", "complete_time", "delete_time"]),
        operators,
        st.sampled_from(TIMES),
        st.sampled_from(["Z", "+05:00", "-01:00"]),
    ),
    st.builds(about_state, st.sampled_from(["=", "!="]), st.sampled_from(State)),
    st.builds(about_title, st.sampled_from(["=", "!=", ":"]), st.sampled_from(WORDS)),
    st.builds(about_text, st.sampled_from(WORDS)),
    st.sampled_from(WORDS).map(lambda label: (f"labels:{quoted(label)}", lambda task: label in task.content.labels)),
    st.sampled_from(USERS).map(lambda user: (f"assignees:{user}", lambda task: user in task.content.assignees)),
    st.sampled_from(["due", "priority", "labels", "assignees", "complete_time", "delete_time"]).map(presence),
)


def negated(part: Question, sign: str) -> Question:
    text, is_so = part
    return f"{sign}({text})", lambda task: not is_so(task)


def joined(parts: list[Question], word: str) -> Question:
    text = word.join(f"({text})" if word == " OR " else text for text, _ in parts)
    check = any if word == " OR " else all
    return f"({text})", lambda task: check([is_so(task) for _, is_so in parts])


questions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(negated, inner, st.sampled_from(["NOT ", "-"])),
        st.builds(joined, st.lists(inner, min_size=2, max_size=4), st.sampled_from([" AND ", "  ", " OR "])),
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(questions, st.lists(tasks, min_size=1, max_size=8), st.booleans())
def test_a_filter_takes_what_it_says(question: Question, tasks: list[Task], show_deleted: bool) -> None:
    text, is_so = question
    if "delete_time" in text and not show_deleted:
        return
    made = task_filter(text, show_deleted=show_deleted)
    speaks_of_state = any(field in text for field in ("state", "complete_time", "delete_time"))
    for task in tasks:
        allowed = speaks_of_state or task.state is State.ACTIVE
        allowed = allowed and (show_deleted or task.delete_time is None)
        assert made.takes(task_item(task)) == (allowed and is_so(task))
        if made.stretch and made.takes(task_item(task)):
            due = task.content.due
            assert made.stretch.low < (due.when.isoformat() if due else "~") + "#t" < made.stretch.high


def test_each_comparison_and_its_opposite_hold_for_what_they_say() -> None:
    whens = [*DAYS, *MOMENTS]
    asked = [
        *(about_due(operator, when) for operator in COMPARISONS for when in whens),
        *(about_priority(operator, number) for operator in COMPARISONS for number in range(4)),
        *(about_time("update_time", operator, moment, "+05:00") for operator in COMPARISONS for moment in TIMES),
        *(about_title(operator, text) for operator in ("=", "!=", ":") for text in WORDS),
        *map(about_text, WORDS),
        *map(presence, ("due", "priority", "labels", "assignees")),
    ]
    contents = [
        *(TaskContent("milk", due=Due(when) if when else None) for when in (None, *whens)),
        *(TaskContent("+home", priority=number, labels=WORDS[:number], notes="Oat MILK") for number in range(4)),
        TaskContent("it's", assignees=USERS),
    ]
    some = [Task("l", "t", "u", 1, content, State.ACTIVE, "a0", NOON, NOON, None) for content in contents]
    for text, is_so in (*asked, *(negated(each, "-") for each in asked)):
        made = task_filter(text, show_deleted=False)
        assert [made.takes(task_item(task)) for task in some] == [is_so(task) for task in some], text


TOKENS = (
    *OPERATORS,
    "AND",
    "OR",
    "NOT",
    "-",
    "(",
    ")",
    "=",
    "!=",
    "<=",
    ":",
    "*",
    '"',
    "'",
    "\\",
    "2026-02-01",
    "ACTIVE",
)
anything = st.text() | st.lists(st.sampled_from(TOKENS) | st.text(max_size=3), max_size=30).map(" ".join)


@settings(max_examples=400, deadline=None)
@given(anything | anything.map(lambda text: text.replace(" ", "")), tasks, st.booleans())
def test_any_text_is_a_filter_or_refused_as_none(text: str, task: Task, show_deleted: bool) -> None:
    try:
        assert task_filter(text, show_deleted=show_deleted).takes(task_item(task)) in (True, False)
    except InvalidArgument as error:
        assert (error.reason, error.violations[0].field) == ("UNSUPPORTED_FILTER", "filter")
        assert error.violations[0].description.startswith("at column ")
        assert len(error.message) < 500


@pytest.mark.parametrize(
    ("text", "column", "names"),
    [
        ("status = ACTIVE", 1, "state, due, priority"),
        ("milk AND task.title = x", 10, "state, due, priority"),
        ("state = DONE", 9, "ACTIVE or COMPLETED"),
        ("state < ACTIVE", 7, "= !="),
        ("state:*", 6, "= !="),
        ("labels = x", 8, ": :*"),
        ("priority:1", 9, ":*"),
        ("priority = 27", 12, "1 (most urgent) to 26"),
        ("priority = A", 12, "1 (most urgent) to 26"),
        ("due < tomorrow", 7, "2026-12-01"),
        ("due < 2026-02-30", 7, "not in the calendar"),
        ("due < 2026-02-01T25:00", 7, "not in the calendar"),
        ("due < 2026-02-01T12:00Z", 7, "without an offset"),
        ("due = *", 7, "no due date"),
        ('due:"*"', 4, ":*"),
        ("update_time > 2026-02-01", 15, "2026-12-01T17:30:00Z"),
        ("update_time > 2026-02-01T12:00:00", 15, "2026-12-01T17:30:00Z"),
        ("update_time > 2026-02-01T12:00:00+25:00", 15, "2026-12-01T17:30:00Z"),
        ("update_time > 2026-02-01T12:00:00.1234567Z", 15, "2026-12-01T17:30:00Z"),
        ("update_time:*", 12, "= != < <= > >="),
        ("assignees:ann", 11, "users/{user}"),
        ("title ~ milk", 7, "one of = !="),
        ("title =~ milk", 8, "a value"),
        ("title == milk", 8, "a value"),
        ("title && milk", 7, "AND"),
        ("title = milk*", 13, "AND"),
        ("mil*", 4, "one of = !="),
        ("milk OR", 8, "the filter ends"),
        ("OR milk", 1, "a field"),
        ("(milk", 6, "the filter ends"),
        ("milk)", 5, "the end"),
        ("title = ", 9, "a value"),
        ("title = OR x", 9, "a value"),
        ('title = "milk', 9, "the text in quotes has no end"),
        ('title = "C:\\dir"', 9, "double the backslash"),
        ("don't", 4, "the text in quotes has no end"),
        ("title = a = b", 11, "AND"),
        ("len(title) = 3", 1, "a field"),
        ("milk, bread", 5, "AND"),
        ("NOT NOT milk", 5, "a text in quotes"),
        ("a\nAND due < x", 13, "no due date"),
        ("\U0001f95b due < x", 9, "no due date"),
        ("milk delete_time:*", 6, "show_deleted"),
        (" ".join("x" for _ in range(51)), 101, "50 at most"),
        ("NOT (" * 11 + "x" + ")" * 11, 56, "10 levels"),
        ("x" * 2_001, 2_001, "shorten it to 2,000"),
        ("(" * 2_000, 2_001, "the filter ends"),
    ],
)
def test_what_is_no_filter_is_refused_where_it_goes_wrong(text: str, column: int, names: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        task_filter(text, show_deleted=False)
    (violation,) = caught.value.violations
    assert violation.description.startswith(f"at column {column:,}: ") and names in violation.description


@pytest.mark.parametrize(
    "text",
    [
        "(" * 900 + "x" + ")" * 900,
        " ".join("x" for _ in range(limits.FILTER_TERMS)),
        "NOT (" * 9 + "NOT x" + ")" * 9,
        "x" * limits.FILTER_CODE_POINTS,
        "ANDROID ORDER NOTE well-known v1.2",
        "title = -x AND title != '*'",
        """title:"O\\'Brien" AND title:'O"Brien' AND title:'\\"hi\\"'""",
        "\u0939\u093f\u0928\u094d\u0926\u0940 \U0001f95b +home @shop #1 a/b.c_d-e -+f",
        "labels:key:value labels:@x labels:* -(labels:-)",
    ],
)
def test_what_is_just_a_filter_is_one(text: str) -> None:
    task_filter(text, show_deleted=False)


def test_or_binds_tighter_than_and_and_what_stands_side_by_side() -> None:
    content = TaskContent("a b")
    task = Task("l", "t", "u", 1, content, State.ACTIVE, "a0", NOON, NOON, None)
    answers = {
        text: task_filter(text, show_deleted=False).takes(task_item(task))
        for text in ("x a OR b", "a OR x b", "b x OR a")
    }
    assert answers == {"x a OR b": False, "a OR x b": True, "b x OR a": True}
    assert not task_filter("a OR b AND x", show_deleted=False).takes(task_item(task))
