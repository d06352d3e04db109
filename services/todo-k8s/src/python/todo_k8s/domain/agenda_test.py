"""The agenda across lists: in order, whole and once, while other things change, whatever the number of lists."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from todo_k8s.domain import limits
from todo_k8s.domain.errors import InvalidArgument
from todo_k8s.domain.model import Role, Task, TaskList
from todo_k8s.domain.requests import (
    CreateTask,
    DateInput,
    DateTimeInput,
    DeleteTaskList,
    ListTasks,
    TaskInput,
    UndeleteTaskList,
)
from todo_k8s.domain.task_order_test import new_table
from todo_k8s.domain.testing import ANN, BOB, Clock, Service, mutation, page, service, service_on
from todo_k8s.domain.testing_stored import tasks_of
from todo_k8s.storage.table import Cursor, Item, Key, Page, Range
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["dynamodb_local"]

DUES = (
    None,
    *(DateInput(2026, 2, day) for day in (1, 2, 3)),
    *(DateTimeInput(2026, 2, 2, hour, 0, 0, 0, None, False) for hour in (0, 9)),
)


@pytest_asyncio.fixture(params=["sqlite", "dynamodb"])
async def todo(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Service]:
    clock = Clock()
    async with service_on(await new_table(request, tmp_path, clock), clock) as made:
        yield made


def agenda(order_by: str = "", filter: str = "", size: int = 0, token: str = "", **more: Any) -> ListTasks:
    return ListTasks("taskLists/-", page(size, token), filter, order_by, **more)


async def walk(todo: Service, request: ListTasks) -> list[Task]:
    shown: list[Task] = []
    token = ""
    while True:
        asked = replace(request, page=page(request.page.size, token))
        listing = await todo.tasks.list(ANN, asked)
        assert len(listing.items) <= (request.page.size or 50)
        shown += tasks_of(listing.items)
        if not (token := listing.next_token):
            return shown


def place(task: Task) -> tuple[str, str, str]:
    return task.content.due.when.isoformat() if task.content.due else "~", task.id, task.list_id


async def filled(todo: Service, lists: int, tasks: int) -> list[Task]:
    """Tasks spread by chance over lists; many are due at once, and some have the same id."""
    chance = Random(1)
    made = [await todo.new_list(id=str(UUID(int=number))) for number in range(lists)]
    chance.shuffle(made)
    return [
        await todo.new_task(chance.choice(made), id=f"t{number // 2}-{number % 2 and lists}", due=chance.choice(DUES))
        for number in range(tasks)
    ]


@pytest.mark.parametrize("group", [50, 2])
async def test_all_lists_are_one_order(todo: Service, monkeypatch: pytest.MonkeyPatch, group: int) -> None:
    monkeypatch.setattr(limits, "AGENDA_LISTS", group)
    everything = await filled(todo, lists=5, tasks=30)
    for reverse in (False, True):
        expected = sorted(everything, key=place, reverse=reverse)
        for size in (1, 3, 30):
            shown = await walk(todo, agenda("due desc" if reverse else "", size=size))
            assert [place(task) for task in shown] == [place(task) for task in expected]
            assert shown == expected


@pytest.mark.parametrize("group", [50, 2])
async def test_the_same_due_date_and_id_in_several_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, group: int
) -> None:
    monkeypatch.setattr(limits, "AGENDA_LISTS", group)
    async with service(tmp_path) as todo:
        made = [await todo.new_task(await todo.new_list(), id="same", due=DUES[1]) for _ in range(5)]
        for reverse in (False, True):
            shown = await walk(todo, agenda("due desc" if reverse else "due", size=1))
            assert shown == sorted(made, key=place, reverse=reverse)


@pytest.mark.parametrize("group", [50, 2])
async def test_filters_are_those_of_one_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, group: int) -> None:
    monkeypatch.setattr(limits, "AGENDA_LISTS", group)
    async with service(tmp_path) as todo:
        everything = sorted(await filled(todo, lists=5, tasks=40), key=place)
        for filter, wanted in {
            "due < 2026-02-02": ("2026-02-01",),
            "due = 2026-02-02": ("2026-02-02", "2026-02-02T00:00:00", "2026-02-02T09:00:00"),
            "-due:*": ("~",),
            "due = 2026-02-01 OR due = 2026-02-03": ("2026-02-01", "2026-02-03"),
            "due > 2026-02-03 due:*": (),
        }.items():
            shown = await walk(todo, agenda(filter=filter, size=4))
            assert shown == [task for task in everything if place(task)[0] in wanted]


@pytest.mark.parametrize("group", [50, 2])
@pytest.mark.parametrize("order_by", ["due", "due desc"])
async def test_what_stands_still_is_shown_once_while_the_rest_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, group: int, order_by: str
) -> None:
    monkeypatch.setattr(limits, "AGENDA_LISTS", group)
    async with service(tmp_path) as todo:
        everything = await filled(todo, lists=6, tasks=60)
        chance = Random(2)
        still = everything[::2]
        restless = everything[1::2]
        shown: list[Task] = []
        token = ""
        for _ in range(400):
            listing = await todo.tasks.list(ANN, agenda(order_by, size=4, token=token))
            shown += tasks_of(listing.items)
            if not (token := listing.next_token):
                break
            task = chance.choice(restless)
            if chance.random() < 0.5:
                await todo.update(task, "due", due=chance.choice(DUES))
            elif (await todo.get(task)).complete_time is None:
                await todo.complete(task)
            else:
                await todo.reopen(task)
            await todo.new_task(TaskList(task.list_id, "", 0, 0, 0, 0, None, todo.clock.now, todo.clock.now))
        assert token == ""
        assert [task for task in shown if task in still] == sorted(still, key=place, reverse=order_by == "due desc")
        places = [place(task) for task in shown]
        assert places == sorted(places, reverse=order_by == "due desc")


@pytest.mark.parametrize("group", [50, 1])
async def test_lists_that_are_deleted_or_someone_elses_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, group: int
) -> None:
    monkeypatch.setattr(limits, "AGENDA_LISTS", group)
    async with service(tmp_path) as todo:
        home, work = await todo.new_list(), await todo.new_list()
        await todo.new_list(of=BOB)
        made = [await todo.new_task(parent) for parent in (home, work)]
        assert (await todo.tasks.list(BOB, agenda())).items == ()
        await todo.lists.delete(ANN, DeleteTaskList(home.name, "", True, mutation()))
        assert await walk(todo, agenda()) == made[1:]
        await todo.lists.undelete(ANN, UndeleteTaskList(home.name, "", mutation()))
        assert sorted(await walk(todo, agenda()), key=place) == sorted(made, key=place)


@pytest.mark.parametrize("group", [50, 1])
async def test_lists_of_others_are_part_of_it_for_whoever_has_a_role_there(
    todo: Service, monkeypatch: pytest.MonkeyPatch, group: int
) -> None:
    monkeypatch.setattr(limits, "AGENDA_LISTS", group)
    own, seen, edited, unseen = [await todo.new_list(of=user) for user in (ANN, BOB, BOB, BOB)]
    expected = []
    for day, (parent, user) in enumerate([(seen, BOB), (own, ANN), (unseen, BOB), (edited, BOB)], 1):
        request = CreateTask(parent.name, TaskInput("milk", due=DateInput(2026, 2, day)), "", mutation())
        expected += [await todo.tasks.create(user, request)]
    await todo.let_in(seen, ANN, Role.VIEWER, by=BOB)
    await todo.let_in(edited, ANN, Role.EDITOR, by=BOB)
    del expected[2]
    assert await walk(todo, agenda()) == expected
    await todo.put_out(seen, ANN, by=BOB)
    assert await walk(todo, agenda()) == expected[1:]


async def test_who_is_put_out_between_finding_and_showing_is_shown_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "AGENDA_LISTS", 1)
    async with service(tmp_path) as todo:
        seen, own = await todo.new_list(of=BOB), await todo.new_list()
        await todo.tasks.create(BOB, CreateTask(seen.name, TaskInput("milk"), "", mutation()))
        task = await todo.new_task(own)
        await todo.let_in(seen, ANN, Role.VIEWER, by=BOB)
        token = ""
        for _ in range(2):
            token = (await todo.tasks.list(ANN, agenda(token=token))).next_token
        await todo.put_out(seen, ANN, by=BOB)
        listing = await todo.tasks.list(ANN, agenda(token=token))
        assert (tasks_of(listing.items), listing.next_token) == ([task], "")


async def test_a_list_that_is_deleted_between_finding_and_showing_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "AGENDA_LISTS", 1)
    async with service(tmp_path) as todo:
        home, work = await todo.new_list(), await todo.new_list()
        for parent in (home, work):
            await todo.new_task(parent)
        token = ""
        for _ in range(2):
            listing = await todo.tasks.list(ANN, agenda(token=token))
            assert listing.items == ()
            token = listing.next_token
        await todo.lists.delete(ANN, DeleteTaskList(home.name, "", True, mutation()))
        listing = await todo.tasks.list(ANN, agenda(token=token))
        assert ([task.list_id for task in tasks_of(listing.items)], listing.next_token) == ([work.id], "")


async def test_no_call_reads_more_than_50_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with service(tmp_path) as todo:
        made = [
            await todo.new_task(await todo.new_list(), due=DateInput(2026, 2, 1 + number % 20)) for number in range(103)
        ]
        token = ""
        shown: list[Task] = []
        counts: list[tuple[int, int]] = []
        read, items = record(monkeypatch, todo)
        while True:
            listing = await todo.tasks.list(ANN, agenda(token=token))
            shown += tasks_of(listing.items)
            counts.append((len(read), len(listing.items)))
            assert sum(items) <= 4 * 50 + 51
            read.clear()
            items.clear()
            if not (token := listing.next_token):
                break
        assert shown == sorted(made, key=place)
        assert max(lists for lists, _ in counts) == 50
        # Three groups, then what they have first; twice, and a third time.
        assert [tasks for _, tasks in counts] == [0, 0, 0, 50, 0, 0, 0, 50, 0, 0, 0, 3]


def record(monkeypatch: pytest.MonkeyPatch, todo: Service) -> tuple[set[str], list[int]]:
    """The lists that are read from now on, and the numbers of items that queries ask for."""
    lists: set[str] = set()
    items: list[int] = []
    get, query = todo.table.get, todo.table.query

    async def recorded_get(*keys: Key) -> tuple[Item | None, ...]:
        lists.update(key.pk for key in keys if key.pk.startswith("L#"))
        return await get(*keys)

    async def recorded_query(stretch: Range, limit: int, after: Cursor | None = None, *, detail: bool = False) -> Page:
        lists.update([stretch.pk] if stretch.pk.startswith("L#") else [])
        items.append(limit)
        return await query(stretch, limit, after, detail=detail)

    monkeypatch.setattr(todo.table, "get", recorded_get)
    monkeypatch.setattr(todo.table, "query", recorded_query)
    return lists, items


async def test_a_page_stays_under_a_megabyte_and_notes_are_shown_where_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with service(tmp_path) as todo:
        notes = "\U0001f4dd" * limits.NOTES_CODE_POINTS
        made = [await todo.new_task(await todo.new_list(), notes=notes) for _ in range(20)]
        for group in (50, 7):
            monkeypatch.setattr(limits, "AGENDA_LISTS", group)
            listing = await todo.tasks.list(ANN, agenda(full=True))
            assert len(listing.items) < 20
            assert await walk(todo, agenda(full=True)) == sorted(made, key=place)
            assert {task.content.notes for task in await walk(todo, agenda())} == {""}


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (agenda("position"), "UNSUPPORTED_ORDER"),
        (agenda("due, position"), "UNSUPPORTED_ORDER"),
        (agenda(filter="state = COMPLETED"), "UNSUPPORTED_FILTER"),
        (agenda(filter="priority = x"), "UNSUPPORTED_FILTER"),
        (agenda(show_deleted=True), "UNSUPPORTED_FILTER"),
        (agenda(token="WzFd"), "PAGE_TOKEN_INVALID"),
        (agenda(size=-1), "INVALID_FIELD"),
    ],
)
async def test_what_is_no_agenda_is_refused(tmp_path: Path, request_: ListTasks, reason: str) -> None:
    async with service(tmp_path) as todo:
        with pytest.raises(InvalidArgument) as caught:
            await todo.tasks.list(ANN, request_)
        assert caught.value.reason == reason
