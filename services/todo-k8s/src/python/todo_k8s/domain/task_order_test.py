"""Every order of ListTasks, in both directions and pages of every size, on both stores."""

import tracemalloc
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from todo_k8s.domain import limits
from todo_k8s.domain.errors import InvalidArgument
from todo_k8s.domain.model import State, Task, TaskList
from todo_k8s.domain.requests import Before, DateInput, DateTimeInput, Edge, ListTasks
from todo_k8s.domain.task_order import selection_of
from todo_k8s.domain.testing import ANN, Clock, Service, page, service_on
from todo_k8s.domain.testing_stored import tasks_of
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.table import Table
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["dynamodb_local"]

DUE = {
    "a": DateInput(2026, 2, 3),
    "c": DateTimeInput(2026, 2, 1, 23, 59, 59, 0, None, False),
    "d": DateInput(2026, 2, 1),
    "e": DateInput(2026, 2, 1),
    "f": DateTimeInput(2026, 2, 1, 0, 0, 0, 0, "Pacific/Auckland", False),
    "g": DateInput(1, 1, 1),
    "h": DateInput(9999, 12, 31),
}


@pytest_asyncio.fixture(params=["sqlite", "dynamodb"])
async def todo(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Service]:
    clock = Clock()
    async with service_on(await new_table(request, tmp_path, clock), clock) as made:
        yield made


async def new_table(request: pytest.FixtureRequest, folder: Path, clock: Clock) -> Table:
    if request.param == "sqlite":
        return SqliteTable(folder / "todo.db", clock.seconds)
    endpoint = request.getfixturevalue("dynamodb_local")
    table = DynamoDbTable(f"test-{uuid4()}", endpoint=endpoint, clock=clock.seconds)
    await table.create()
    return table


async def filled(todo: Service) -> TaskList:
    """A list with tasks of every kind; some share a due date, a time of completion or of deletion."""
    home = await todo.new_list()
    tasks = {id: await todo.new_task(home, id, id=id, due=DUE.get(id)) for id in "abcdefghpqrstuvw"}
    await todo.move(tasks["h"], Edge.FIRST)
    await todo.move(tasks["b"], Edge.LAST)
    for id in "rpqtu":
        todo.clock.advance(seconds=id in "qt")
        await todo.complete(tasks[id])
    for id in "vtuws":
        todo.clock.advance(seconds=id in "us")
        await todo.delete(tasks[id])
    todo.clock.advance(seconds=1)
    await todo.update(tasks["d"], title="d again")
    return home


def position(task: Task) -> object:
    return task.position


def due(task: Task) -> object:
    return task.content.due.when.isoformat() if task.content.due else "~", task.id


def update_time(task: Task) -> object:
    return task.version


def complete_time(task: Task) -> object:
    return task.complete_time, task.id


def delete_time(task: Task) -> object:
    return task.delete_time, task.id


ACTIVE, COMPLETED, DELETED = "hacdefgb", "pqr", "tuvws"
Order = Callable[[Task], Any]

CASES: list[tuple[str, bool, str, str, Order, bool]] = [
    ("", False, "", ACTIVE, position, False),
    ("state = ACTIVE", False, "position", ACTIVE, position, False),
    ("", False, "position desc", ACTIVE, position, True),
    ("", False, " due ", ACTIVE, due, False),
    ("", False, "due  desc", ACTIVE, due, True),
    ("", False, "update_time", ACTIVE, update_time, False),
    ("", False, "update_time desc", ACTIVE, update_time, True),
    ("state = COMPLETED", False, "", COMPLETED, complete_time, True),
    ("state = COMPLETED", False, "complete_time", COMPLETED, complete_time, False),
    ('state="COMPLETED"', False, "complete_time desc", COMPLETED, complete_time, True),
    ("state = COMPLETED", False, "update_time", COMPLETED, update_time, False),
    ("state = COMPLETED", False, "update_time desc", COMPLETED, update_time, True),
    ("delete_time:*", True, "", DELETED, delete_time, True),
    ("delete_time:*", True, "delete_time", DELETED, delete_time, False),
    ("delete_time:*", True, "delete_time desc", DELETED, delete_time, True),
    ("delete_time : *", True, "update_time", DELETED, update_time, False),
    ("delete_time:*", True, "update_time desc", DELETED, update_time, True),
    ("", True, "", ACTIVE + "vws", update_time, True),
    ("state = ACTIVE", True, "update_time", ACTIVE + "vws", update_time, False),
    ("state = COMPLETED", True, "", COMPLETED + "tu", update_time, True),
    ("state = COMPLETED", True, "update_time", COMPLETED + "tu", update_time, False),
    ("state = ACTIVE AND state = COMPLETED", False, "", "", position, False),
    ("state = ACTIVE OR state = COMPLETED", False, "update_time", ACTIVE + COMPLETED, update_time, False),
    ("NOT state = ACTIVE", False, "complete_time", COMPLETED, complete_time, False),
    ("state != ACTIVE OR delete_time:*", True, "", COMPLETED + DELETED, update_time, True),
    ("complete_time:* title != q", False, "", "pr", complete_time, True),
    ("delete_time:* state = COMPLETED", True, "delete_time", "tu", delete_time, False),
    ("-delete_time:*", True, "", ACTIVE + COMPLETED, update_time, True),
    ("due < 2026-02-01T00:00", False, "due", "deg", due, False),
    ("due <= 2026-02-01T00:00", False, "due desc", "degf", due, True),
    ("due > 2026-02-01T00:00", False, "due", "ach", due, False),
    ("due = 2026-02-01", False, "due", "cdef", due, False),
    ("due = 2026-02-01", False, "", "cdef", position, False),
    ("due >= 2026-02-01 due < 2026-02-03", False, "due desc", "cdef", due, True),
    ("due > 2026-02-01 AND due <= 9999-12-31", False, "due", "ah", due, False),
    ("due > 2026-02-01 AND due < 2026-02-01", False, "due", "", due, False),
    ("due:*", False, "due", "acdefgh", due, False),
    ("-due:*", False, "due", "b", due, False),
    ("due != 2026-02-01 (title:A OR title:b)", False, "due desc", "ab", due, True),
]


async def test_every_order_and_page_size(todo: Service) -> None:
    home = await filled(todo)
    everything = [task for state in State for task in await todo.listed(home, f"state = {state}", deleted=True)]
    tasks = {task.id: task for task in everything}
    assert sorted(tasks) == sorted(ACTIVE + COMPLETED + DELETED)
    for filter, deleted, order_by, ids, key, reverse in CASES:
        expected = "".join(task.id for task in sorted((tasks[id] for id in ids), key=key, reverse=reverse))
        for size in (1, 3):
            request = ListTasks(home.name, page(size), filter, order_by, show_deleted=deleted)
            assert (filter, deleted, order_by, size, await ids_of(todo, request)) == (
                (filter, deleted, order_by, size, expected)
            )


async def ids_of(todo: Service, request: ListTasks) -> str:
    ids = ""
    token = ""
    while True:
        asked = ListTasks(
            request.parent,
            page(request.page.size, token),
            request.filter,
            request.order_by,
            show_deleted=request.show_deleted,
        )
        listing = await todo.tasks.list(ANN, asked)
        assert len(listing.items) <= request.page.size
        ids += "".join(task.id for task in tasks_of(listing.items))
        if not (token := listing.next_token):
            return ids


async def test_the_order_holds_while_neighbours_make_room(todo: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RANK_CHARACTERS", 4)
    monkeypatch.setattr(limits, "RANK_CHARACTERS_WORTH_SHIFTING", 1)
    home = await todo.new_list()
    order = [await todo.new_task(home, notes=f"notes of {number}") for number in range(48)]
    shifted = 0
    while shifted < limits.SHIFTED_TASKS:
        moved = await todo.move(order.pop(0), Before(order[25].name))
        order.insert(25, moved)
        listed = await todo.listed(home)
        assert [(task.id, task.content) for task in listed] == [(task.id, task.content) for task in order]
        shifted = sum(task.version == moved.version for task in listed) - 1


@pytest.mark.parametrize(
    ("filter", "deleted", "order_by", "field"),
    [
        ("", False, "complete_time", "order_by"),
        ("", False, "delete_time", "order_by"),
        ("", True, "position", "order_by"),
        ("", True, "due", "order_by"),
        ("state = COMPLETED", False, "due", "order_by"),
        ("state = COMPLETED", True, "complete_time", "order_by"),
        ("delete_time:*", True, "position", "order_by"),
        ("", False, "position, due", "order_by"),
        ("", False, "position asc", "order_by"),
        ("", False, "desc", "order_by"),
        ("", False, "Position", "order_by"),
        ("delete_time:*", False, "", "filter"),
        ("state = DELETED", True, "", "filter"),
        ("state = STATE_ACTIVE", False, "", "filter"),
        ('state = "ACTIVE', False, "", "filter"),
        ("NOT state = ACTIVE", False, "position", "order_by"),
        ("state = ACTIVE OR state = COMPLETED", False, "complete_time", "order_by"),
        ("state = COMPLETED OR priority = 1", False, "position", "order_by"),
        ("complete_time:*", False, "due", "order_by"),
        ("delete_time < 2026-01-01T00:00:00Z", True, "due", "order_by"),
        ("delete_time:* OR priority = 1", True, "delete_time", "order_by"),
        ("state = ACTIVE" + " " * 500_000 + "x", False, "", "filter"),
        ("", False, "due" + " " * 500_000 + "x", "order_by"),
    ],
)
def test_what_no_index_answers_is_refused_by_its_field(filter: str, deleted: bool, order_by: str, field: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        selection_of(filter, order_by, show_deleted=deleted)
    assert caught.value.reason == {"filter": "UNSUPPORTED_FILTER", "order_by": "UNSUPPORTED_ORDER"}[field]
    assert [violation.field for violation in caught.value.violations] == [field]
    assert len(caught.value.message) < 400


def test_what_is_kept_of_orders_is_not_what_a_caller_sent() -> None:
    tracemalloc.start()
    try:
        for spaces in range(500_000, 500_020):
            selection_of("", "due" + " " * spaces)
        assert tracemalloc.get_traced_memory()[0] < 500_000
    finally:
        tracemalloc.stop()
