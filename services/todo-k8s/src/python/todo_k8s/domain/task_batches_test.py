from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import pytest

from todo_k8s.domain import limits
from todo_k8s.domain.errors import (
    Aborted,
    AlreadyExists,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    QuotaExceeded,
    TodoError,
)
from todo_k8s.domain.model import State, Task, TaskList
from todo_k8s.domain.requests import BatchOf, ChangeTask, CreateTask, DeleteTaskList, Mutation, TaskInput, UpdateTask
from todo_k8s.domain.testing import ANN, BOB, Service, both_stores, mutation, service
from todo_k8s.domain.testing_stored import tasks_of
from todo_k8s.storage import keys
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")

R = TypeVar("R")

NOTHING = mutation()


def batch(parent: TaskList, requests: Sequence[R], asked: Mutation | None = None) -> BatchOf[R]:
    return BatchOf(parent.name, requests, asked or mutation(str(uuid4())))


def creating(*titles: str) -> list[CreateTask]:
    return [CreateTask("", TaskInput(title), "", NOTHING) for title in titles]


def naming(*tasks: Task, etag: str = "") -> list[ChangeTask]:
    return [ChangeTask(task.name, etag, NOTHING) for task in tasks]


def retitling(task: Task, title: str) -> UpdateTask:
    return UpdateTask(task.name, TaskInput(title), "", (), NOTHING)


async def three(todo: Service) -> tuple[TaskList, list[Task]]:
    home = await todo.new_list()
    return home, [await todo.new_task(home, title) for title in ("milk", "eggs", "bread")]


def refused(error: pytest.ExceptionInfo[TodoError]) -> tuple[str, str | None]:
    return error.value.reason, error.value.metadata.get("index")


def fields(error: pytest.ExceptionInfo[InvalidArgument]) -> list[str]:
    return [violation.field for violation in error.value.violations]


async def test_tasks_are_read_in_the_order_asked_for(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, (milk, eggs, bread) = await three(todo)
        gone = await todo.delete(eggs)
        found = await todo.tasks.batches.get(ANN, home.name, [bread.name, gone.name, milk.name])
        assert tasks_of(found) == [bread, gone, milk]


async def test_whatever_is_missing_is_named_and_nothing_else_answered(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, (milk, *_) = await three(todo)
        names = [f"{home.name}/tasks/{id}" for id in ("a", milk.id, "b")]
        with pytest.raises(NotFound, match="has no tasks a, b") as caught:
            await todo.tasks.batches.get(ANN, home.name, names)
        assert caught.value.metadata == {"name": names[0], "index": "0", "indexes": "0,2"}


async def test_names_that_cannot_be_read_together_are_refused_with_their_place(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, (milk, *_) = await three(todo)
        other = f"taskLists/{uuid4()}/tasks/{milk.id}"
        with pytest.raises(InvalidArgument) as caught:
            await todo.tasks.batches.get(ANN, home.name, [milk.name, "milk", other, milk.name])
        assert sorted(fields(caught)) == ["names[1]", "names[2]", "names[3]"]
        assert refused(caught) == ("INVALID_FIELD", "1")


@pytest.mark.parametrize("count", [0, limits.BATCH_GET_TASKS + 1])
async def test_none_and_too_many_names_are_refused(tmp_path: Path, count: int) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        with pytest.raises(InvalidArgument, match=f"has {count} items; give 1 to 50") as caught:
            await todo.tasks.batches.get(ANN, home.name, [f"{home.name}/tasks/{n}" for n in range(count)])
        assert fields(caught) == ["names"]


async def test_an_answer_that_no_client_would_take_is_refused(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        large = {f"k{number}": "\u00e4" * 1_024 for number in range(50)}
        tasks = [await todo.new_task(home, annotations=large) for _ in range(30)]
        await todo.tasks.batches.get(ANN, home.name, [task.name for task in tasks[:28]])
        with pytest.raises(FailedPrecondition, match="get fewer") as caught:
            await todo.tasks.batches.get(ANN, home.name, [task.name for task in tasks])
        assert refused(caught) == ("ANSWER_TOO_LARGE", None)


async def test_across_all_lists_nothing_is_batched(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        _, (milk, *_) = await three(todo)
        everywhere = BatchOf("taskLists/-", naming(milk), mutation(str(uuid4())))
        with pytest.raises(InvalidArgument) as caught:
            await todo.tasks.batches.complete(ANN, everywhere)
        assert fields(caught) == ["parent"]
        with pytest.raises(InvalidArgument):
            await todo.tasks.batches.get(ANN, "taskLists/-", [milk.name])


async def test_a_stranger_hears_nothing_of_a_batch(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, tasks = await three(todo)
        with pytest.raises(PermissionDenied):
            await todo.tasks.batches.get(BOB, home.name, [tasks[0].name])
        with pytest.raises(PermissionDenied):
            await todo.tasks.batches.delete(BOB, batch(home, naming(*tasks)))
        assert await todo.titles(home) == ["milk", "eggs", "bread"]


async def test_created_tasks_stand_at_the_end_in_the_order_of_the_requests(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, _ = await three(todo)
        made = await todo.tasks.batches.create(ANN, batch(home, creating("a", "b", "c")))
        assert [task.content.title for task in made] == ["a", "b", "c"]
        assert await todo.titles(home) == ["milk", "eggs", "bread", "a", "b", "c"]
        assert [await todo.get(task) for task in made] == list(made)
        assert (await todo.new_task(home, "d")).position > made[-1].position


async def test_each_task_of_a_batch_has_a_number_and_an_event_and_all_have_one_span(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, tasks = await three(todo)
        done = await todo.tasks.batches.complete(ANN, batch(home, naming(*tasks)))
        first = tasks[-1].version + 1
        assert [task.version for task in done] == [first, first + 1, first + 2]
        assert {task.state for task in done} == {State.COMPLETED}
        events = await todo.table.get(*(keys.event(home.id, task.version) for task in done))
        assert [event and (event.data["task"], event.data["span"]) for event in events] == [
            (task.id, [first, first + 2]) for task in tasks
        ]
        listed = await todo.lists.get(ANN, home.name)
        assert (listed.active_count, listed.completed_count) == (0, 3)


async def test_the_first_that_is_refused_is_told_and_none_is_changed(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, (milk, eggs, bread) = await three(todo)
        await todo.complete(eggs)
        missing = replace(bread, id="missing")
        with pytest.raises(FailedPrecondition) as caught:
            await todo.tasks.batches.complete(ANN, batch(home, naming(milk, eggs, missing)))
        assert refused(caught) == ("TASK_NOT_ACTIVE", "1")
        with pytest.raises(NotFound) as not_found:
            await todo.tasks.batches.delete(ANN, batch(home, naming(milk, bread, missing)))
        assert refused(not_found) == ("TASK_NOT_FOUND", "2")
        with pytest.raises(Aborted) as aborted:
            await todo.tasks.batches.delete(ANN, batch(home, [*naming(milk), *naming(bread, etag='"0"')]))
        assert refused(aborted) == ("ETAG_MISMATCH", "1")
        with pytest.raises(AlreadyExists) as exists:
            await todo.tasks.batches.create(ANN, batch(home, [CreateTask("", TaskInput("x"), milk.id, NOTHING)]))
        assert refused(exists) == ("TASK_EXISTS", "0")
        assert await todo.titles(home) == ["milk", "bread"]


async def test_deleted_tasks_of_a_batch_can_come_back(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, (milk, eggs, bread) = await three(todo)
        deleted = await todo.tasks.batches.delete(ANN, batch(home, naming(bread, milk)))
        assert [(task.id, task.delete_time) for task in deleted] == [(task.id, todo.clock()) for task in (bread, milk)]
        await todo.undelete(milk)
        assert await todo.titles(home) == ["milk", "eggs"]


async def test_updates_honour_mask_and_etag_of_each(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, (milk, eggs, _) = await three(todo)
        urgent = UpdateTask(milk.name, TaskInput(priority=1), milk.etag, ("priority",), NOTHING)
        changed = await todo.tasks.batches.update(ANN, batch(home, [urgent, retitling(eggs, "ham")]))
        assert [(task.content.title, task.content.priority) for task in changed] == [("milk", 1), ("ham", 0)]
        with pytest.raises(Aborted) as caught:
            await todo.tasks.batches.update(ANN, batch(home, [retitling(eggs, "jam"), urgent]))
        assert refused(caught) == ("ETAG_MISMATCH", "1")
        assert (await todo.get(eggs)).content.title == "ham"


async def test_every_wrong_field_is_told_with_its_place(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, (milk, *_) = await three(todo)
        requests = [
            CreateTask("", TaskInput("ok"), "a", NOTHING),
            CreateTask(home.name, TaskInput("", priority=99), "-", NOTHING),
            CreateTask(f"taskLists/{uuid4()}", TaskInput("ok"), "", NOTHING),
            CreateTask("", None, "", mutation(str(uuid4()), validate_only=True)),
            CreateTask("", TaskInput("ok"), "a", NOTHING),
        ]
        with pytest.raises(InvalidArgument) as caught:
            await todo.tasks.batches.create(ANN, batch(home, requests, mutation("1")))
        assert sorted(fields(caught)) == [
            "request_id",
            "requests[1].task.priority",
            "requests[1].task.title",
            "requests[1].task_id",
            "requests[2].parent",
            "requests[3].request_id",
            "requests[3].task",
            "requests[3].validate_only",
            "requests[4].task_id",
        ]
        assert refused(caught) == ("INVALID_FIELD", "1")
        with pytest.raises(InvalidArgument) as twice:
            await todo.tasks.batches.update(ANN, batch(home, [retitling(milk, "a"), retitling(milk, "b")]))
        assert fields(twice) == ["requests[1].task.name"]


@pytest.mark.parametrize("count", [0, limits.BATCH_TASKS + 1])
async def test_none_and_too_many_requests_are_refused(tmp_path: Path, count: int) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        wrong = [replace(each, mutation=mutation(str(uuid4()))) for each in creating(*[""] * count)]
        with pytest.raises(InvalidArgument, match=f"has {count} items; give 1 to 20") as caught:
            await todo.tasks.batches.create(ANN, batch(home, wrong))
        assert (fields(caught), caught.value.metadata) == (["requests"], {})


async def test_a_repetition_answers_with_all_tasks_as_they_are_now(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        once = batch(home, creating("a", "b", "c"))
        made = await todo.tasks.batches.create(ANN, once)
        changed = await todo.update(made[1], title="B")
        again = await todo.tasks.batches.create(ANN, once)
        assert again == [made[0], changed, made[2]]
        assert await todo.titles(home) == ["a", "B", "c"]
        other = replace(once, mutation=replace(once.mutation, fingerprint="other"))
        with pytest.raises(InvalidArgument) as caught:
            await todo.tasks.batches.create(ANN, other)
        assert caught.value.reason == "REQUEST_ID_REUSED"


async def test_what_is_only_validated_is_answered_and_not_done(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, tasks = await three(todo)
        would_be = await todo.tasks.batches.complete(ANN, batch(home, naming(*tasks), mutation(validate_only=True)))
        assert {task.state for task in would_be} == {State.COMPLETED}
        assert await todo.titles(home) == ["milk", "eggs", "bread"]


@pytest.mark.parametrize(
    ("limit", "reason"),
    [("ACTIVE_TASKS_PER_LIST", "TOO_MANY_ACTIVE_TASKS"), ("LIVE_TASKS_PER_LIST", "TOO_MANY_TASKS")],
)
async def test_a_full_list_takes_none_of_a_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, reason: str
) -> None:
    monkeypatch.setattr(limits, limit, 4)
    async with service(tmp_path) as todo:
        home, _ = await three(todo)
        with pytest.raises(QuotaExceeded) as error:
            await todo.tasks.batches.create(ANN, batch(home, creating("a", "b", "c")))
        assert refused(error) == (reason, "1")
        await todo.tasks.batches.create(ANN, batch(home, creating("a")))


async def test_what_no_transaction_can_take_is_refused_before_it_is_written(tmp_path: Path) -> None:
    """Twenty of the largest tasks, rewritten whole: what they were and become stands in their events, too."""
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        tasks = [await todo.new_task(home, annotations=large("\u00e4")) for _ in range(limits.BATCH_TASKS)]
        requests = [UpdateTask(task.name, TaskInput(annotations=large("\u00f6")), "", (), NOTHING) for task in tasks]
        for validate_only in (True, False):
            with pytest.raises(FailedPrecondition, match="change fewer at once") as caught:
                await todo.tasks.batches.update(ANN, batch(home, requests, mutation(validate_only=validate_only)))
            assert refused(caught) == ("CHANGE_TOO_LARGE", None)
        assert await todo.get(tasks[0]) == tasks[0]
        await todo.tasks.batches.update(ANN, batch(home, requests[:8]))
        await todo.tasks.batches.complete(ANN, batch(home, naming(*tasks)))


def large(letter: str) -> dict[str, str]:
    return {f"k{number}": letter * 1_024 for number in range(50)}


async def test_a_batch_leaves_a_deleted_list_alone(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, tasks = await three(todo)
        await todo.lists.delete(ANN, DeleteTaskList(home.name, "", True, mutation(str(uuid4()))))
        with pytest.raises(FailedPrecondition) as caught:
            await todo.tasks.batches.delete(ANN, batch(home, naming(*tasks)))
        assert refused(caught) == ("TASK_LIST_DELETED", None)
        found = await todo.tasks.batches.get(ANN, home.name, [task.name for task in tasks])
        assert tasks_of(found) == tasks


async def test_a_task_that_becomes_too_large_is_told_with_its_place(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, (milk, eggs, _) = await three(todo)
        await todo.update(eggs, "annotations", annotations=large("\u00e4"))
        too_long = UpdateTask(eggs.name, TaskInput(notes="\u4e70" * 16_000), "", (), NOTHING)
        with pytest.raises(InvalidArgument) as caught:
            await todo.tasks.batches.update(ANN, batch(home, [retitling(milk, "oat milk"), too_long]))
        assert (fields(caught), refused(caught)) == (["requests[1].task"], ("INVALID_FIELD", "1"))
        assert await todo.get(milk) == milk
