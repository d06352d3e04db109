"""Tasks that move between two lists, and inside them, while moves and other changes are taken back in any order."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todo_k8s.domain import limits
from todo_k8s.domain.errors import TodoError
from todo_k8s.domain.model import State, Task, TaskList
from todo_k8s.domain.requests import Edge
from todo_k8s.domain.siblings import stands
from todo_k8s.domain.testing import ANN, Service, both_stores, examples, service
from todo_k8s.storage import keys, task_codec
from todo_k8s.storage.table import prefixed
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")

NARROW = {"RANK_CHARACTERS": 3, "RANK_CHARACTERS_WORTH_SHIFTING": 1, "SHIFTED_TASKS": 4}

Place: TypeAlias = tuple[str, str | None, State, bool]
"""The list, the parent, the state, and whether it is deleted."""


@dataclass
class World:
    todo: Service
    lists: Sequence[TaskList]
    calls: dict[tuple[str, int], "Call"] = field(default_factory=dict)
    """What was done, by each of its events."""

    async def tasks(self) -> dict[str, Task]:
        """All, by what they are, wherever they are."""
        found: list[Task] = []
        for each in self.lists:
            page = await self.todo.table.query(prefixed(keys.list_pk(each.id), None, "T#"), 100, detail=True)
            found += filter(None, map(task_codec.task_at, page.items))
        tasks = {task.uid: task for task in found}
        assert len(tasks) == len(found)
        return tasks

    async def last(self) -> dict[str, int]:
        return {each.id: (await self.todo.lists.get(ANN, each.name)).sequence for each in self.lists}


@dataclass(frozen=True)
class Call:
    before: Mapping[str, Place]
    after: Mapping[str, Place]


steps = st.tuples(
    st.sampled_from([*["move", "undo"] * 5, "edge", "complete", "reopen", "delete", "undelete", "create", "rename"]),
    st.integers(0, 9),
    st.integers(0, 9),
)


def test_all_that_is_taken_back_is_as_it_was(request: pytest.FixtureRequest) -> None:
    @settings(deadline=None, max_examples=examples(request, 15))
    @given(st.lists(steps, min_size=10, max_size=40))
    def whatever_it_is(script: list[tuple[str, int, int]]) -> None:
        asyncio.run(_follow(script))

    whatever_it_is()


async def _follow(script: list[tuple[str, int, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        for name, value in NARROW.items():
            patch.setattr(limits, name, value)
        async with service(Path(folder)) as todo:
            world = World(todo, [await todo.new_list("home"), await todo.new_list("work")])
            for number in range(4):
                task = await todo.new_task(world.lists[0], str(number), id=f"t{number}")
            await todo.new_subtask(task)
            for what, which, where in script:
                before, numbers = _places(await world.tasks()), await world.last()
                try:
                    undone = await _do(world, what, which, where)
                except TodoError:
                    continue
                after = _places(await world.tasks())
                if undone:
                    _compare(undone, before, after)
                for list_id, last in (await world.last()).items():
                    for sequence in range(numbers[list_id] + 1, last + 1):
                        world.calls[list_id, sequence] = Call(before, after)
                await _check(world)


async def _do(world: World, what: str, which: int, where: int) -> Call | None:
    todo = world.todo
    if what == "create":
        await todo.new_task(world.lists[where % 2], "new", id=f"t{which}")
        return None
    if what == "undo":
        of = world.lists[where % 2]
        number = (await world.last())[of.id] - which
        await todo.undo(of, number)
        return world.calls.get((of.id, number))
    tasks = sorted((await world.tasks()).values(), key=lambda each: each.uid)
    tasks.sort(key=lambda each: each.id)
    task = tasks[which % len(tasks)]
    match what:
        case "move":
            targets = [*(each.name for each in world.lists), *(each.name for each in tasks if each != task)]
            await todo.move(task, Edge.FIRST if where % 2 else None, targets[where % len(targets)])
        case "edge":
            await todo.move(task, Edge.FIRST)
        case "complete":
            await todo.complete(task, subtasks=True)
        case "reopen":
            await todo.reopen(task)
        case "delete":
            await todo.delete(task, subtasks=True)
        case "undelete":
            await todo.undelete(task)
        case "rename":
            await todo.update(task, "title", title=str(where))
    return None


def _places(tasks: Mapping[str, Task]) -> Mapping[str, Place]:
    def parent(task: Task) -> str | None:
        """What is deleted has none: its parent can be gone meanwhile."""
        above = [each.uid for each in tasks.values() if (each.list_id, each.id) == (task.list_id, task.parent_id)]
        return above[0] if above and not task.delete_time else None

    return {uid: (task.list_id, parent(task), task.state, task.delete_time is not None) for uid, task in tasks.items()}


def _compare(undone: Call, before: Mapping[str, Place], after: Mapping[str, Place]) -> None:
    for uid, was in undone.before.items():
        then = undone.after[uid]
        for now, old, new, back in zip(before[uid], was, then, after[uid], strict=True):
            if old != new:
                assert now == new, "it was changed since"
                assert back == old


async def _check(world: World) -> None:
    tasks = await world.tasks()
    for of in world.lists:
        there = {task.id: task for task in tasks.values() if task.list_id == of.id}
        live = [task for task in there.values() if not task.delete_time]
        found = await world.todo.lists.get(ANN, of.name)
        states = Counter(task.state for task in live)
        assert (found.active_count, found.completed_count) == (states[State.ACTIVE], states[State.COMPLETED])
        for task in live:
            assert not task.parent_id or (above := there[task.parent_id]).lineage == task.ancestors
            assert not task.parent_id or not above.delete_time
            assert not task.parent_id or above.state is State.ACTIVE or task.state is State.COMPLETED
            below = Counter(each.state for each in live if each.parent_id == task.id)
            assert (task.active_subtasks, task.completed_subtasks) == (below[State.ACTIVE], below[State.COMPLETED])
        places = [(task.parent_id, task.position) for task in live if stands(task)]
        assert len(places) == len(set(places))
