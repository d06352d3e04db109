from dataclasses import replace
from pathlib import Path

import pytest

from todo_k8s.domain import limits
from todo_k8s.domain.errors import FailedPrecondition, InvalidArgument, QuotaExceeded
from todo_k8s.domain.requests import Before, Behind, Edge
from todo_k8s.domain.subtasks_test import chain, counts, refused
from todo_k8s.domain.testing import ANN, both_stores, service
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")


async def test_a_task_comes_under_another_with_all_below_it(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        first, second, third = await chain(todo, home, 3)
        other = await todo.new_task(home, "other")
        moved = await todo.move(second, None, other.name)
        assert moved.ancestors == (other.id,)
        assert await todo.get(second) == moved
        follows = await todo.get(third)
        assert follows == replace(third, version=moved.version, ancestors=(other.id, second.id))
        assert [await counts(todo, each) for each in (first, other, second)] == [(0, 0), (1, 0), (1, 0)]
        assert (await todo.complete(other, subtasks=True)).completed_subtasks == 1
        assert (await todo.complete(first)).active_subtasks == 0


async def test_a_task_comes_to_the_top_level_and_beside_its_parent(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        first, second, third = await chain(todo, home, 3)
        await todo.move(third, Edge.FIRST, home.name)
        assert await todo.titles(home) == ["3", "1"]
        await todo.move(second, Before(first.name))
        assert await todo.titles(home) == ["3", "2", "1"]
        assert await counts(todo, first) == (0, 0)
        await todo.move(third, Behind(first.name))
        await todo.move(third, Edge.LAST, second.name)
        assert await todo.titles(home, under=second.id) == ["3"]


async def test_an_edge_alone_is_that_of_its_siblings(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        milk = await todo.new_task(home)
        made = [await todo.new_subtask(milk, title) for title in "abc"]
        assert (await todo.move(made[2], Edge.FIRST)).parent_id == milk.id
        assert await todo.titles(home, under=milk.id) == ["c", "a", "b"]
        await todo.move(made[2], Edge.LAST)
        assert await todo.titles(home, under=milk.id) == ["a", "b", "c"]


async def test_a_task_does_not_come_below_itself(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        first, second, third = await chain(todo, await todo.new_list(), 3)
        for place in ((None, third.name), (Before(third.name), ""), (Before(second.name), "")):
            assert await refused(todo.move(first, *place)) == (FailedPrecondition, "MOVE_BELOW_ITSELF")
        with pytest.raises(InvalidArgument, match="destination_parent"):
            await todo.move(first, None, first.name)
        with pytest.raises(InvalidArgument, match="names no place; .* or destination_parent"):
            await todo.move(first, None)


async def test_a_move_leaves_levels_and_numbers_within_the_limits(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        first, *_ = await chain(todo, home, 3)
        deep = await chain(todo, home, 3)
        assert await refused(todo.move(first, None, deep[2].name)) == (FailedPrecondition, "TOO_DEEP")
        for _ in range(limits.TASKS_TOGETHER - 5):
            await todo.new_subtask(deep[0])
        assert await refused(todo.move(first, None, deep[0].name)) == (QuotaExceeded, "TOO_MANY_SUBTASKS")
        # What belongs together already only moves.
        assert (await todo.move(deep[2], None, deep[0].name)).ancestors == (deep[0].id,)


async def test_a_move_goes_under_an_active_task(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        task, other = await todo.new_task(home), await todo.new_task(home)
        await todo.complete(other)
        assert await refused(todo.move(task, None, other.name)) == (FailedPrecondition, "PARENT_NOT_ACTIVE")
        await todo.delete(other)
        assert await refused(todo.move(task, None, other.name)) == (FailedPrecondition, "PARENT_DELETED")
        with pytest.raises(InvalidArgument, match="destination_parent"):
            await todo.move(task, Before(other.name), home.name)


async def test_a_subtask_comes_back_under_its_parent_wherever_that_has_moved(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        first, second, third = await chain(todo, home, 3)
        await todo.delete(second, subtasks=True)
        other = await todo.new_task(home)
        await todo.move(first, None, other.name)
        assert (await todo.undelete(second)).ancestors == (other.id, first.id)
        assert (await todo.get(third)).ancestors == (other.id, first.id, second.id)
        assert await todo.titles(home, under=second.id) == ["3"]
        assert (await todo.lists.get(ANN, home.name)).active_count == 4


async def test_a_parent_that_makes_room_for_its_subtask_counts_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "RANK_CHARACTERS", 0)
    monkeypatch.setattr(limits, "RANK_CHARACTERS_WORTH_SHIFTING", -100)
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        parents = [await todo.new_task(home, title) for title in "abc"]
        task = await todo.new_subtask(parents[1], "d")
        await todo.move(task, Before(parents[1].name))
        assert await todo.titles(home) == ["a", "d", "b", "c"]
        assert await counts(todo, parents[1]) == (0, 0)
        assert (await todo.get(parents[1])).position != parents[1].position
