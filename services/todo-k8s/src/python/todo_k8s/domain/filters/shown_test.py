from datetime import UTC, datetime

from todo_k8s.domain.filters.task_filter import task_filter
from todo_k8s.domain.model import State, Task, TaskContent

NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)


def task(title: str, *labels: str, notes: str = "") -> Task:
    return Task("l", "t", "u", 1, TaskContent(title, notes, labels=labels), State.ACTIVE, "a0", NOON, NOON, None)


def test_one_filter_is_asked_of_one_task_after_the_other() -> None:
    both = task_filter("MILK NOT oat", show_deleted=False)
    tasks = [task("milk"), task("oat milk"), task("eggs", "Milk"), task("eggs", "Milk", notes="or OAT"), task("milk")]
    assert [both.takes(each) for each in tasks] == [True, False, True, False, True]


def test_no_text_is_found_across_two() -> None:
    assert not task_filter('"milk@home"', show_deleted=False).takes(task("milk", "@home"))
    assert not task_filter('"homemilk"', show_deleted=False).takes(task("x", "home", notes="milk"))
