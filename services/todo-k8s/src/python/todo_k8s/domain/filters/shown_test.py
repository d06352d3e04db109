from datetime import UTC, datetime

from todo_k8s.domain.filters.task_filter import task_filter
from todo_k8s.domain.model import State, Task, TaskContent
from todo_k8s.storage.task_codec import task_item

NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)


def task(title: str, *labels: str, notes: str = "") -> Task:
    return Task("l", "t", "u", 1, TaskContent(title, notes, labels=labels), State.ACTIVE, "a0", NOON, NOON, None)


def test_one_filter_is_asked_of_one_task_after_the_other() -> None:
    both = task_filter("MILK NOT oat", show_deleted=False)
    tasks = [task("milk"), task("oat milk"), task("eggs", "Milk"), task("eggs", "Milk", notes="or OAT"), task("milk")]
    assert [both.takes(task_item(each)) for each in tasks] == [True, False, True, False, True]


class Counted(str):
    """A title that counts how often it is made anew without its case."""

    folded = 0

    def casefold(self) -> str:
        self.folded += 1
        return super().casefold()


def test_titles_are_asked_of_one_task_after_the_other() -> None:
    both = task_filter("title:MILK -title:oat", show_deleted=False)
    tasks = [task("milk"), task("oat milk"), task("Milk", notes="oat"), task("eggs", "milk"), task("milk")]
    assert [both.takes(task_item(each)) for each in tasks] == [True, False, True, False, True]


def test_a_title_is_looked_through_as_often_as_asked_and_folded_once() -> None:
    title = Counted("Groceries")
    wanted = " OR ".join(f"title:{number}" for number in range(49))
    assert task_filter(f"{wanted} OR title:gro", show_deleted=False).takes(task_item(task(title)))
    assert title.folded == 1


def test_no_text_is_found_across_two() -> None:
    assert not task_filter('"milk@home"', show_deleted=False).takes(task_item(task("milk", "@home")))
    assert not task_filter('"homemilk"', show_deleted=False).takes(task_item(task("x", "home", notes="milk")))
