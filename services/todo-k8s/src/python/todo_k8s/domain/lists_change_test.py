"""Renaming, deleting and restoring lists."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from todo_k8s.domain.errors import (
    Aborted,
    AlreadyExists,
    FailedPrecondition,
    InvalidArgument,
    PermissionDenied,
    TodoError,
)
from todo_k8s.domain.model import TaskList
from todo_k8s.domain.requests import ChangeTask, DeleteTaskList, Mutation, UndeleteTaskList, UpdateTaskList
from todo_k8s.domain.testing import ANN, BOB, Service, mutation, service
from todo_k8s.storage import keys, list_codec
from todo_k8s.storage.table import Item, prefixed

STALE = '"0"'


@pytest_asyncio.fixture
async def todo(tmp_path: Path) -> AsyncIterator[Service]:
    async with service(tmp_path) as made:
        yield made


def update(
    of: TaskList, title: str = "", *, mask: Sequence[str] = (), etag: str = "", by: Mutation | None = None
) -> UpdateTaskList:
    return UpdateTaskList(of.name, title, etag, mask, by or mutation())


def delete(of: TaskList, *, etag: str = "", force: bool = False, by: Mutation | None = None) -> DeleteTaskList:
    return DeleteTaskList(of.name, etag, force, by or mutation())


def undelete(of: TaskList, *, etag: str = "", by: Mutation | None = None) -> UndeleteTaskList:
    return UndeleteTaskList(of.name, etag, by or mutation())


async def stored(todo: Service, of: TaskList) -> Sequence[Item]:
    """Everything that is kept of a list."""
    pks = (keys.list_pk(of.id), keys.event(of.id, 1).pk, keys.PURGE_PK)
    return [item for pk in pks for item in (await todo.table.query(prefixed(pk, None, ""), 100, detail=True)).items]


async def last_event(todo: Service, of: TaskList) -> Item:
    (event,) = await todo.table.get(keys.event(of.id, (await todo.lists.get(ANN, of.name)).sequence))
    assert event
    return event


@pytest.mark.parametrize("mask", [(), ("title",), ("*",), ("title", "title")])
async def test_a_list_is_renamed(todo: Service, mask: Sequence[str]) -> None:
    made = await todo.new_list("home")
    todo.clock.advance(minutes=1)
    renamed = await todo.lists.update(ANN, update(made, "house", mask=mask))
    assert renamed == replace(made, title="house", sequence=2, revision=2, update_time=todo.clock())
    assert renamed.etag != made.etag
    assert await todo.lists.get(ANN, made.name) == renamed
    assert (await last_event(todo, made)).detail == {"before": {"title": "home"}, "after": {"title": "house"}}


@pytest.mark.parametrize(
    ("title", "mask", "fields"),
    [
        ("", (), ["update_mask"]),
        ("x", ("name",), ["update_mask"]),
        ("", ("etag",), ["update_mask"]),
        ("x", ("title", "delete_time"), ["update_mask"]),
        ("x", ("title.x",), ["update_mask"]),
        ("x", ("*", "title"), ["update_mask"]),
        ("", ("title",), ["task_list.title"]),
        ("", ("*",), ["task_list.title"]),
        (" ", (), ["task_list.title"]),
        ("a\nb", (), ["task_list.title"]),
        ("x" * 257, (), ["task_list.title"]),
    ],
)
async def test_a_wrong_mask_or_title_is_named(
    todo: Service, title: str, mask: Sequence[str], fields: Sequence[str]
) -> None:
    made = await todo.new_list()
    with pytest.raises(InvalidArgument) as caught:
        await todo.lists.update(ANN, update(made, title, mask=mask))
    assert [violation.field for violation in caught.value.violations] == fields
    assert await todo.lists.get(ANN, made.name) == made


async def test_what_happens_to_its_tasks_leaves_the_lists_own_etag_and_time(todo: Service) -> None:
    made = await todo.new_list()
    todo.clock.advance(minutes=1)
    task = await todo.new_task(made)
    await todo.complete(await todo.new_task(made))
    found = await todo.lists.get(ANN, made.name)
    assert (found.etag, found.update_time) == (made.etag, made.update_time)
    assert (found.active_count, found.completed_count) == (1, 1)
    renamed = await todo.lists.update(ANN, update(made, "house", etag=made.etag))
    assert (renamed.active_count, renamed.completed_count) == (1, 1)
    assert await todo.tasks.get(ANN, task.name) == task


async def test_an_empty_list_is_deleted_for_30_days(todo: Service) -> None:
    made = await todo.new_list()
    todo.clock.advance(microseconds=999_999)
    deleted = await todo.lists.delete(ANN, delete(made, etag=made.etag))
    now = todo.clock()
    assert deleted == replace(made, sequence=2, revision=2, update_time=now, delete_time=now)
    assert deleted.purge_time == now.replace(microsecond=0) + timedelta(days=30)
    assert await todo.lists.get(ANN, made.name) == deleted
    assert (await last_event(todo, made)).detail == {"after": {"deleted": keys.micros(now)}}


@pytest.mark.parametrize("completed", [False, True])
async def test_a_list_with_tasks_is_deleted_only_by_force(todo: Service, completed: bool) -> None:
    made = await todo.new_list()
    task = await todo.new_task(made)
    if completed:
        await todo.complete(task)
    with pytest.raises(FailedPrecondition, match=r"is not empty \(tasks: 1\)") as caught:
        await todo.lists.delete(ANN, delete(made))
    assert (caught.value.reason, caught.value.metadata) == ("TASK_LIST_NOT_EMPTY", {"name": made.name, "tasks": "1"})
    assert (await todo.lists.get(ANN, made.name)).delete_time is None
    assert (await todo.lists.delete(ANN, delete(made, force=True))).delete_time == todo.clock()


async def test_deleted_tasks_do_not_keep_a_list(todo: Service) -> None:
    made = await todo.new_list()
    task = await todo.new_task(made)
    await todo.tasks.delete(ANN, ChangeTask(task.name, "", mutation()))
    assert (await todo.lists.delete(ANN, delete(made))).delete_time == todo.clock()


async def test_a_deleted_list_comes_back_as_it_was(todo: Service) -> None:
    made = await todo.new_list()
    task, done = await todo.new_task(made), await todo.complete(await todo.new_task(made))
    deleted = await todo.lists.delete(ANN, delete(made, force=True))
    todo.clock.advance(days=30, seconds=-1)
    back = await todo.lists.undelete(ANN, undelete(made, etag=deleted.etag))
    assert back == replace(deleted, sequence=6, revision=6, update_time=todo.clock(), delete_time=None)
    assert back.etag not in (made.etag, deleted.etag)
    assert await todo.tasks.get(ANN, task.name) == task
    assert await todo.tasks.get(ANN, done.name) == done
    assert (await todo.table.query(prefixed(keys.PURGE_PK, None, ""), 10)).items == ()
    assert (await last_event(todo, made)).detail == {"before": {"deleted": keys.micros(deleted.update_time)}}
    again = await todo.lists.delete(ANN, delete(made, force=True))
    (work,) = (await todo.table.query(prefixed(keys.PURGE_PK, None, ""), 10)).items
    assert list_codec.purge_work_of(work).due == again.purge_time == back.update_time + timedelta(days=30)


async def test_a_stale_etag_changes_nothing(todo: Service) -> None:
    live, gone = await todo.new_list(), await todo.new_list()
    await todo.lists.delete(ANN, delete(gone))
    before = [*await stored(todo, live), *await stored(todo, gone)]
    calls = (
        todo.lists.update(ANN, update(live, "house", etag=STALE)),
        todo.lists.delete(ANN, delete(live, etag=STALE)),
        todo.lists.undelete(ANN, undelete(gone, etag=STALE)),
    )
    for call in calls:
        with pytest.raises(Aborted) as caught:
            await call
        assert caught.value.reason == "ETAG_MISMATCH"
    assert [*await stored(todo, live), *await stored(todo, gone)] == before


async def test_a_list_in_the_other_state_is_refused(todo: Service) -> None:
    live, gone = await todo.new_list(), await todo.new_list()
    await todo.lists.delete(ANN, delete(gone))
    before = [*await stored(todo, live), *await stored(todo, gone)]
    calls = (
        (todo.lists.update(ANN, update(gone, "house")), FailedPrecondition, "TASK_LIST_DELETED"),
        (todo.lists.delete(ANN, delete(gone)), FailedPrecondition, "TASK_LIST_DELETED"),
        (todo.lists.undelete(ANN, undelete(live)), AlreadyExists, "TASK_LIST_NOT_DELETED"),
    )
    for call, kind, reason in calls:
        with pytest.raises(TodoError) as caught:
            await call
        assert (type(caught.value), caught.value.reason) == (kind, reason)
    assert [*await stored(todo, live), *await stored(todo, gone)] == before


async def test_validate_only_shows_the_outcome_and_changes_nothing(todo: Service) -> None:
    live, gone = await todo.new_list("home"), await todo.new_list()
    gone = await todo.lists.delete(ANN, delete(gone))
    before = [*await stored(todo, live), *await stored(todo, gone)]
    trial = mutation(str(uuid4()), validate_only=True)
    assert (await todo.lists.update(ANN, update(live, "house", by=trial))).title == "house"
    assert (await todo.lists.delete(ANN, delete(live, by=trial))).delete_time == todo.clock()
    assert (await todo.lists.undelete(ANN, undelete(gone, by=trial))).delete_time is None
    assert [*await stored(todo, live), *await stored(todo, gone)] == before
    with pytest.raises(FailedPrecondition):
        await todo.lists.delete(ANN, delete(gone, by=trial))


async def test_a_repetition_answers_with_the_list_as_it_is_then_whatever_its_state_and_etag(todo: Service) -> None:
    made = await todo.new_list()
    await todo.new_task(made)
    renaming = update(made, "house", etag=made.etag, by=mutation(str(uuid4())))
    deletion = delete(made, force=True, by=mutation(str(uuid4())))
    await todo.lists.update(ANN, renaming)
    deleted = await todo.lists.delete(ANN, deletion)
    assert await todo.lists.update(ANN, renaming) == deleted
    assert await todo.lists.delete(ANN, deletion) == deleted
    restoration = undelete(made, by=mutation(str(uuid4())))
    back = await todo.lists.undelete(ANN, restoration)
    assert await todo.lists.delete(ANN, deletion) == back
    assert await todo.lists.undelete(ANN, restoration) == back


async def test_strangers_change_nothing_and_hear_the_same_of_every_list(todo: Service) -> None:
    live, gone = await todo.new_list(), await todo.new_list()
    await todo.lists.delete(ANN, delete(gone))
    missing = replace(live, id=str(uuid4()))
    before = [*await stored(todo, live), *await stored(todo, gone)]
    for of in (live, gone, missing):
        calls = (
            todo.lists.get(BOB, of.name),
            todo.lists.update(BOB, update(of, "house", etag=STALE)),
            todo.lists.delete(BOB, delete(of, etag=STALE)),
            todo.lists.undelete(BOB, undelete(of, etag=STALE)),
        )
        for call in calls:
            with pytest.raises(PermissionDenied) as caught:
                await call
            assert caught.value.message == f"{of.name} does not exist, or you have no role on it"
            assert (caught.value.reason, caught.value.metadata) == ("TASK_LIST_FORBIDDEN", {"name": of.name})
    assert [*await stored(todo, live), *await stored(todo, gone)] == before
