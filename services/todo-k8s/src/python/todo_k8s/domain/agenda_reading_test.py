"""What the agenda reads: no more than a page may hold, however large the tasks are; and what a search looks through."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from todo_k8s.domain import limits
from todo_k8s.domain.agenda_test import agenda, place, todo, walk
from todo_k8s.domain.model import Basis, Due, Recurrence, State, Task, TaskContent, TaskList
from todo_k8s.domain.requests import BatchOf, CreateTask, DateInput, ListTasks, TaskInput
from todo_k8s.domain.task_size import BRIEF_BYTES, wire_bytes
from todo_k8s.domain.testing import ANN, Service, mutation, page
from todo_k8s.domain.testing_calls import Process
from todo_k8s.domain.testing_stored import tasks_of
from todo_k8s.domain.testing_tables import WeighingTable
from todo_k8s.storage import keys, task_codec
from todo_k8s.storage.table import Cursor, Page, Range
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["dynamodb_local", "todo"]

WIDE = "\U0001f4dd"
DAY, NEXT_DAY, LAST_DAY = (DateInput(2026, 2, day) for day in (1, 2, 28))
LABELS = tuple(f"{number:02}{WIDE * (limits.LABEL_CODE_POINTS - 2)}" for number in range(limits.LABELS))
BROAD = TaskInput(WIDE * limits.TASK_TITLE_CODE_POINTS, labels=LABELS, due=DAY)
NOTES = WIDE * limits.NOTES_CODE_POINTS
LONG = TaskInput("milk", notes=NOTES, annotations={f"n{number}": NOTES[:300] for number in range(50)}, due=DAY)
BEGIN = datetime(2026, 2, 1, 12, tzinfo=UTC)


async def made(todo: Service, of: TaskList, given: TaskInput, count: int) -> Sequence[Task]:
    wanted = [CreateTask(of.name, given, "", mutation()) for _ in range(count)]
    return await todo.tasks.batches.create(ANN, BatchOf(of.name, wanted, mutation()))


async def weighed(todo: Service, request: ListTasks) -> tuple[list[Task], list[int]]:
    """All tasks of the agenda, and what each call for them read."""
    table = WeighingTable(todo.table)
    tasks, shown, taken, token = Process(table, todo.clock).tasks, list[Task](), list[int](), ""
    while not taken or token:
        table.taken = 0
        listing = await tasks.list(ANN, replace(request, page=page(request.page.size, token)))
        token = listing.next_token
        shown += tasks_of(listing.items)
        taken.append(table.taken)
    return shown, taken


def test_the_largest_task_without_its_details_has_room_in_what_is_kept_for_it() -> None:
    content = TaskContent(
        BROAD.title,
        labels=LABELS,
        due=Due(datetime(2026, 2, 1, 12), "America/Argentina/ComodRivadavia"),
        assignees=("users/" + "u" * limits.USER_CHARACTERS,) * limits.ASSIGNEES,
        recurrence=Recurrence(
            "x" * limits.RULE_CHARACTERS, Basis.SCHEDULED, (BEGIN.date(),) * limits.EXCLUDED_DATES, "x" * 64
        ),
    )
    id, position = "x" * 63, "x" * limits.RANK_CHARACTERS_MAX
    largest = Task(str(UUID(int=1)), id, id, 1, content, State.ACTIVE, position, BEGIN, BEGIN, None, ancestors=(id,))
    assert wire_bytes(task_codec.task_item(largest)) < BRIEF_BYTES
    assert limits.AGENDA_LISTS * BRIEF_BYTES <= limits.PAGE_BYTES, "each list can begin"


@pytest.mark.parametrize("size", [50, 500])
async def test_broad_tasks_are_read_up_to_what_a_page_may_hold(todo: Service, size: int) -> None:
    lists = [await todo.new_list() for _ in range(12)]
    tasks = [task for of in lists for task in await made(todo, of, BROAD, limits.BATCH_TASKS)]
    shown, taken = await weighed(todo, agenda(size=size))
    assert shown == sorted(tasks, key=place)
    assert max(taken) <= limits.PAGE_BYTES


@pytest.mark.parametrize("group", [50, 7])
@pytest.mark.parametrize("filter", ["", "milk"])
async def test_long_tasks_are_read_a_few_at_a_time(
    todo: Service, monkeypatch: pytest.MonkeyPatch, group: int, filter: str
) -> None:
    monkeypatch.setattr(limits, "AGENDA_LISTS", group)
    lists = [await todo.new_list() for _ in range(20)]
    tasks = [task for of in lists for task in await made(todo, of, LONG, 3)]
    shown, taken = await weighed(todo, agenda(filter=filter, full=True))
    assert shown == sorted(tasks, key=place)
    assert max(taken) <= limits.PAGE_BYTES + limits.BATCH_GET_BYTES


@pytest.mark.parametrize("group", [50, 2])
async def test_a_search_looks_through_notes_where_they_are_shown(
    todo: Service, monkeypatch: pytest.MonkeyPatch, group: int
) -> None:
    monkeypatch.setattr(limits, "AGENDA_LISTS", group)
    lists = [await todo.new_list() for _ in range(5)]
    for number in range(60):
        notes = "oat" if number % 9 == 0 else "whole"
        await todo.new_task(lists[number % 5], notes=notes, due=DAY if number % 2 else LAST_DAY)
    everything = sorted([task for of in lists for task in await todo.listed(of)], key=place)
    with_oat = [task for task in everything if task.content.notes == "oat"]
    without = [task for task in everything if task not in with_oat]
    late = [task for task in with_oat if task.content.due == Due(date(2026, 2, 28))]
    for filter, wanted in (("oat", with_oat), ("NOT oat", without), ("due > 2026-02-02 oat", late)):
        for size in (2, 50):
            assert await walk(todo, agenda(filter=filter, size=size, full=True)) == wanted
    assert await walk(todo, agenda(filter="oat")) == []


@pytest.mark.parametrize(("group", "full"), [(50, True), (2, True), (2, False)])
async def test_a_task_that_is_found_in_two_places_is_shown_where_it_is(
    todo: Service, monkeypatch: pytest.MonkeyPatch, group: int, full: bool
) -> None:
    monkeypatch.setattr(limits, "AGENDA_LISTS", group)
    home, *others = [await todo.new_list(id=str(UUID(int=number))) for number in range(3)]
    moving = await todo.new_task(home, "moving", due=DAY)
    for _ in range(7):
        await todo.new_task(home, due=NEXT_DAY)
    for each in others:
        await made(todo, each, TaskInput("late", due=LAST_DAY), 6)
    query, changed = todo.table.query, list[Task]()

    async def moving_meanwhile(
        stretch: Range, limit: int, after: Cursor | None = None, *, detail: bool = False
    ) -> Page:
        found = await query(stretch, limit, after, detail=detail)
        if stretch.pk == keys.list_pk(home.id) and not changed:
            changed.append(await todo.update(moving, "due", due=DateInput(2026, 2, 3)))
        return found

    monkeypatch.setattr(todo.table, "query", moving_meanwhile)
    shown = await walk(todo, agenda(size=9, full=full))
    assert [task for task in shown if task.id == moving.id] == changed
    assert len(shown) == 1 + 7 + 12
