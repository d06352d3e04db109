from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from todo_k8s.domain import limits
from todo_k8s.domain.errors import AlreadyExists, NotFound, QuotaExceeded
from todo_k8s.domain.model import State, Task
from todo_k8s.domain.requests import Before, CreateTask, TaskInput
from todo_k8s.domain.testing import ANN, Service, mutation, service


async def counts(todo: Service, task: Task) -> tuple[int, int]:
    found = await todo.lists.get(ANN, f"taskLists/{task.list_id}")
    return found.active_count, found.completed_count


async def test_a_deleted_task_is_shown_to_those_who_ask_for_it(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        task = await todo.new_task(home, notes="fresh")
        deleted = await todo.delete(task)
        assert await todo.listed(home) == []
        assert await todo.listed(home, deleted=True) == [deleted]
        assert await todo.get(task) == deleted


async def test_a_deleted_task_says_to_the_second_when_it_is_gone(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        task = await todo.new_task(await todo.new_list())
        todo.clock.advance(microseconds=999_999)
        deleted = await todo.delete(task)
        assert deleted.delete_time == todo.clock()
        assert deleted.purge_time == todo.clock().replace(microsecond=0) + timedelta(days=30)


async def test_a_deleted_task_is_gone_at_its_purge_time_and_not_before(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        deleted = await todo.delete(await todo.new_task(home))
        todo.clock.now = purge_time_of(deleted) - timedelta(microseconds=1)
        assert await todo.get(deleted) == deleted
        assert await todo.listed(home, "delete_time:*", deleted=True) == [deleted]
        todo.clock.now = purge_time_of(deleted)
        assert await todo.listed(home, "delete_time:*", deleted=True) == []
        for call in (todo.get, todo.undelete, todo.delete, todo.complete):
            with pytest.raises(NotFound):
                await call(deleted)


async def test_a_task_that_is_brought_back_in_time_stays(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        deleted = await todo.delete(await todo.new_task(home))
        todo.clock.now = purge_time_of(deleted) - timedelta(microseconds=1)
        restored = await todo.undelete(deleted)
        todo.clock.advance(days=400)
        assert await todo.listed(home) == [restored]
        assert (restored.delete_time, restored.purge_time) == (None, None)


async def test_the_id_of_a_deleted_task_is_taken_until_it_is_gone(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        deleted = await todo.delete(await todo.new_task(home, id="t-1"))
        with pytest.raises(AlreadyExists):
            await todo.new_task(home, id="t-1")
        todo.clock.now = purge_time_of(deleted)
        made = await todo.new_task(home, "eggs", id="t-1")
        assert made.uid != deleted.uid
        assert await todo.listed(home, deleted=True) == [made]


async def test_a_repeated_creation_shows_that_the_task_is_deleted(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        request = CreateTask(home.name, TaskInput("milk"), "", mutation(str(uuid4())))
        deleted = await todo.delete(await todo.tasks.create(ANN, request))
        assert await todo.tasks.create(ANN, request) == deleted


async def test_a_completed_task_comes_back_completed_whoever_has_its_position(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        _, last = await todo.new_task(home), await todo.new_task(home)
        done = await todo.complete(await todo.move(await todo.new_task(home), Before(last.name)))
        other = await todo.move(await todo.new_task(home), Before(last.name))
        assert done.position == other.position
        todo.clock.advance(days=1)
        restored = await todo.undelete(await todo.delete(done))
        assert restored == replace(done, version=restored.version, update_time=todo.clock())
        assert await todo.listed(home, "state = COMPLETED") == [restored]


async def test_an_active_task_comes_back_to_its_place(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        tasks = [await todo.new_task(home, title) for title in "abc"]
        await todo.undelete(await todo.delete(tasks[1]))
        await todo.reopen(await todo.complete(tasks[0]))
        assert await todo.titles(home) == ["a", "b", "c"]


async def test_a_list_counts_what_is_not_deleted(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        one, two = await todo.new_task(home), await todo.complete(await todo.new_task(home))
        seen = [await counts(todo, one)]
        for change in (todo.delete(one), todo.delete(two), todo.undelete(two), todo.undelete(one), todo.reopen(two)):
            await change
            seen.append(await counts(todo, one))
        assert seen == [(1, 1), (0, 1), (0, 0), (0, 1), (1, 1), (2, 0)]


@pytest.mark.parametrize(
    ("limit", "reason"),
    [("ACTIVE_TASKS_PER_LIST", "TOO_MANY_ACTIVE_TASKS"), ("LIVE_TASKS_PER_LIST", "TOO_MANY_TASKS")],
)
async def test_a_deleted_task_does_not_come_back_to_a_full_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, reason: str
) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        deleted = await todo.delete(await todo.new_task(home))
        await todo.new_task(home)
        monkeypatch.setattr(limits, limit, 1)
        with pytest.raises(QuotaExceeded) as caught:
            await todo.undelete(deleted)
        assert (caught.value.reason, caught.value.subject) == (reason, home.name)
        assert await todo.get(deleted) == deleted


async def test_a_full_list_reopens_nothing_but_completes_changes_and_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        done, task = await todo.complete(await todo.new_task(home)), await todo.new_task(home)
        monkeypatch.setattr(limits, "ACTIVE_TASKS_PER_LIST", 1)
        monkeypatch.setattr(limits, "LIVE_TASKS_PER_LIST", 2)
        with pytest.raises(QuotaExceeded) as caught:
            await todo.reopen(done)
        assert (caught.value.reason, caught.value.subject) == ("TOO_MANY_ACTIVE_TASKS", home.name)
        assert (await todo.update(task, title="eggs")).content.title == "eggs"
        assert (await todo.complete(task)).state is State.COMPLETED
        assert (await todo.reopen(done)).state is State.ACTIVE


def purge_time_of(task: Task) -> datetime:
    assert task.purge_time is not None
    return task.purge_time
