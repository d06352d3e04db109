import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from todo_k8s.domain import limits
from todo_k8s.domain.errors import InvalidArgument, NotFound, PermissionDenied
from todo_k8s.domain.model import Event, Task, TaskList
from todo_k8s.domain.paging import token_of
from todo_k8s.domain.requests import DeleteTaskList, ListEvents
from todo_k8s.domain.testing import ANN, BOB, Service, both_stores, mutation, page, service
from todo_k8s.storage import keys, task_codec
from todo_k8s.storage.event_codec import FIELDS
from todo_k8s.storage.table import Cursor
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")

WHOLE: Mapping[str, Any] = {"notes": "two\nlitres", "priority": 2, "labels": ["@shop"], "annotations": {"x": "y"}}


async def walk(todo: Service, parent: TaskList, size: int, task: Task | None = None) -> Sequence[Event]:
    """All events, in pages of that size."""
    found: list[Event] = []
    token = ""
    while True:
        request = ListEvents(parent.name, page(size, token), task.name if task else "")
        listing = await todo.events.list(ANN, request)
        assert len(listing.items) <= size
        found += listing.items
        if not (token := listing.next_token):
            return found


@pytest.mark.parametrize("size", [1, 2, 3, 7, 500])
async def test_every_event_is_listed_once_the_newest_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(keys, "_EVENTS_PER_PARTITION", 3)
    chance = random.Random(7)
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        tasks = [await todo.new_task(home, str(number)) for number in range(4)]
        changed: list[str | None] = [None, *(task.id for task in tasks)]
        # The first task is left alone for longer than one page may search.
        for number in range(3 * limits.EVENT_PARTITIONS_PER_PAGE + 5):
            task = chance.choice(tasks[1:])
            await todo.update(task, "title", title=f"{number}")
            changed.append(task.id)
        events = await walk(todo, home, size)
        assert [event.sequence for event in events] == list(range(len(changed), 0, -1))
        assert [event.task_id for event in reversed(events)] == changed
        for task in tasks:
            own = [event for event in events if event.task_id == task.id]
            assert [event.sequence for event in await walk(todo, home, size, task)] == [each.sequence for each in own]


async def test_an_event_tells_who_changed_what_when_and_how(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        task = await todo.new_task(home, "milk", **WHOLE)
        todo.clock.advance(seconds=1)
        changed = await todo.update(task, "notes", "title", title="eggs")
        event = await todo.events.get(ANN, f"{home.name}/events/{changed.version}")
        assert (event.actor, event.method, event.time) == (ANN, "Method", todo.clock())
        assert (event.task_id, event.fields, event.span) == (task.id, ("notes", "title"), (3, 3))
        assert (event.before, event.after) == ({"title": "milk", "notes": "two\nlitres"}, {"title": "eggs"})
        (basic, *_) = (await todo.events.list(ANN, ListEvents(home.name, page()))).items
        assert (basic.fields, basic.before, basic.after) == (event.fields, {}, {})
        (full, *_) = (await todo.events.list(ANN, ListEvents(home.name, page(), full=True))).items
        assert full == event


async def test_every_stored_field_belongs_to_one_of_the_api(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        task = await todo.new_task(await todo.new_list(), "milk", **WHOLE)
        assert set(task_codec.task_fields(task)) <= set(FIELDS)


async def test_events_outlive_their_task_and_their_list_but_not_for_ever(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        task = await todo.delete(await todo.new_task(home))
        await todo.lists.delete(ANN, DeleteTaskList(home.name, "", False, mutation()))
        assert [event.sequence for event in await walk(todo, home, 50)] == [4, 3, 2, 1]
        assert [event.sequence for event in await walk(todo, home, 50, task)] == [3, 2]


async def test_an_event_is_gone_after_its_time(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        name = f"{home.name}/events/1"
        todo.clock.advance(days=limits.EVENT_DAYS - 1)
        assert (await todo.events.get(ANN, name)).sequence == 1
        todo.clock.advance(days=1)
        assert await walk(todo, home, 50) == []
        with pytest.raises(NotFound, match="not any more"):
            await todo.events.get(ANN, name)


async def test_a_stranger_learns_nothing(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        for sequence in (1, 9):
            with pytest.raises(PermissionDenied):
                await todo.events.get(BOB, f"{home.name}/events/{sequence}")
        with pytest.raises(PermissionDenied):
            await todo.events.list(BOB, ListEvents(home.name, page()))


@pytest.mark.parametrize("name", ["", "1", "events/1", "{home}/events/0", "{home}/events/01", "{home}/events/x"])
async def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        with pytest.raises(InvalidArgument, match="give an event's name"):
            await todo.events.get(ANN, name.format(home=home.name))


async def test_the_task_must_be_one_of_the_list(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, other = await todo.new_list(), await todo.new_list()
        task = await todo.new_task(other)
        with pytest.raises(InvalidArgument, match="another list"):
            await todo.events.list(ANN, ListEvents(home.name, page(), task.name))
        with pytest.raises(InvalidArgument, match="task: "):
            await todo.events.list(ANN, ListEvents(home.name, page(), "milk"))


@pytest.mark.parametrize("sk", ["x" * 20, "0" * 20, "1", "٣" * 20])
async def test_a_token_that_was_not_made_here_is_refused(tmp_path: Path, sk: str) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        forged = token_of(Cursor(keys.padded(2), sk), page())
        with pytest.raises(InvalidArgument) as refused:
            await todo.events.list(ANN, ListEvents(home.name, page(token=forged)))
        assert refused.value.reason == "PAGE_TOKEN_INVALID"


async def test_a_page_stays_under_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PAGE_BYTES", 40_000)
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        for number in range(10):
            await todo.new_task(home, str(number), notes="n" * 10_000)
        first = await todo.events.list(ANN, ListEvents(home.name, page(500), full=True))
        assert 1 < len(first.items) < 11
        rest = await todo.events.list(ANN, ListEvents(home.name, page(500, first.next_token), full=True))
        assert rest.items[0].sequence == first.items[-1].sequence - 1
