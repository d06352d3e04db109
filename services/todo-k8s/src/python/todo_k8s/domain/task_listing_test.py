from pathlib import Path

import pytest

from todo_k8s.domain import limits
from todo_k8s.domain.errors import InvalidArgument, PermissionDenied
from todo_k8s.domain.requests import DateInput, DateTimeInput, ListTasks
from todo_k8s.domain.testing import ANN, BOB, both_stores, page, service
from todo_k8s.domain.testing_stored import tasks_of
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")

NOON = DateTimeInput(2026, 2, 1, 12, 0, 0, 0, "Europe/Berlin", False)


async def test_active_tasks_come_by_position(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        for number in range(12):
            await todo.new_task(home, f"task {number}")
        assert await todo.titles(home, size=5) == [f"task {number}" for number in range(12)]
        assert await todo.titles(home, order_by="position desc", size=5) == [f"task {n}" for n in range(11, -1, -1)]


async def test_due_order_has_undated_tasks_last_and_days_before_their_moments(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        await todo.new_task(home, "some day")
        await todo.new_task(home, "noon", due=NOON)
        await todo.new_task(home, "next day", due=DateInput(2026, 2, 2))
        await todo.new_task(home, "that day", due=DateInput(2026, 2, 1))
        in_order = ["that day", "noon", "next day", "some day"]
        assert await todo.titles(home, order_by="due") == in_order
        assert await todo.titles(home, order_by="due desc", size=1) == in_order[::-1]


async def test_completed_tasks_come_latest_first(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        made = [await todo.new_task(home, title) for title in ("a", "b", "c")]
        for task in reversed(made):
            todo.clock.advance(seconds=1)
            await todo.complete(task)
        assert await todo.titles(home, "state = COMPLETED") == ["a", "b", "c"]
        assert await todo.titles(home, 'state="COMPLETED"', "complete_time") == ["c", "b", "a"]


async def test_update_order_keeps_to_the_state_asked_for(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        made = [await todo.new_task(home, title) for title in ("a", "b", "c", "d")]
        await todo.complete(made[0])
        await todo.complete(made[2])
        assert await todo.titles(home, order_by="update_time desc", size=1) == ["d", "b"]
        assert await todo.titles(home, "state = COMPLETED", "update_time", size=1) == ["a", "c"]


async def test_a_page_reads_no_more_than_its_budget(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        for task in [await todo.new_task(home, f"task {number}") for number in range(10)]:
            await todo.complete(task)
        last = await todo.new_task(home, "the active one")
        short = await todo.tasks.list(ANN, ListTasks(home.name, page(1), order_by="update_time"))
        assert (short.items, short.next_token != "") == ((), True)
        assert await todo.titles(home, order_by="update_time", size=1) == [last.content.title]


async def test_a_page_stays_under_a_megabyte_and_the_next_goes_on(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        for number in range(20):
            await todo.new_task(home, str(number), notes="\U0001f4dd" * limits.NOTES_CODE_POINTS)
        read: list[str] = []
        token = ""
        while True:
            listing = await todo.tasks.list(ANN, ListTasks(home.name, page(500, token), full=True))
            tasks = tasks_of(listing.items)
            assert 0 < sum(len(task.content.notes.encode()) for task in tasks) < 1_000_000
            read += (task.content.title for task in tasks)
            if not (token := listing.next_token):
                break
        assert read == [str(number) for number in range(20)]


async def test_notes_are_shown_where_the_view_is_full(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        made = await todo.new_task(home, notes="fresh", annotations={"k": "v"})
        (basic,) = tasks_of((await todo.tasks.list(ANN, ListTasks(home.name, page()))).items)
        full = await todo.tasks.list(ANN, ListTasks(home.name, page(), full=True))
        assert (basic.content.notes, basic.content.annotations) == ("", {})
        assert tasks_of(full.items) == [made]


@pytest.mark.parametrize(
    ("filter_", "order_by", "reason"),
    [
        ("priority = high", "", "UNSUPPORTED_FILTER"),
        ("state = active", "", "UNSUPPORTED_FILTER"),
        ("", "title", "UNSUPPORTED_ORDER"),
        ("", "position, due", "UNSUPPORTED_ORDER"),
        ("", "complete_time", "UNSUPPORTED_ORDER"),
        ("state = COMPLETED", "position", "UNSUPPORTED_ORDER"),
    ],
)
async def test_what_no_index_answers_is_refused(tmp_path: Path, filter_: str, order_by: str, reason: str) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        with pytest.raises(InvalidArgument) as caught:
            await todo.tasks.list(ANN, ListTasks(home.name, page(), filter_, order_by))
        assert caught.value.reason == reason


async def test_a_stranger_lists_nothing(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        with pytest.raises(PermissionDenied):
            await todo.tasks.list(BOB, ListTasks(home.name, page()))


async def test_what_is_no_task_any_more_and_who_is_a_member_are_not_listed_by_update_time(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await todo.new_list("home"), await todo.new_list("work")
        for title in ("milk", "eggs", "tea"):
            task = await todo.new_task(home, title)
        await todo.move(task, None, work.name)
        await todo.let_in(home)
        await todo.put_out(home)
        assert await todo.titles(home, order_by="update_time") == ["milk", "eggs"]
        assert await todo.titles(home, order_by="update_time", size=1) == ["milk", "eggs"]
