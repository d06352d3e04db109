import asyncio
from dataclasses import replace
from pathlib import Path
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
)
from todo_k8s.domain.model import Principal, Task, TaskList
from todo_k8s.domain.requests import Before, DeleteTaskList, Edge, MoveTask, UndoEvent
from todo_k8s.domain.subtasks_test import chain, counts, refused
from todo_k8s.domain.testing import ANN, BOB, Service, both_stores, changing, mutation, service
from todo_k8s.storage import keys
from todo_k8s.storage.event_codec import event_of
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")


async def two(todo: Service) -> tuple[TaskList, TaskList]:
    return await todo.new_list("home"), await todo.new_list("work")


async def why(todo: Service, task: Task, who: Principal = ANN) -> dict[str, str]:
    """The metadata of the answer to who asks for the task by this name."""
    with pytest.raises(NotFound) as error:
        await todo.tasks.get(who, task.name)
    return error.value.metadata


async def active(todo: Service, of: TaskList) -> int:
    return (await todo.lists.get(ANN, of.name)).active_count


async def test_a_task_moves_with_all_below_it_and_is_the_same_one(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        first, second, third = await chain(todo, home, 3)
        other = await todo.new_task(work, "other")
        moved = await todo.move(second, None, work.name)
        assert moved == replace(
            second, list_id=work.id, ancestors=(), active_subtasks=1, version=moved.version, position="a1"
        )
        assert await todo.get(moved) == moved
        follows = await todo.get(replace(third, list_id=work.id))
        assert (follows.uid, follows.ancestors) == (third.uid, (second.id,))
        assert await todo.titles(work) == ["other", "2"]
        assert await todo.titles(home, under="-") == ["1"]
        assert [await active(todo, each) for each in (home, work)] == [1, 3]
        assert [await counts(todo, each) for each in (first, moved, other)] == [(0, 0), (1, 0), (0, 0)]


async def test_a_task_comes_under_a_task_of_the_other_list_or_to_its_beginning(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        parent, *_ = await chain(todo, work, 2)
        below = await todo.move(await todo.new_task(home, "a"), Edge.FIRST, parent.name)
        assert await todo.titles(work, under=parent.id) == ["a", "2"]
        assert (below.ancestors, await counts(todo, parent)) == ((parent.id,), (2, 0))
        await todo.move(await todo.new_task(home, "b"), Edge.FIRST, work.name)
        assert await todo.titles(work) == ["b", "1"]


async def test_the_old_name_tells_members_of_the_other_list_where_the_task_is(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        first, second = await chain(todo, home, 2)
        await todo.let_in(home)
        moved = await todo.move(first, None, work.name)
        assert await why(todo, first) == {"name": first.name, "moved_to": moved.name}
        assert await why(todo, second) == {"name": second.name, "moved_to": f"{work.name}/tasks/{second.id}"}
        assert await why(todo, first, BOB) == {"name": first.name}
        for call in (todo.complete, todo.delete, todo.undelete, todo.reopen):
            with pytest.raises(NotFound) as error:
                await call(first)
            assert error.value.metadata["moved_to"] == moved.name
        with pytest.raises(NotFound) as error:
            await todo.tasks.batches.get(ANN, home.name, [first.name])
        assert error.value.metadata["moved_to"] == moved.name
        todo.clock.advance(days=limits.DELETED_DAYS)
        assert await why(todo, first) == {"name": first.name}


async def test_a_task_moves_back_and_forth_and_its_name_can_be_another_ones(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        task = await todo.new_task(home, id="a")
        there = await todo.move(task, None, work.name)
        back = await todo.move(there, None, home.name)
        assert (back.name, back.uid) == (task.name, task.uid)
        assert back.version > task.version
        again = await todo.move(back, None, work.name)
        assert await why(todo, task) == {"name": task.name, "moved_to": again.name}
        anew = await todo.new_task(home, "another", id="a")
        assert anew.uid != task.uid
        assert await refused(todo.move(again, None, home.name)) == (AlreadyExists, "TASK_EXISTS")
        assert await todo.get(again) == again


async def test_both_lists_tell_of_the_move(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        first, second = await chain(todo, home, 2)
        moved = await todo.move(first, None, work.name)
        sequence = (await todo.lists.get(ANN, home.name)).sequence
        items = await todo.table.get(
            keys.event(home.id, sequence - 1), keys.event(home.id, sequence), keys.event(work.id, moved.version)
        )
        gone, gone_too, came = [event_of(item) for item in items if item]
        assert [each.task_id for each in (gone, gone_too)] == [first.id, second.id]
        assert (gone.moved_to, gone.before, gone.after) == (moved.name, {"position": first.position}, {})
        assert (gone.counterpart, came.counterpart) == (came.sequence, gone.sequence)
        assert (came.moved_from, came.before, came.after["title"]) == (first.name, {}, "1")


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("of_source", [True, False])
async def test_a_move_is_taken_back_from_either_list_and_that_too(tmp_path: Path, of_source: bool, number: int) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        first, second, third = await chain(todo, home, 3)
        beside = await todo.new_subtask(first, "beside")
        moved = await todo.move(second, None, work.name)
        there = await last(todo, work)
        newer = await todo.new_subtask(moved, "newer")
        parent, sequence = (home, await last(todo, home)) if of_source else (work, there)
        (back,) = (await todo.undo(parent, sequence - number)).tasks
        assert back == replace(await todo.get(second), content=second.content)
        assert await todo.titles(home, under=first.id) == ["2", "beside"]
        assert await todo.titles(home, under=second.id) == ["3", "newer"]
        assert await why(todo, newer) == {"name": newer.name, "moved_to": f"{home.name}/tasks/{newer.id}"}
        assert [await active(todo, each) for each in (home, work)] == [5, 0]
        assert await counts(todo, first) == (2, 0)
        events = [
            await todo.events.get(ANN, f"{home.name}/events/{await last(todo, home) - 2 + at}") for at in range(3)
        ]
        gone = [await todo.events.get(ANN, f"{home.name}/events/{home_number}") for home_number in (6, 7)]
        assert {event.task_id: event.undone for event in events} == {
            **{event.task_id: event.sequence for event in gone},
            newer.id: None,
        }
        (again,) = (await todo.undo(home, await last(todo, home))).tasks
        assert (again.name, await todo.titles(work), beside.parent_id) == (moved.name, ["2"], first.id)


async def test_a_move_is_not_taken_back_for_whom_it_is_not_or_where_the_task_is_no_more(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        task = await todo.new_task(home)
        moved = await todo.move(task, None, work.name)
        asked = UndoEvent(f"{home.name}/events/{await last(todo, home)}", mutation(str(uuid4())))
        await todo.let_in(home)
        assert await refused(todo.events.undo(BOB, asked)) == (PermissionDenied, "TASK_LIST_FORBIDDEN")
        await todo.complete(moved)
        assert await refused(todo.events.undo(ANN, asked)) == (FailedPrecondition, "TASK_NOT_ACTIVE")
        await todo.reopen(moved)
        (back,) = (await todo.events.undo(ANN, asked)).tasks
        assert (await todo.events.undo(ANN, asked)).tasks == [back]
        other = UndoEvent(asked.name, mutation(str(uuid4())))
        assert await refused(todo.events.undo(ANN, other)) == (NotFound, "TASK_NOT_FOUND")


async def last(todo: Service, of: TaskList) -> int:
    return (await todo.lists.get(ANN, of.name)).sequence


async def test_a_repetition_answers_with_the_task_where_it_is(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        task = await todo.new_task(home)
        request = MoveTask(task.name, None, "", mutation(str(uuid4())), work.name)
        moved = await todo.tasks.move(ANN, request)
        assert await todo.tasks.move(ANN, request) == moved
        assert [await active(todo, each) for each in (home, work)] == [0, 1]


async def test_what_is_only_validated_stays(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        task = await todo.new_task(home)
        asked = MoveTask(task.name, None, "", mutation(str(uuid4()), validate_only=True), work.name)
        assert (await todo.tasks.move(ANN, asked)).list_id == work.id
        assert await todo.get(task) == task


async def test_a_move_is_refused_where_either_list_does_not_allow_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        task, parent = await todo.new_task(home), await todo.new_task(work)
        for place in (f"taskLists/{uuid4()}", (await todo.new_list(of=BOB)).name):
            assert await refused(todo.move(task, None, place)) == (PermissionDenied, "TASK_LIST_FORBIDDEN")
        with pytest.raises(InvalidArgument, match="next_sibling"):
            await todo.move(task, Before(parent.name))
        asked = MoveTask(task.name, None, '"0"', mutation(), work.name)
        assert await refused(todo.tasks.move(ANN, asked)) == (Aborted, "ETAG_MISMATCH")
        await todo.complete(parent)
        assert await refused(todo.move(task, None, parent.name)) == (FailedPrecondition, "PARENT_NOT_ACTIVE")
        assert await refused(todo.move(parent, None, home.name)) == (FailedPrecondition, "TASK_NOT_ACTIVE")
        monkeypatch.setattr(limits, "ACTIVE_TASKS_PER_LIST", 0)
        assert await refused(todo.move(task, None, work.name)) == (QuotaExceeded, "TOO_MANY_ACTIVE_TASKS")
        await todo.lists.delete(ANN, DeleteTaskList(work.name, "", True, mutation(str(uuid4()))))
        assert await refused(todo.move(task, None, work.name)) == (FailedPrecondition, "TASK_LIST_DELETED")


async def test_twenty_tasks_move_in_one_transaction(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        above = await todo.new_task(home)
        top = await todo.new_subtask(above)
        for _ in range(limits.TASKS_TOGETHER - 3):
            await todo.new_subtask(top, "x" * 1_000)
        under = await todo.new_task(work)
        assert (await todo.move(top, None, under.name)).active_subtasks == limits.TASKS_TOGETHER - 3
        assert len(await todo.titles(work, under=top.id)) == limits.TASKS_TOGETHER - 3


async def test_what_was_deleted_below_a_task_that_moved_comes_back_at_the_end_of_its_list(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        first, second, third = await chain(todo, home, 3)
        await todo.delete(second, subtasks=True)
        await todo.move(first, None, work.name)
        await todo.new_task(home, "last")
        assert (await todo.undelete(second)).ancestors == ()
        assert await todo.titles(home) == ["last", "2"]
        assert (await todo.get(third)).ancestors == (second.id,)


async def test_moves_in_both_directions_at_once_wait_for_each_other_and_lose_nothing(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await two(todo)
        here = [await todo.new_task(home, f"h{number}") for number in range(8)]
        there = [await todo.new_task(work, f"w{number}") for number in range(8)]
        moves = [todo.move(task, None, work.name) for task in here] + [
            todo.move(task, None, home.name) for task in there
        ]
        done = [todo.complete(task) for task in [await todo.new_task(home) for _ in range(3)]]
        async with asyncio.timeout(60):
            await asyncio.gather(*moves, *done)
        assert sorted(await todo.titles(work)) == [f"h{number}" for number in range(8)]
        assert sorted(await todo.titles(home)) == [f"w{number}" for number in range(8)]
        assert [await active(todo, each) for each in (home, work)] == [8, 8]
        assert await todo.tasks.delete(ANN, changing(replace(here[0], list_id=work.id)))
