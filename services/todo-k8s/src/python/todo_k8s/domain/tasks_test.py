import asyncio
from dataclasses import replace
from pathlib import Path
from uuid import uuid1, uuid4

import pytest

from todo_k8s.deadline import deadline_in
from todo_k8s.domain import limits
from todo_k8s.domain.errors import (
    Aborted,
    AlreadyExists,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    QuotaExceeded,
)
from todo_k8s.domain.model import State
from todo_k8s.domain.requests import ChangeTask, CreateTask, DateInput, ListTaskLists, TaskInput
from todo_k8s.domain.tasks import Tasks
from todo_k8s.domain.testing import ANN, BOB, mutation, page, service
from todo_k8s.domain.writing import Writer
from todo_k8s.storage import keys, list_codec
from todo_k8s.storage.table import AtVersion, Put, prefixed

MISSING = "taskLists/00000000-0000-4000-8000-000000000000"


async def test_a_task_comes_back_as_it_was_given(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        made = await todo.new_task(
            home, "milk", id="t-1", notes="2 l\nfresh", priority=1, labels=("+home",), annotations={"k": "v"}
        )
        assert await todo.tasks.get(ANN, f"{home.name}/tasks/t-1") == made
        assert (made.state, made.create_time, made.complete_time) == (State.ACTIVE, todo.clock(), None)
        assert (made.content.notes, made.content.annotations) == ("2 l\nfresh", {"k": "v"})


async def test_a_stranger_hears_the_same_of_every_list(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        task = await todo.new_task(await todo.new_list())
        with pytest.raises(PermissionDenied) as there:
            await todo.tasks.get(BOB, task.name)
        with pytest.raises(PermissionDenied) as missing:
            await todo.tasks.get(BOB, f"{MISSING}/tasks/{task.id}")
        list_name = task.name.split("/tasks/")[0]
        assert there.value.message.replace(list_name, MISSING) == missing.value.message


async def test_a_member_hears_that_a_task_is_missing(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        with pytest.raises(NotFound, match=f"{home.name}/tasks/nope does not exist"):
            await todo.tasks.get(ANN, f"{home.name}/tasks/nope")


async def test_a_repetition_makes_no_second_task_and_answers_with_it_as_it_is_then(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        request = CreateTask(home.name, TaskInput("milk"), "t-1", mutation(str(uuid4())))
        made = await todo.tasks.create(ANN, request)
        done = await todo.complete(made)
        assert await todo.tasks.create(ANN, request) == done


async def test_a_repeated_completion_is_no_error_even_with_the_old_etag(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        task = await todo.new_task(await todo.new_list())
        request = ChangeTask(task.name, task.etag, mutation(str(uuid4())))
        assert await todo.tasks.complete(ANN, request) == await todo.tasks.complete(ANN, request)


async def test_a_request_id_serves_one_request_for_a_day(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        id_ = str(uuid4())
        await todo.tasks.create(ANN, CreateTask(home.name, TaskInput("milk"), "", mutation(id_, fingerprint="1")))
        other = CreateTask(home.name, TaskInput("eggs"), "", mutation(id_.upper(), fingerprint="2"))
        with pytest.raises(InvalidArgument) as caught:
            await todo.tasks.create(ANN, other)
        assert caught.value.reason == "REQUEST_ID_REUSED"
        todo.clock.advance(hours=24)
        assert (await todo.tasks.create(ANN, other)).content.title == "eggs"


async def test_a_taken_id_is_refused(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        await todo.new_task(home, id="t-1")
        with pytest.raises(AlreadyExists):
            await todo.new_task(home, id="t-1")


async def test_completing_moves_the_task_to_the_completed_ones(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        milk, eggs = await todo.new_task(home, "milk"), await todo.new_task(home, "eggs")
        todo.clock.advance(minutes=1)
        done = await todo.complete(milk)
        assert (done.state, done.complete_time, done.update_time) == (State.COMPLETED, todo.clock(), todo.clock())
        assert (done.position, done.create_time) == (milk.position, milk.create_time)
        assert done.etag != milk.etag
        assert await todo.titles(home) == ["eggs"]
        assert await todo.titles(home, "state = COMPLETED") == ["milk"]
        assert eggs.position > milk.position


async def test_a_completed_task_is_not_completed_again(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        done = await todo.complete(await todo.new_task(await todo.new_list()))
        with pytest.raises(FailedPrecondition, match="is completed"):
            await todo.complete(done)


async def test_a_stale_etag_changes_nothing(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        task = await todo.new_task(await todo.new_list())
        with pytest.raises(Aborted) as caught:
            await todo.tasks.complete(ANN, ChangeTask(task.name, '"0"', mutation()))
        assert caught.value.reason == "ETAG_MISMATCH"
        assert await todo.tasks.get(ANN, task.name) == task


async def test_validate_only_answers_and_changes_nothing(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        task = await todo.new_task(home)
        would_be = await todo.tasks.complete(ANN, ChangeTask(task.name, "", mutation(validate_only=True)))
        assert would_be.state is State.COMPLETED
        await todo.tasks.create(ANN, CreateTask(home.name, TaskInput("eggs"), "t", mutation(validate_only=True)))
        assert await todo.tasks.get(ANN, task.name) == task
        assert await todo.titles(home) == ["milk"]


async def test_every_wrong_field_of_a_task_is_named_at_once(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        wrong = TaskInput("a\nb", "\x00", 27, ("a b", "c", "c"), DateInput(2026, 2, 30), {"": "v", "k": "\n"})
        with pytest.raises(InvalidArgument) as caught:
            await todo.tasks.create(ANN, CreateTask("taskLists/home", wrong, "-", mutation("1")))
        assert [violation.field for violation in caught.value.violations] == [
            "parent",
            "task_id",
            "task.title",
            "task.notes",
            "task.priority",
            "task.labels",
            "task.labels[0]",
            "task.annotations",
            "task.annotations[k]",
            "task.due.date",
            "request_id",
        ]


@pytest.mark.parametrize(
    ("active", "completed", "reason"),
    [(limits.ACTIVE_TASKS_PER_LIST, 0, "TOO_MANY_ACTIVE_TASKS"), (1, limits.LIVE_TASKS_PER_LIST - 1, "TOO_MANY_TASKS")],
)
async def test_a_full_list_takes_no_more(tmp_path: Path, active: int, completed: int, reason: str) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        full = replace(home, sequence=2, active_count=active, completed_count=completed)
        await todo.table.transact(Put(list_codec.list_item(full), AtVersion(home.sequence)))
        with pytest.raises(QuotaExceeded) as caught:
            await todo.new_task(home)
        assert (caught.value.reason, caught.value.subject) == (reason, home.name)


async def test_a_list_counts_its_tasks(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        made = [await todo.new_task(home) for _ in range(5)]
        for task in made[:2]:
            await todo.complete(task)
        (counted,) = (await todo.lists.list(ANN, ListTaskLists(page()))).items
        assert (counted.active_count, counted.completed_count) == (3, 2)
        assert (counted.etag, counted.update_time) == (home.etag, home.update_time)


async def test_a_request_id_is_a_random_uuid(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        with pytest.raises(InvalidArgument, match="request_id"):
            await todo.tasks.create(ANN, CreateTask(home.name, TaskInput("milk"), "", mutation(str(uuid1()))))


async def test_each_change_has_the_next_number_and_its_event(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        milk = await todo.new_task(home, "milk", notes="fresh")
        done = await todo.complete(milk)
        assert (milk.version, done.version) == (2, 3)
        events = (await todo.table.query(prefixed(keys.event(home.id, 1).pk, None, ""), 10, detail=True)).items
        assert [item.key.sk for item in events] == [keys.padded(number) for number in (1, 2, 3)]
        completion = events[-1]
        assert completion.data["task"] == milk.id
        assert completion.detail == {
            "before": {"state": "ACTIVE"},
            "after": {"state": "COMPLETED", "completed": keys.micros(todo.clock())},
        }


async def test_many_writers_of_one_list_lose_nothing(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        # Two sets of use cases over one table are what two processes are: neither knows the other's queue.
        other = replace(todo, tasks=Tasks(todo.table, todo.clock, Writer(todo.table, todo.clock)))
        with deadline_in(30):
            made = await asyncio.gather(*(service_.new_task(home) for service_ in (todo, other) for _ in range(20)))
        assert sorted(task.version for task in made) == list(range(2, 42))
        assert len({task.position for task in made}) == 40
